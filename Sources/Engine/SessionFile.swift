import Octets
import Transcripts

/// Reading session files. Memory is bounded whatever the file's size: bytes go to a spool, events to an index.
package enum SessionFile {
    /// A session as the panes want it.
    package struct Loaded: Sendable {
        package var header: SessionHeader
        package var index: TranscriptIndex
        package var spool: Spool
        package var report: Report
    }

    /// What was wrong with a file that could be read.
    package struct Report: Hashable, Sendable {
        /// Errors kept at most; the others are counted.
        package static let errorLimit = 100

        /// Why the bytes ended before the file did, if they did.
        package var fault: String?
        /// The last line, where it was cut short.
        package var torn: SessionParser.TornLine?
        /// The first lines that could not be read, and were left out.
        package var errors: [SessionError] = []
        /// All of them.
        package var errorCount = 0
        /// Events of kinds that this version does not know.
        package var unknownCount = 0

        package init() {}

        /// All of the file was read.
        package var isClean: Bool { fault == nil && torn == nil && errorCount == 0 }

        mutating func note(_ error: SessionError) {
            errorCount += 1
            if errors.count < Self.errorLimit { errors.append(error) }
        }
    }

    /// Reads a whole file, or standard input for `-`. A broken line is left out and reported; a file whose header cannot be
    /// read, or that cannot be opened, is an error.
    ///
    /// - Parameter each: gets every event with its number, as it is read.
    package static func load(
        _ path: String, spool: Spool? = nil, index empty: TranscriptIndex = TranscriptIndex(),
        each: (Event, Int) -> Void = { _, _ in }
    ) throws -> Loaded {
        let spool = try spool ?? Spool()
        var index = empty
        let (header, report) = try events(path) { event in
            var start: UInt64 = 0
            if case .data(_, let bytes) = event.body { start = try spool.append(bytes.span).lowerBound }
            index.append(event, spoolStart: start)
            each(event, index.events.count - 1)
        }
        return Loaded(header: header, index: index, spool: spool, report: report)
    }

    /// The header alone.
    package static func header(_ path: String) throws -> SessionHeader {
        var found: SessionHeader?
        do {
            found = try events(path, onHeader: { throw HeaderFound(header: $0) }, { _ in }).0
        } catch let stop as HeaderFound {
            found = stop.header
        }
        guard let found else { throw SessionFileError(path, SessionError(line: 1, "no header", "add one")) }
        return found
    }

    /// Ends the reading of a file of which only the header is wanted.
    private struct HeaderFound: Error {
        var header: SessionHeader
    }

    /// Hands every event to `body`, in order, as it is read. What `body` throws ends it.
    @discardableResult
    package static func events(
        _ path: String, onHeader: (SessionHeader) throws -> Void = { _ in }, _ body: (Event) throws -> Void
    ) throws -> (SessionHeader, Report) {
        try events(ByteSource(path), onHeader: onHeader, body)
    }

    @discardableResult
    static func events(
        _ source: ByteSource, onHeader: (SessionHeader) throws -> Void, _ body: (Event) throws -> Void
    ) throws -> (SessionHeader, Report) {
        var reader = Reader(source: source)
        return try reader.run(onHeader, body)
    }
}

/// Why a session file cannot be read at all.
package struct SessionFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Cause: Hashable, Sendable {
        /// The system's error number.
        case system(Int32)
        /// The first line is no header.
        case format(SessionError)
    }

    package var path: String
    package var cause: Cause
    /// One plain sentence: what, where, why, what to do.
    package var description: String

    init(_ path: String, cannot verb: String, _ number: Int32) {
        self.path = path
        cause = .system(number)
        description = "cannot \(verb) \(path) (\(systemText(number))); check the path"
    }

    init(_ path: String, _ error: SessionError) {
        self.path = path
        cause = .format(error)
        description = "\(path), \(error)"
    }
}

/// One pass over a file.
private struct Reader {
    let source: ByteSource
    var parser = SessionParser()
    var header: SessionHeader?
    var report = SessionFile.Report()

    init(source: ByteSource) { self.source = source }

    private var path: String { source.path }

    mutating func run(
        _ onHeader: (SessionHeader) throws -> Void, _ body: (Event) throws -> Void
    ) throws -> (SessionHeader, SessionFile.Report) {
        while let chunk = try source.next() {
            parser.append(chunk.span)
            try drain(onHeader, body)
        }
        parser.finish()
        try drain(onHeader, body)
        report.torn = parser.torn
        report.fault = source.fault?.description
        guard let header else {
            throw SessionFileError(path, report.errors.first ?? SessionError(line: 1, "no header", "add one"))
        }
        return (header, report)
    }

    private mutating func drain(
        _ onHeader: (SessionHeader) throws -> Void, _ body: (Event) throws -> Void
    ) throws {
        while let item = nextItem() {
            switch item {
            case .header(let header):
                self.header = header
                try onHeader(header)
            case .event(let event):
                if case .unknown = event.body { report.unknownCount += 1 }
                try body(event)
            }
        }
        if header == nil, let error = report.errors.first { throw SessionFileError(path, error) }
    }

    /// The next item, past lines that are broken.
    private mutating func nextItem() -> SessionParser.Item? {
        while true {
            do {
                return try parser.next()
            } catch {
                report.note(error)
            }
        }
    }
}
