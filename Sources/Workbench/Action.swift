import Catalog
import Cells
import Dissection
import Octets
import Resolution
import Transcripts

/// Everything that can change the state.
package enum Action: Sendable {
    /// A key, a paste, the mouse, a new size or a signal.
    case input(InputEvent)
    /// A bound command, wherever it came from.
    case command(Command)
    /// The clock moved. Comes before any other action of a batch, and alone when a replay is due.
    case clock(Clock)
    /// Something that the engine has to say.
    case engine(Report)
    /// What the command line asked for.
    case open(url: String)
    /// A recording or a capture: what it is, its content says.
    case replay(path: String)
    /// Several of them, each in a tab of its own.
    case files([String])
    /// A name is to be resolved, step by step.
    case trace(TraceRequest)
}

/// Time as the state knows it; the reducer has no other.
package struct Clock: Sendable, Hashable {
    /// Nanoseconds of a clock that never goes back.
    package var monotonic: Int64
    /// Nanoseconds since the Unix epoch.
    package var wall: Int64

    package init(monotonic: Int64, wall: Int64) {
        self.monotonic = monotonic
        self.wall = wall
    }
}

/// Names one tab for as long as the program runs.
package struct TabID: Hashable, Sendable {
    package var number: Int
    package init(_ number: Int) { self.number = number }
}

/// What the engine reports.
package enum Report: Sendable {
    /// The transcript of a tab has grown. Only the newest of a tab's snapshots matters.
    case grew(TabID, Snapshot)
    case connection(TabID, ConnectionState)
    /// The first connection of a tab is there: its transcript's time begins.
    case began(TabID, title: String, wallStart: Int64)
    /// What a `load` brought.
    case loaded(TabID, Loaded)
    /// Where a search ended: nil means that there is no hit.
    case found(TabID, SearchHit?)
    case recorder(TabID, RecorderState)
    /// A session has been given another title.
    case titled(TabID, title: String)
    /// A session file has been opened in a tab, to be replayed.
    case opened(TabID, title: String, Snapshot, wallStart: Int64, notice: String?)
    /// What a file's reading, or a trace's run, has come to so far.
    case progress(TabID, String)
    /// A file was not read, or a trace not run, for the reason given.
    case unread(TabID, Notice)
    /// A capture has been read, all of it or so far.
    case capture(TabID, title: String, CaptureListing)
    /// What a conversation of a capture holds, and nothing else of it.
    case conversation(TabID, connection: Int, Snapshot)
    /// How far a filter has come, in words.
    case filtering(TabID, String)
    /// What a filter found in the capture of a tab.
    case filtered(TabID, AppliedFilter)
    /// Messages in one line each, by their numbers.
    case summaries(TabID, MessagePlace, [Int: String])
    /// Messages put together as was asked for.
    case grouped(TabID, GroupRequest, Grouper)
    case destinations([Destination])
    case theme(Theme)
    /// Words of a command that need no state of their own: said on the status line.
    case said(Notice)
}

/// Everything that the world is asked to do.
package enum Effect: Sendable, Equatable {
    case connect(TabID, url: String)
    case send(TabID, [UInt8])
    case finishSending(TabID)
    case disconnect(TabID)
    /// The same place as before, in the same transcript; then the bytes are sent.
    case reopen(TabID, thenSend: [UInt8])
    case close(TabID)
    case load(TabID, LoadRequest)
    case search(TabID, SearchRequest)
    case record(TabID, RecorderRequest)
    case openFile(TabID, path: String)
    /// Resolves a name, and opens what came of it as a recording.
    case trace(TabID, TraceRequest)
    /// Ends that early.
    case stopTrace(TabID)
    /// Ends the reading of a capture early; what is read stays.
    case stopReading(TabID)
    /// Reads one conversation of the capture in a tab.
    case conversation(TabID, connection: Int)
    /// Ends a filter's search; the list stays as it is.
    case stopFilter(TabID)
    /// The conversations of a capture are wanted that have a message which the filter wants.
    case filter(TabID, Filter, text: String)
    /// Messages of those numbers are wanted in one line each.
    case summaries(TabID, MessagePlace, [Int])
    /// Messages are to be put together.
    case group(TabID, GroupRequest)
    /// The session is to be called so, in its recording too.
    case title(TabID, String)
    /// What a blank tab offers is to be looked up anew.
    case destinations
    case copy([UInt8])
    case theme(name: String)
    case mouse(Bool)
    case redraw
    case suspend
    case quit
}

package enum RecorderRequest: Sendable, Equatable {
    case start(path: String?)
    case stop, pause, resume
    case note(String)
    case mark(Mark)
}

/// What a tab's panes show of a transcript, at one instant.
package struct Snapshot: Sendable {
    package var transcript: TranscriptIndex
    package var messages: ChunkedList<MessageRecord>
    package var standing: Standing
    /// What of the transcript is a resolution; empty where nothing is.
    package var trace: Trace

    package init(
        transcript: TranscriptIndex = TranscriptIndex(), messages: ChunkedList<MessageRecord> = ChunkedList(),
        standing: Standing = Standing(hint: ""), trace: Trace = Trace()
    ) {
        self.trace = trace
        self.transcript = transcript
        self.messages = messages
        self.standing = standing
    }
}

package enum ConnectionState: Sendable, Equatable {
    case none
    case connecting(to: String)
    /// `detail` is what the title says: address, clear text, round trip.
    case open(detail: String, lab: Bool)
    case closed(detail: String, lab: Bool)
    case failed(String)

    package var isOpen: Bool {
        if case .open = self { true } else { false }
    }
}

package struct RecorderState: Sendable, Equatable {
    package enum Mode: Sendable, Equatable { case off, on, paused }
    package var mode: Mode
    /// The file, as a person would name it; empty while there is none.
    package var file: String
    package var events: Int

    package init(mode: Mode = .off, file: String = "", events: Int = 0) {
        self.mode = mode
        self.file = file
        self.events = events
    }
}

/// A place to go from the start list.
package struct Destination: Sendable, Equatable {
    /// Somewhere to connect to, a name to resolve, a recording of the person's own, a capture, or a recording that came with
    /// the program.
    package enum Kind: Sendable, Equatable, CaseIterable { case url, trace, own, capture, sample }
    package var kind: Kind
    /// A URL, the words of a trace, or a path.
    package var target: String
    package var title: String
    package var detail: String

    package init(_ kind: Kind, target: String, title: String, detail: String) {
        self.kind = kind
        self.target = target
        self.title = title
        self.detail = detail
    }
}

/// One line for the status line.
package struct Notice: Sendable, Equatable {
    package var severity: Severity
    package var text: String

    package init(_ severity: Severity, _ text: String) {
        self.severity = severity
        self.text = text
    }
}

/// Rows and summaries to fetch, and a message to decode.
package struct LoadRequest: Sendable, Equatable {
    package var rows: Range<Int>
    package var messages: Range<Int>
    package var inspect: Int?
    /// Rows show what the first so many events brought: the last row may still grow, and a replay may stand in the midst
    /// of one.
    package var events: Int
    /// Messages that are no text show as they are, not in words.
    package var octets: Bool

    package init(rows: Range<Int>, messages: Range<Int>, inspect: Int?, events: Int, octets: Bool = false) {
        self.octets = octets
        self.rows = rows
        self.messages = messages
        self.inspect = inspect
        self.events = events
    }
}

/// What a load brought.
package struct Loaded: Sendable {
    package var request: LoadRequest
    package var rows: [DisplayRow]
    package var summaries: [String]
    package var inspected: Inspected?

    package init(request: LoadRequest, rows: [DisplayRow], summaries: [String], inspected: Inspected?) {
        self.request = request
        self.rows = rows
        self.summaries = summaries
        self.inspected = inspected
    }
}

/// A decoded message and its bytes, as far as the inspector holds them.
package struct Inspected: Sendable {
    package var record: MessageRecord
    package var root: FieldNode
    /// The first bytes, at most `limit`.
    package var bytes: [UInt8]
    /// The rows of the session that show it, from its first to its last.
    package var rows: Range<Int>

    /// How much of a message the inspector reads.
    package static let limit = 262_144

    package init(record: MessageRecord, root: FieldNode, bytes: [UInt8], rows: Range<Int> = 0..<0) {
        self.record = record
        self.root = root
        self.bytes = bytes
        self.rows = rows
    }
}

/// A row of the session pane, ready to be drawn.
package struct DisplayRow: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case data(Direction)
        /// Connected, closed, noted …, with its severity where something went wrong.
        case event(Severity?)
        case mark
        case note
    }

    package var kind: Kind
    package var event: Int
    package var time: Moment
    /// Of the row before, for times since the last.
    package var previous: Moment
    package var bytes: [UInt8]
    package var connection: Int
    /// Where data begins in the stream of its connection and direction.
    package var offset: UInt64

    package init(
        kind: Kind, event: Int, time: Moment, previous: Moment, bytes: [UInt8], connection: Int = 0, offset: UInt64 = 0
    ) {
        self.connection = connection
        self.offset = offset
        self.kind = kind
        self.event = event
        self.time = time
        self.previous = previous
        self.bytes = bytes
    }
}

package struct SearchRequest: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        case session, messages
        /// All messages of a capture.
        case capture
    }
    package var place: Place
    package var text: String
    /// The row or message to start at, itself included.
    package var from: Int
    package var forward: Bool
    /// Rows or messages that there are. A replay searches all of its recording, what has not happened yet too.
    package var limit: Int

    package init(place: Place, text: String, from: Int, forward: Bool, limit: Int) {
        self.place = place
        self.text = text
        self.from = from
        self.forward = forward
        self.limit = limit
    }
}

package struct SearchHit: Sendable, Equatable {
    package var place: SearchRequest.Place
    package var index: Int
    package var wrapped: Bool
    /// How many events of the transcript bring the hit about: a replay that has come so far shows it.
    package var events: Int

    package init(place: SearchRequest.Place, index: Int, wrapped: Bool, events: Int) {
        self.place = place
        self.index = index
        self.wrapped = wrapped
        self.events = events
    }
}
