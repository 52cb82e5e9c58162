import Octets

/// Reads requests from a client's bytes: what a server needs. Holds one message at most, within `Limits`.
package struct RequestReader: Sendable {
    private var reader: MessageReader

    package init(limits: Limits = .standard) { reader = MessageReader(.clientToServer, limits) }

    /// Takes the next bytes of the stream.
    package mutating func append(_ bytes: Span<UInt8>) { reader.append(bytes) }

    /// The next request, or nil while it is not whole. More than one may be there at once.
    ///
    /// - Throws: where the bytes are no request, a limit is passed, or the RFC says to refuse it (for example whitespace
    ///   before a colon, no Host). Nothing sensible can be read from the stream after that.
    package mutating func next() throws(ParseError) -> Request? {
        guard let (frame, bytes) = try reader.next() else { return nil }
        let (head, fields) = try reader.head(bytes.span, frame)
        guard let line = head.requestLine else { return nil }
        let (content, trailers) = try reader.content(bytes.span, frame)
        return Request(
            Method(rawValue: bytes.span.text(in: line.method)), bytes.span.text(in: line.target),
            version: line.versionNumber, fields: fields, content: content, trailers: trailers)
    }

    /// The head of a request is here that asks for `100 (Continue)` before it sends its content, and none has come.
    package var awaitsContinue: Bool { reader.conversation.awaitsContinue }

    /// Says that the server has sent `100 (Continue)`, so that `awaitsContinue` is false until another request asks.
    package mutating func noteContinue() { reader.conversation.noteContinue() }

    /// Nothing of a next request has come.
    package var isEmpty: Bool { reader.isEmpty }
}

/// Reads responses from a server's bytes: what a client needs. Holds one message at most, within `Limits`.
package struct ResponseReader: Sendable {
    private var reader: MessageReader

    package init(limits: Limits = .standard) { reader = MessageReader(.serverToClient, limits) }

    /// Says that a request went out, since its method changes how the response is framed.
    package mutating func expect(_ method: Method) { reader.conversation.noteRequest(method) }

    /// Takes the next bytes of the stream.
    package mutating func append(_ bytes: Span<UInt8>) { reader.append(bytes) }

    /// The server closed: content that the close delimits is whole.
    package mutating func finish() { reader.finish() }

    /// The next response, interim ones (1xx) among them, or nil while it is not whole.
    ///
    /// - Throws: where the bytes are no response, or a limit is passed.
    package mutating func next() throws(ParseError) -> Response? {
        guard let (frame, bytes) = try reader.next() else { return nil }
        let (head, fields) = try reader.head(bytes.span, frame)
        guard let line = head.statusLine else { return nil }
        let (content, trailers) = try reader.content(bytes.span, frame)
        return Response(
            line.status, reason: bytes.span.text(in: line.reason), version: line.versionNumber, fields: fields,
            content: content, trailers: trailers)
    }

    /// Nothing of a next response has come.
    package var isEmpty: Bool { reader.isEmpty }
}

/// Keeps the bytes that a conversation has not framed yet, and takes messages out of them.
private struct MessageReader: Sendable {
    var conversation: Conversation
    private let direction: Direction
    private let limits: Limits
    private var frames: [Frame] = []
    private var bytes: [UInt8] = []
    /// The place of `bytes` in the stream.
    private var base: UInt64 = 0
    /// How much of `bytes` the conversation was given.
    private var given = 0

    init(_ direction: Direction, _ limits: Limits) {
        self.direction = direction
        self.limits = limits
        conversation = Conversation(limits: limits)
    }

    var isEmpty: Bool { bytes.isEmpty && frames.isEmpty }

    mutating func append(_ piece: Span<UInt8>) {
        bytes.append(piece, in: 0..<piece.count)
        var found: [Frame] = []
        conversation.receive(piece, direction) { found.append($0) }
        frames += found
    }

    mutating func finish() {
        var found: [Frame] = []
        conversation.finish(direction) { found.append($0) }
        frames += found
    }

    /// The next frame with its bytes, which are then dropped.
    mutating func next() throws(ParseError) -> (Frame, [UInt8])? {
        guard let frame = frames.first else {
            try checkWaiting()
            return nil
        }
        if frame.kind == .unparsed || !frame.complete { throw frame.error ?? unexpected(frame) }
        if let error = frame.error, frame.gravity == .error { throw error }
        let start = Int(frame.range.lowerBound - base)
        let end = Int(frame.range.upperBound - base)
        let message = Array(bytes[start..<end])
        bytes.removeFirst(end)
        base = frame.range.upperBound
        frames.removeFirst()
        return (frame, message)
    }

    private func unexpected(_ frame: Frame) -> ParseError {
        ParseError(.peer, at: 0..<0, "the connection is a tunnel", "RFC 9110 §9.3.6")
    }

    /// What waits for its end may already be known to be wrong, or too much.
    private func checkWaiting() throws(ParseError) {
        switch conversation.position(direction) {
        case .unparsed(let error): throw error
        case .content(let left):
            try HeadScan.check(Int(clamping: left), limits.content, "content", at: 0, "RFC 9110 §15.5.14")
        default: break
        }
        try HeadScan.check(
            bytes.count, limits.headBytes + limits.content, "content", at: 0, "RFC 9110 §15.5.14")
    }

    func head(_ bytes: Span<UInt8>, _ frame: Frame) throws(ParseError) -> (Head, Fields) {
        guard let head = try Head.parse(bytes, direction, limits: limits) else {
            throw ParseError(.misuse, at: 0..<bytes.count, "the head has no end", "RFC 9112 §2.1")
        }
        return (head, Fields(head.fieldLines, in: bytes))
    }

    func content(_ bytes: Span<UInt8>, _ frame: Frame) throws(ParseError) -> ([UInt8], Fields) {
        try HeadScan.check(
            Int(clamping: frame.bodyLength), limits.content, "content", at: frame.headLength, "RFC 9110 §15.5.14")
        guard frame.framing == .chunked else { return (bytes.bytes(in: frame.headLength..<bytes.count), [:]) }
        guard let chunked = try chunks(in: bytes, from: frame.headLength, limits: limits) else { return ([], [:]) }
        var content: [UInt8] = []
        content.reserveCapacity(chunked.length)
        for chunk in chunked.chunks { content.append(bytes, in: chunk.data) }
        return (content, Fields(chunked.trailers, in: bytes))
    }
}

extension Fields {
    /// The values of field lines of `bytes`.
    package init(_ lines: [FieldLine], in bytes: Span<UInt8>) {
        self.init(lines.map { Field(bytes.text(in: $0.name), Head.text(of: $0.value, in: bytes)) })
    }
}
