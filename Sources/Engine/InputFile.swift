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

        init(_ first: ArraySlice<UInt8>) {
            let bytes = Array(first)
            if let format = CaptureFormat.detect(bytes.span) { self = .capture(format) } else { self = .session }
        }
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
        _ path: String, onStart: (Int64) throws -> Void = { _ in }, _ body: (Event, Int?) throws -> Void
    ) throws -> Outcome {
        let source = try ByteSource(path)
        let kind = Kind(try source.peek(lookLength))
        switch kind {
        case .session:
            let (header, report) = try SessionFile.events(
                source, onHeader: { try onStart($0.start?.nanoseconds ?? 0) }, { try body($0, nil) })
            return Outcome(kind: kind, header: header, complaint: report.sentence)
        case .capture:
            let report = try CaptureFile.events(source, onStart: onStart) { try body($0, $1) }
            return Outcome(kind: kind, complaint: report.sentence, remarks: report.tally.remarks)
        }
    }
}
