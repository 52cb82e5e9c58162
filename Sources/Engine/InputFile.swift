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
        /// What a capture says about itself, a line each.
        var notes: [String] = []

        /// Why the bytes ended comes before what they lack for it. A recording's report has it already.
        fileprivate func noting(_ fault: SourceFault?) -> Outcome {
            guard let fault, kind != .session else { return self }
            var outcome = self
            outcome.complaint = ([fault.description] + [complaint].compactMap { $0 }).joined(separator: "; ")
            return outcome
        }
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
        try content(source, kind: kind, hints: hints, onStart: onStart, body).noting(source.fault)
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
            return try withoutActuallyEscaping(onStart) { onStart in
                try withoutActuallyEscaping(body) { body in
                    try capture(source, kind, into: EventTaker(onStart, body))
                }
            }
        case .hexDump:
            let wrong = try PlainFile.hexDump(source, hints) { try body($0, nil) }
            let others = moreLines(wrong.count - 1)
            return Outcome(kind: kind, complaint: wrong.first.map { "\($0)\(others)" })
        case .raw:
            try PlainFile.raw(source, hints) { try body($0, nil) }
            return Outcome(kind: kind)
        }
    }

    /// Gives everything that a file holds to `taker`. What it throws ends it.
    static func read(_ source: ByteSource, kind: Kind, hints: InputHints, into taker: some CaptureTaker) throws
        -> Outcome
    {
        if case .capture = kind { return try capture(source, kind, into: taker).noting(source.fault) }
        return try events(source, kind: kind, hints: hints, onStart: { taker.begin(at: $0) }) { event, packet in
            taker.take(event, packet: packet)
            try taker.settle()
        }
    }

    private static func capture(_ source: ByteSource, _ kind: Kind, into taker: some CaptureTaker) throws -> Outcome {
        let report = try CaptureFile.read(source, into: taker)
        return Outcome(kind: kind, complaint: report.sentence, remarks: report.tally.remarks, notes: report.notes.lines)
    }

    /// By content; where that says nothing, bytes of the protocol that the person named.
    static func kind(of source: ByteSource, _ hints: InputHints) throws -> Kind {
        // A capture that is still being made may come slowly: no more is waited for than tells it.
        let magic = Array(try source.peek(CaptureFormat.detectLength))
        if let format = CaptureFormat.detect(magic.span) { return .capture(format) }
        let first = try source.peek(lookLength)
        let kind = Kind(first)
        // An object that is no recording may be what the person means.
        let isSession = kind == .session && String(decoding: first, as: UTF8.self).contains(SessionHeader.format)
        if let kind, kind != .session || isSession || hints.proto == nil { return kind }
        guard hints.proto == nil else { return .raw }
        if let fault = source.fault { throw Failure(.badData, "\(source.path): \(fault)") }
        let what = first.isEmpty ? "is empty" : "is neither a recording, nor a capture, nor a hex dump"
        throw Failure(.badData, "\(source.path) \(what); --as says what raw bytes are, as in --as http")
    }
}

/// Makes events of a transcript of what passes.
private final class EventTaker: CaptureTaker {
    private let onStart: (Int64) throws -> Void
    private let body: (Event, Int?) throws -> Void
    private var failure: (any Error)?

    init(_ onStart: @escaping (Int64) throws -> Void, _ body: @escaping (Event, Int?) throws -> Void) {
        (self.onStart, self.body) = (onStart, body)
    }

    func begin(at epoch: Int64) { attempt { try onStart(epoch) } }

    func take(_ event: CapturedEvent, _ bytes: Span<UInt8>) {
        guard let made = event.event(bytes) else { return }
        take(made, packet: event.packet)
    }

    func take(_ event: Event, packet: Int?) { attempt { try body(event, packet) } }

    func settle() throws { if let failure { throw failure } }

    func runsDry() {}

    private func attempt(_ step: () throws -> Void) {
        guard failure == nil else { return }
        do { try step() } catch { failure = error }
    }
}
