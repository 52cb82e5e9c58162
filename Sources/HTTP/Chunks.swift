import Octets

/// One chunk of chunked content (RFC 9112 §7.1), as ranges.
package struct Chunk: Sendable, Hashable {
    /// The size, its extensions and the line end.
    package var sizeLine: Range<Int>
    /// From the semicolon on; empty without extensions.
    package var extensions: Range<Int>
    /// Without the CRLF that follows.
    package var data: Range<Int>
}

/// Chunked content, whole.
package struct ChunkedContent: Sendable, Hashable {
    /// The last one is the chunk of size 0.
    package var chunks: [Chunk] = []
    /// The trailer section.
    package var trailers: [FieldLine] = []
    package var remarks: [HeadRemark] = []
    /// The offset behind the empty line that ends the message.
    package var end = 0
    /// Octets of content.
    package var length: Int { chunks.reduce(0) { $0 + $1.data.count } }
}

/// The chunks of a message whose content begins at `start`, or nil while its end has not come.
package func chunks(
    in bytes: Span<UInt8>, from start: Int, limits: Limits = .standard
) throws(ParseError) -> ChunkedContent? {
    var content = ChunkedContent()
    var offset = start
    while true {
        let line = bytes.line(from: offset)
        let length = (line?.end ?? bytes.count) - offset
        try HeadScan.check(length, limits.chunkLine, "chunkLine", at: offset, "RFC 9112 §7.1")
        guard let line else { return nil }
        let size = try chunkSize(bytes, line)
        let chunk = try Chunk(bytes, line, size: size)
        guard let chunk else { return nil }
        content.chunks.append(chunk)
        try HeadScan.check(content.chunks.count, limits.chunks, "chunks", at: offset, "RFC 9112 §7.1")
        if size == 0 {
            return try content.finished(bytes, from: line.end, limits: limits)
        }
        guard let end = try lineEnd(in: bytes, at: chunk.data.upperBound) else { return nil }
        offset = end
    }
}

extension Chunk {
    /// Nil while the data has not all come.
    fileprivate init?(_ bytes: Span<UInt8>, _ line: Line, size: UInt64) throws(ParseError) {
        guard size <= UInt64(bytes.count - line.end) else { return nil }
        let semicolon = bytes.firstOffset(of: 0x3B, from: line.content.lowerBound, upTo: line.content.upperBound)
        self.init(
            sizeLine: line.range, extensions: (semicolon ?? line.content.upperBound)..<line.content.upperBound,
            data: line.end..<(line.end + Int(size)))
    }
}

extension ChunkedContent {
    fileprivate func finished(
        _ bytes: Span<UInt8>, from start: Int, limits: Limits
    ) throws(ParseError) -> ChunkedContent? {
        var content = self
        let end = try HeadScan.fieldLines(
            bytes, from: start, headStart: start, limits: limits, field: { content.trailers.append($0) },
            remark: { content.remarks.append($0) })
        guard let end else { return nil }
        content.end = end
        return content
    }
}

/// The size that a chunk's first line gives. Whitespace behind it is passed over.
func chunkSize(_ bytes: Span<UInt8>, _ line: Line) throws(ParseError) -> UInt64 {
    let content = line.content
    let end = bytes.firstOffset(of: 0x3B, from: content.lowerBound, upTo: content.upperBound) ?? content.upperBound
    let digits = content.lowerBound..<bytes.trimmedEnd(of: content.lowerBound..<end)
    switch bytes.hexadecimal(in: digits) {
    case .value(let size): return size
    case .overflow:
        throw ParseError(.peer, at: digits, "the chunk size is more than 64 bits hold", "RFC 9112 §7.1")
    case .malformed:
        throw ParseError(.peer, at: content, "a chunk begins with its size in hexadecimal digits", "RFC 9112 §7.1")
    }
}

/// The offset behind the line end that must stand at `start`, or nil while it has not come.
func lineEnd(in bytes: Span<UInt8>, at start: Int) throws(ParseError) -> Int? {
    guard start < bytes.count else { return nil }
    if bytes[start] == 0x0A { return start + 1 }
    guard bytes[start] == 0x0D else { throw chunkOverrun(at: start) }
    guard start + 1 < bytes.count else { return nil }
    guard bytes[start + 1] == 0x0A else { throw chunkOverrun(at: start) }
    return start + 2
}

func chunkOverrun(at offset: Int) -> ParseError {
    ParseError(.peer, at: offset..<(offset + 1), "the chunk's data is longer than its size says", "RFC 9112 §7.1")
}
