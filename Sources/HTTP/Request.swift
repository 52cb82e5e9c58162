import Octets

/// A request as a value of its own.
package struct Request: Sendable, Hashable {
    package var method: Method
    /// Written as it is.
    package var target: String
    package var version: Version
    package var fields: Fields
    package var content: [UInt8]
    /// Fields behind chunked content.
    package var trailers: Fields

    package init(
        _ method: Method = .get, _ target: String = "/", version: Version = .http11, fields: Fields = [:],
        content: [UInt8] = [], trailers: Fields = [:]
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
        self.content = content
        self.trailers = trailers
    }

    /// The connection ends after this message (RFC 9112 §9.3).
    package var endsConnection: Bool { fields.endConnection(version) }

    /// Appends the message as it goes over the wire.
    ///
    /// A `Transfer-Encoding` that ends in `chunked` is kept and the content written in chunks of `chunkSize` octets; else
    /// `Content-Length` is kept, or written where there is content or the method usually has some. Octets that would break
    /// a line become spaces (RFC 9110 §5.5); a field whose name is no token is left out.
    package func serialize(into bytes: inout [UInt8], chunkSize: Int = 4_096) {
        bytes.append(word: method.rawValue)
        bytes.append(0x20)
        bytes.append(word: target)
        bytes.append(0x20)
        bytes.append(contentsOf: "\(version)\r\n".utf8)
        let needsLength = !content.isEmpty || method.expectsContent
        bytes.append(fields, length: needsLength ? content.count : nil)
        bytes.append(content: content, trailers, chunked: fields.areChunked, chunkSize)
    }
}

/// A response as a value of its own.
package struct Response: Sendable, Hashable {
    package var version: Version
    package var status: Status
    package var reason: String
    package var fields: Fields
    package var content: [UInt8]
    /// Fields behind chunked content.
    package var trailers: Fields

    /// - Parameter reason: nil for the phrase of the RFC.
    package init(
        _ status: Status, reason: String? = nil, version: Version = .http11, fields: Fields = [:],
        content: [UInt8] = [], trailers: Fields = [:]
    ) {
        self.version = version
        self.status = status
        self.reason = reason ?? status.reason
        self.fields = fields
        self.content = content
        self.trailers = trailers
    }

    /// The connection ends after this message (RFC 9112 §9.3).
    package var endsConnection: Bool { fields.endConnection(version) }

    /// Appends the message as it goes over the wire, by the same rules as `Request.serialize`.
    ///
    /// A response that never has content (1xx, 204, 304) is written without; so is the answer to a HEAD request, whose
    /// fields are those that the answer to GET would have.
    ///
    /// - Parameter untilClose: writes no `Content-Length`: the caller closes the connection to end the content.
    package func serialize(
        into bytes: inout [UInt8], answering method: Method = .get, chunkSize: Int = 4_096, untilClose: Bool = false
    ) {
        bytes.append(contentsOf: "\(version) ".utf8)
        bytes.append(padded: status.rawValue)
        bytes.append(0x20)
        bytes.append(value: reason)
        bytes.append(contentsOf: "\r\n".utf8)
        let saysLength = !status.forbidsContent && !untilClose && !(method == .connect && status.isSuccessful)
        bytes.append(fields, length: saysLength ? content.count : nil)
        guard !status.forbidsContent, method != .head else { return }
        bytes.append(content: content, trailers, chunked: fields.areChunked, chunkSize)
    }
}

extension Fields {
    var areChunked: Bool {
        guard let last = values("Transfer-Encoding").last?.split(separator: ",").last else { return false }
        return same(trimmed(last), "chunked")
    }

    func endConnection(_ version: Version) -> Bool {
        contains("close", in: "Connection") || (version < .http11 && !contains("keep-alive", in: "Connection"))
    }
}

extension Array where Element == UInt8 {
    /// Appends a chunk (RFC 9112 §7.1). Nothing for no octets, since a chunk of size 0 ends the content.
    package mutating func append(chunk data: Span<UInt8>) {
        guard !data.isEmpty else { return }
        append(hexadecimal: UInt64(data.count))
        append(contentsOf: "\r\n".utf8)
        append(data, in: 0..<data.count)
        append(contentsOf: "\r\n".utf8)
    }

    /// Appends the chunk of size 0, the trailer fields and the empty line that end chunked content.
    package mutating func append(lastChunkWith trailers: Fields) {
        append(contentsOf: "0\r\n".utf8)
        append(trailers, length: nil)
    }

    /// Appends field lines and the empty line behind them; a `Content-Length` first where `length` is given and neither
    /// it nor a `Transfer-Encoding` is among them.
    fileprivate mutating func append(_ fields: Fields, length: Int?) {
        for field in fields.all where field.name.utf8.span.consists(of: .token, in: 0..<field.name.utf8.count) {
            append(contentsOf: field.name.utf8)
            append(contentsOf: ": ".utf8)
            append(value: field.value)
            append(contentsOf: "\r\n".utf8)
        }
        if let length, fields["Content-Length"] == nil, fields["Transfer-Encoding"] == nil {
            append(contentsOf: "Content-Length: ".utf8)
            append(decimal: UInt64(length))
            append(contentsOf: "\r\n".utf8)
        }
        append(contentsOf: "\r\n".utf8)
    }

    fileprivate mutating func append(content: [UInt8], _ trailers: Fields, chunked: Bool, _ chunkSize: Int) {
        guard chunked else { return append(contentsOf: content) }
        var start = 0
        while start < content.count {
            let end = Swift.min(content.count, start + Swift.max(1, chunkSize))
            append(chunk: content.span.extracting(start..<end))
            start = end
        }
        append(lastChunkWith: trailers)
    }

    /// Octets that would end a line or are forbidden in a value become spaces.
    fileprivate mutating func append(value: String) {
        for octet in value.utf8 { append(OctetSet.fieldValue.contains(octet) ? octet : 0x20) }
    }

    /// Spaces and control characters, which would split a start line, are percent-encoded.
    fileprivate mutating func append(word: String) {
        for octet in word.utf8 {
            if octet > 0x20, octet != 0x7F {
                append(octet)
            } else {
                append(0x25)
                if octet < 0x10 { append(0x30) }
                append(hexadecimal: UInt64(octet))
            }
        }
    }

    /// A status code has three digits.
    fileprivate mutating func append(padded code: Int) {
        let code = UInt64(Swift.max(0, Swift.min(999, code)))
        for divisor: UInt64 in [100, 10, 1] { append(0x30 + UInt8(code / divisor % 10)) }
    }
}
