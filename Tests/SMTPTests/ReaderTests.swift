import Octets
import TestKit
import Testing

@testable import SMTP

@Suite struct ReaderTests {
    /// A server in small: it asks for what the protocol has next, whatever pieces the bytes come in.
    @Test func aServerReadsALetterCredentialsAndAChunkInAnyPieces() throws {
        let sent =
            "EHLO b\r\nAUTH LOGIN\r\nc2VjcmV0\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n..x\r\ny\r\n.\r\nBDAT 4\r\n.\r\n\u{0}QUIT\r\nleft"
        for feeding in Feeding.all(seed: 21) {
            var server = MiniServer()
            try feeding.feed(Array(sent.utf8)) { try server.receive($0) }
            #expect(server.verbs == ["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "QUIT"], "\(feeding)")
            #expect(server.credentials == ["c2VjcmV0"], "\(feeding)")
            let expected = MailTransaction(
                reversePath: Mailbox(localPart: "a", domain: "b"), forwardPaths: [Mailbox(localPart: "c", domain: "d")],
                content: Array(".x\r\ny\r\n".utf8))
            #expect(server.transactions == [expected], "\(feeding)")
            #expect(server.chunk == Array(".\r\n\u{0}".utf8), "\(feeding)")
            #expect(server.reader.bufferedCount == 4, "\(feeding)")
        }
    }

    @Test func aLineOverTheLimitThrowsOnceAndIsSkipped() throws {
        for feeding in Feeding.all(seed: 31) {
            var reader = CommandReader(limits: Limits(line: 10))
            var verbs: [String] = []
            var errors: [ParseError] = []
            try feeding.feed(Array("NOOP\r\nNOOP 123456789\r\nQUIT\r\n".utf8)) { piece in
                try reader.append(piece)
                while true {
                    do throws(ParseError) {
                        guard let next = try reader.next() else { break }
                        verbs.append(next.command.verb.rawValue)
                    } catch {
                        errors.append(error)
                    }
                }
            }
            #expect(verbs == ["NOOP", "QUIT"], "\(feeding)")
            #expect(errors.count == 1, "\(feeding)")
            guard case .limit(_, let actual, 10) = errors.first?.fault else {
                Issue.record("not a limit")
                return
            }
            #expect(actual > 10)
        }
    }

    @Test func whatLiesUnreadHasALimit() throws {
        var reader = CommandReader(limits: Limits(buffered: 8))
        try reader.append(Array("NOOP\r\n".utf8).span)
        let error = #expect(throws: ParseError.self) { try reader.append(Array("abc".utf8).span) }
        #expect(error?.fault == .limit(name: "octets that wait to be read", actual: 9, allowed: 8))
        #expect(try reader.next()?.line == Array("NOOP\r\n".utf8))
        try reader.append(Array("abc".utf8).span)
        #expect(reader.bufferedCount == 3)
    }

    @Test func aLetterOverTheLimitIsReadToItsEndAndRefused() {
        var content = ContentReader(limits: Limits(content: 5))
        let bytes = Array("abc\r\n.\r\n".utf8)
        #expect(content.receive(bytes.span) == 8)
        #expect(content.isComplete && content.error == nil && content.content == Array("abc\r\n".utf8))
        var tooLong = ContentReader(limits: Limits(content: 5))
        let long = Array("abc\r\nd\r\n.\r\nQUIT".utf8)
        #expect(tooLong.receive(long.span) == 11)
        #expect(tooLong.isComplete && tooLong.content.isEmpty && tooLong.count == 8)
        #expect(tooLong.error?.fault == .limit(name: "octets of a letter", actual: 8, allowed: 5))
    }

    @Test func aClientReadsRepliesInAnyPieces() throws {
        for feeding in Feeding.all(seed: 41) {
            var reader = ReplyReader(limits: Limits(reply: 60))
            var codes: [Int] = []
            var refused = 0
            try feeding.feed(Array("220 a\r\nwhat\r\n250-b\r\n250 c\r\n354 d\r\n250".utf8)) { piece in
                try reader.append(piece)
                while true {
                    do throws(ParseError) {
                        guard let reply = try reader.next() else { break }
                        #expect(reply.range.lowerBound == 0)
                        codes.append(reply.code.rawValue)
                    } catch {
                        refused += 1
                    }
                }
            }
            #expect(codes == [220, 250, 354], "\(feeding)")
            #expect(refused == 1, "\(feeding)")
            #expect(reader.bufferedCount == 3, "\(feeding)")
        }
    }
}

/// As much of a server as the readers' order needs.
private struct MiniServer {
    var reader = CommandReader()
    var verbs: [String] = []
    var credentials: [String] = []
    var transactions: [MailTransaction] = []
    var chunk: [UInt8] = []
    private var content: ContentReader?
    private var transaction = MailTransaction(reversePath: nil)
    private var wantsCredentials = false
    private var wantsChunk = 0

    mutating func receive(_ bytes: Span<UInt8>) throws {
        try reader.append(bytes)
        while try step() {}
    }

    private mutating func step() throws -> Bool {
        if var content {
            let isComplete = reader.readContent(&content)
            self.content = isComplete ? nil : content
            guard isComplete else { return false }
            transaction.content = content.content
            transactions.append(transaction)
            return true
        }
        if wantsCredentials {
            guard let line = try reader.nextCredentials() else { return false }
            credentials.append(String(decoding: line, as: UTF8.self))
            wantsCredentials = false
            return true
        }
        if wantsChunk > 0 {
            guard let bytes = reader.nextChunk(wantsChunk) else { return false }
            chunk += bytes
            wantsChunk = 0
            return true
        }
        guard let next = try reader.next() else { return false }
        take(next.command)
        return true
    }

    private mutating func take(_ command: Command) {
        verbs.append(command.verb.rawValue)
        switch command.argument {
        case .reversePath(let path): transaction = MailTransaction(reversePath: path.mailbox)
        case .forwardPath(let path): transaction.forwardPaths.append(path.mailbox)
        case .chunk(let size, _): wantsChunk = Int(size)
        case .authentication: wantsCredentials = true
        default: if command.verb == .data { content = ContentReader() }
        }
    }
}
