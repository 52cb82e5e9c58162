import Octets
import Transcripts

/// What the redactor knows of one connection: two directions of lines, and an AUTH dialogue that joins them.
struct RedactedConnection: Sendable {
    /// The most requests whose methods are remembered for the framing of their responses.
    static let pipelineLimit = 256

    var lastTime = Moment.zero
    private var client = RedactedDirection()
    private var server = RedactedDirection()
    /// Datagrams know no lines that go on in the next one.
    private let isDatagrams: Bool

    /// Mail by the person's word or by the server's greeting: only its replies end an AUTH dialogue.
    private var isMail: Bool
    /// POP3, known in the same ways: letters come from the server, and numbers at a line's beginning are no replies.
    private var isPOP3: Bool
    private var awaited = AwaitedResponses()
    private var sawReply = false
    /// Commands that no reply has come for yet, as far as they could be counted.
    private var unanswered = 0
    private var dataAsked = false
    private var dialogue: Dialogue?
    /// Methods of requests without a response yet; nil once their order is lost.
    private var methods: [[UInt8]]? = []

    /// From the client's AUTH line to the server's final reply.
    private struct Dialogue: Sendable {
        /// Replies to earlier commands that come first.
        var before: Int
        /// The server has sent a challenge, so the next final reply is the last of this dialogue.
        var challenged = false
    }

    init(_ opening: Opening?) {
        isDatagrams = opening?.transport == .udp
        isPOP3 = ["pop3", "pop3s"].contains(opening?.proto ?? "")
        isMail = isPOP3 || ["smtp", "smtps"].contains(opening?.proto ?? "")
    }

    mutating func mask(_ input: [UInt8], _ direction: Direction) -> SecretScanner.Output {
        if isDatagrams { return maskDatagram(input) }
        var bytes = input
        var index = self[direction].scanner.begin(&bytes)
        while index < bytes.count { index = advance(&bytes, from: index, direction) }
        return self[direction].scanner.end(bytes)
    }

    mutating func release(_ direction: Direction) -> SecretScanner.Output? { self[direction].scanner.release() }

    /// Octets may have passed that were not given here: nothing is known to be content any more.
    mutating func doubt() {
        client.mode = .lines
        server.mode = .lines
        methods = nil
        awaited.forget()
    }

    private func maskDatagram(_ input: [UInt8]) -> SecretScanner.Output {
        var scanner = SecretScanner()
        var bytes = input
        scanner.scan(&bytes, from: 0, to: bytes.count)
        let done = scanner.end(bytes)
        guard let rest = scanner.release() else { return done }
        return SecretScanner.Output(bytes: done.bytes + rest.bytes, tallies: done.tallies + rest.tallies)
    }

    private subscript(direction: Direction) -> RedactedDirection {
        get { direction == .clientToServer ? client : server }
        _modify {
            if direction == .clientToServer { yield &client } else { yield &server }
        }
    }

    /// Works through content, or through one line as far as it is there, and returns where to go on.
    private mutating func advance(_ bytes: inout [UInt8], from index: Int, _ direction: Direction) -> Int {
        if let end = self[direction].skipContent(from: index, to: bytes.count) { return end }
        let lineFeed = bytes.span.firstOffset(of: 10, from: index)
        let end = lineFeed.map { $0 + 1 } ?? bytes.count
        if direction == .clientToServer { client.scanner.masksWholeLines = dialogue != nil && client.mode == .lines }
        self[direction].record(bytes.span, from: index, to: end)
        if self[direction].mode != .letter { self[direction].scanner.scan(&bytes, from: index, to: end) }
        if lineFeed != nil { endLine(direction) }
        return end
    }

    private mutating func endLine(_ direction: Direction) {
        let line = self[direction].takeLine()
        switch self[direction].mode {
        case .lines: endPlainLine(line, direction)
        case .head: endHeadLine(line, direction)
        case .letter where line.isOnlyADot, .list where line.isOnlyADot:
            self[direction].mode = .lines
            if direction == .clientToServer { unanswered += 1 }
        default: self[direction].endFramingLine(line)
        }
    }

    private mutating func endPlainLine(_ line: RedactedLine, _ direction: Direction) {
        if direction == .clientToServer, isPOP3 || !sawReply {
            awaited.note(line, isCredentials: dialogue != nil)
        }
        if line.bytes.isEmpty { return }
        if direction == .clientToServer {
            if let method = line.requestMethod {
                client.beginHead(line.isHTTP11)
                remember(method)
            } else {
                endCommand(line)
            }
        } else if let status = line.responseStatus {
            server.beginHead(line.isHTTP11, status: status)
        } else {
            endReplyLine(line)
        }
    }
}

// HTTP: where content begins.
extension RedactedConnection {
    private mutating func remember(_ method: [UInt8]) {
        guard let count = methods?.count, count < Self.pipelineLimit else {
            methods = nil
            return
        }
        methods?.append(method)
    }

    private mutating func endHeadLine(_ line: RedactedLine, _ direction: Direction) {
        guard line.bytes.isEmpty else { return self[direction].addFieldLine(line) }
        direction == .clientToServer ? endRequestHead() : endResponseHead()
    }

    private mutating func endRequestHead() {
        let tunnels = methods?.last.map { $0 == Array("CONNECT".utf8) } ?? true
        client.endHead(known: !tunnels, bodyless: false, toClose: false)
    }

    private mutating func endResponseHead() {
        let status = server.status
        if status == 101 { methods = nil }
        guard status >= 200 else { return server.endHead(known: true, bodyless: true, toClose: false) }
        let method = methods?.first
        if method != nil { methods?.removeFirst() }
        let odd = ["HEAD", "CONNECT", "TRACE"].map { Array($0.utf8) }
        let known = method.map { !odd.contains($0) } ?? false
        server.endHead(known: known, bodyless: status == 204 || status == 304, toClose: true)
    }
}

// SMTP and POP3: the letter, and the AUTH dialogue.
extension RedactedConnection {
    private mutating func endCommand(_ line: RedactedLine) {
        // A line within the dialogue answers a challenge; it is no command of its own.
        if dialogue != nil { return }
        if line.isVerb("DATA") { dataAsked = true }
        if line.isVerb("AUTH"), line.hasArgument {
            // The line itself is among those that wait.
            let before = isPOP3 ? awaited.count.map { $0 - 1 } : nil
            dialogue = Dialogue(before: before ?? unanswered)
        }
        unanswered += 1
    }

    private mutating func endReplyLine(_ line: RedactedLine) {
        switch isPOP3 && !line.hasStatusIndicator ? nil : line.reply {
        case .continued: isReply()
        case .challenge(let isSMTP):
            isReply()
            if isPOP3 { _ = awaited.next() }
            // A recording may begin behind AUTH, with the challenge; "+" alone is a sign of one only in POP3.
            if dialogue == nil, isSMTP || isPOP3 { dialogue = Dialogue(before: 0) }
            dialogue?.challenged = true
        case .final(let code):
            let isGreeting = !sawReply && !(isPOP3 && awaited.beginsWithLetter)
            isReply()
            if isGreeting, code == 220 || code == 0 {
                isMail = true
                isPOP3 = isPOP3 || code == 0
            } else {
                endReply(code)
            }
        case nil:
            // A server that speaks no replies (the upper-case server) has no final one either.
            if !sawReply, !isMail { dialogue = nil }
        }
    }

    private mutating func isReply() { sawReply = true }

    /// POP3 alone has lines behind a reply: of a list, or of a letter.
    private mutating func expectLines(_ code: Int) {
        let lines = awaited.next()
        guard code == 0 else { return }
        switch lines {
        case .none: break
        case .list: server.mode = .list
        case .letter: server.mode = .letter
        }
    }

    private mutating func endReply(_ code: Int) {
        if code == 354, dataAsked {
            dataAsked = false
            client.mode = .letter
        }
        if isPOP3 { expectLines(code) }
        unanswered = max(0, unanswered - 1)
        guard let open = dialogue else { return }
        if open.challenged || open.before == 0 || code == 235 {
            dialogue = nil
        } else {
            dialogue?.before -= 1
        }
    }
}
