import Captures
import Octets
import Transcripts

/// A file of any kind that can be decoded: finds out by content what it is, and gives its events.
enum InputFile {
    /// Bytes that are looked at to find out what a file is.
    static let lookLength = 4_096

    enum Kind: Hashable, Sendable {
        case session
        case capture(CaptureFormat)
        case hexDump
        /// Bytes that only the person knows.
        case raw

        /// nil where the content says nothing.
        init?(_ first: ArraySlice<UInt8>) {
            let bytes = Array(first)
            if let format = CaptureFormat.detect(bytes.span) {
                self = .capture(format)
            } else if bytes.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "{") {
                self = .session
            } else if HexDump.isDump(bytes.span) {
                self = .hexDump
            } else {
                return nil
            }
        }

        private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    }

    /// What a file turned out to be, and to hold.
    struct Outcome {
        var kind: Kind
        /// Of a recording.
        var header: SessionHeader?
        /// What was wrong with it, in one sentence; nil where all of it was read.
        var complaint: String?
        /// What was left out of it on purpose, a clause each.
        var remarks: [String] = []
    }

    /// Hands every event to `body`, with the number of the packet that brought it where the file is a capture. What `body`
    /// throws ends it.
    ///
    /// - Parameter onStart: gets the time that the events count from, in nanoseconds since 1970, before the first of them.
    static func events(
        _ path: String, hints: InputHints = InputHints(), onStart: (Int64) throws -> Void = { _ in },
        _ body: (Event, Int?) throws -> Void
    ) throws -> Outcome {
        let source = try ByteSource(path)
        return try events(source, kind: kind(of: source, hints), hints: hints, onStart: onStart, body)
    }

    /// The same of a file that was looked at.
    static func events(
        _ source: ByteSource, kind: Kind, hints: InputHints, onStart: (Int64) throws -> Void,
        _ body: (Event, Int?) throws -> Void
    ) throws -> Outcome {
        var outcome = try content(source, kind: kind, hints: hints, onStart: onStart, body)
        // Why the bytes ended comes before what they lack for it. A recording's report has it already.
        if let fault = source.fault, kind != .session {
            outcome.complaint = ([fault.description] + [outcome.complaint].compactMap { $0 }).joined(separator: "; ")
        }
        return outcome
    }

    private static func content(
        _ source: ByteSource, kind: Kind, hints: InputHints, onStart: (Int64) throws -> Void,
        _ body: (Event, Int?) throws -> Void
    ) throws -> Outcome {
        switch kind {
        case .session:
            let (header, report) = try SessionFile.events(
                source, onHeader: { try onStart($0.start?.nanoseconds ?? 0) }, { try body($0, nil) })
            return Outcome(kind: kind, header: header, complaint: report.sentence)
        case .capture:
            let report = try CaptureFile.events(source, onStart: onStart) { try body($0, $1) }
            return Outcome(kind: kind, complaint: report.sentence, remarks: report.tally.remarks)
        case .hexDump:
            let wrong = try PlainFile.hexDump(source, hints) { try body($0, nil) }
            let others = moreLines(wrong.count - 1)
            return Outcome(kind: kind, complaint: wrong.first.map { "\($0)\(others)" })
        case .raw:
            try PlainFile.raw(source, hints) { try body($0, nil) }
            return Outcome(kind: kind)
        }
    }

    /// By content; where that says nothing, bytes of the protocol that the person named.
    static func kind(of source: ByteSource, _ hints: InputHints) throws -> Kind {
        // A capture that is still being made may come slowly: no more is waited for than tells it.
        let magic = Array(try source.peek(CaptureFormat.detectLength))
        if let format = CaptureFormat.detect(magic.span) { return .capture(format) }
        // Nor of a recording.
        let line = try firstLine(of: source)
        if Kind(line[...]) == .session, isHeader(line[...]) { return .session }
        let first = try source.peek(lookLength)
        let kind = Kind(first)
        // An object that is no recording may be what the person means.
        let isSession = kind == .session && isHeader(first)
        if let kind, kind != .session || isSession || hints.proto == nil { return kind }
        guard hints.proto == nil else { return .raw }
        if let fault = source.fault { throw Failure(.badData, "\(source.path): \(fault)") }
        let what = first.isEmpty ? "is empty" : "is neither a recording, nor a capture, nor a hex dump"
        throw Failure(.badData, "\(source.path) \(what); --as says what raw bytes are, as in --as http")
    }

    private static func isHeader(_ first: ArraySlice<UInt8>) -> Bool {
        String(decoding: first, as: UTF8.self).contains(SessionHeader.format)
    }

    /// What there is when the first line has come, at most `lookLength` octets.
    private static func firstLine(of source: ByteSource) throws -> [UInt8] {
        var first: [UInt8] = []
        while first.count < lookLength, !first.contains(UInt8(ascii: "\n")) {
            let more = try source.look(atLeast: first.count + 1, limit: lookLength)
            if more.count == first.count { break }
            first = more
        }
        return first
    }
}
