import HTTP
import Octets
import TestKit
import Testing

/// Any bytes at all: nothing traps, frames stay within the stream and in order, and cutting changes nothing.
@Suite struct RandomTests {
    /// Pieces of which streams are made, so that random ones reach the deep states.
    static let pieces = [
        "GET / HTTP/1.1\r\n", "HEAD /a HTTP/1.0\r\n", "CONNECT a:1 HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 304 x\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 101 x\r\n", "Host: a\r\n",
        "Content-Length: 3\r\n", "Content-Length: 18446744073709551615\r\n", "Content-Length: 3, 3\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n\r\n", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r",
        " ", "3\r\nabc\r\n", "0\r\n", "0\r\n\r\n", "ffffffffffffffff\r\n", "5;x=y\r\n", "abc", ": ", "\0", "\u{FF}",
        "\t",
        "Connection: close\r\n", "a : b\r\n", " folded\r\n",
    ].map { Array($0.utf8) }

    static let limits: Limits = {
        var limits = Limits.standard
        limits.startLine = 40
        limits.headBytes = 120
        limits.fieldLines = 4
        limits.chunkLine = 10
        limits.outstandingRequests = 3
        return limits
    }()

    static func stream(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...30, using: &generator)).flatMap { _ in
            if Int.random(in: 0..<12, using: &generator) == 0 {
                return (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }
            }
            return pieces.randomElement(using: &generator) ?? []
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func framesStayInBoundsAndInOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<1_500 {
            let client = Self.stream(&generator)
            let server = Self.stream(&generator)
            let limits = round % 2 == 0 ? Limits.standard : Self.limits
            let steps: [(Direction, [UInt8])] = [(.clientToServer, client), (.serverToClient, server)]
            let whole = frames(steps, limits: limits)
            let context = "seed \(seed), round \(round)"
            for (direction, bytes) in steps { check(whole.filter { $0.direction == direction }, bytes, context) }
            let bytewise = frames(steps, feeding: .bytewise, limits: limits)
            let cut = frames(steps, feeding: .random(seed: seed), limits: limits)
            #expect(bytewise == whole, "\(context)")
            #expect(cut == whole, "\(context)")
        }
    }

    private func check(_ frames: [Frame], _ bytes: [UInt8], _ context: String) {
        var end: UInt64 = 0
        var ordinal = 0
        for frame in frames {
            let skipped = bytes[Int(end)..<Int(frame.range.lowerBound)]
            #expect(skipped.allSatisfy { $0 == 0x0D || $0 == 0x0A }, "\(context): only empty lines lie between frames")
            #expect(!frame.range.isEmpty && frame.range.upperBound <= bytes.count, "\(context)")
            #expect(UInt64(frame.headLength) + frame.bodyLength <= UInt64(frame.range.count), "\(context)")
            #expect(frame.ordinal >= ordinal, "\(context)")
            if let range = frame.error?.range { #expect(range.upperBound <= frame.range.count, "\(context)") }
            end = frame.range.upperBound
            ordinal = frame.ordinal
            if frame.kind != .unparsed { checkHead(frame, bytes, context) }
        }
        #expect(bytes[Int(end)...].allSatisfy { $0 == 0x0D || $0 == 0x0A }, "\(context): nothing is lost at the end")
    }

    /// What the framing machine calls a message is one to the parsers too.
    private func checkHead(_ frame: Frame, _ bytes: [UInt8], _ context: String) {
        let message = Array(bytes[Int(frame.range.lowerBound)..<Int(frame.range.upperBound)])
        do {
            let head = try Head.parse(message.span, frame.direction)
            #expect(head?.length == frame.headLength, "\(context)")
            if frame.framing == .chunked, frame.complete {
                let content = try chunks(in: message.span, from: frame.headLength)
                #expect(content?.end == message.count, "\(context)")
                #expect(content.map { UInt64($0.length) } == frame.bodyLength, "\(context)")
            }
        } catch {
            Issue.record("\(context): \(error)")
        }
    }

    @Test func parsersTakeAnyBytes() {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<3_000 {
            let bytes = Self.stream(&generator)
            for direction in Direction.allCases {
                guard let head = try? Head.parse(bytes.span, direction, limits: Self.limits) else { continue }
                #expect(head.length <= bytes.count)
                for line in head.fieldLines {
                    #expect(
                        line.range.lowerBound <= line.name.lowerBound && line.name.upperBound < line.value.lowerBound)
                    #expect(line.value.upperBound <= line.range.upperBound)
                    _ = cookies(bytes.span, in: line.value)
                    _ = SetCookie.parse(bytes.span, in: line.value)
                }
            }
            _ = try? chunks(in: bytes.span, from: 0, limits: Self.limits)
            let text = String(decoding: bytes, as: UTF8.self)
            _ = (FieldDate(text), EntityTagList(parsing: text), decodeForm(text), TargetParts(text))
        }
    }
}
