import Cells
import Dissection
import Transcripts
import Widgets

/// Everything that the screen shows and that keys change: one value.
package struct State: Sendable {
    package var size: Size
    package var clock: Clock
    package var tabs: [Tab]
    package var active: Int
    package var overlays: [Overlay] = []
    package var options = Options()
    package var keymap: Keymap
    package var theme: Theme
    package var themes: [String]
    package var destinations: [Destination] = []
    package var notice: Notice?
    /// Numbers for new tabs.
    package var nextTab: Int

    /// The most tabs that may be open; each holds a file and perhaps a socket.
    package static let tabLimit = 9

    package init(
        size: Size, clock: Clock = Clock(monotonic: 0, wall: 0), keymap: Keymap = .standard, theme: Theme = .monochrome,
        themes: [String] = []
    ) {
        self.size = size
        self.clock = clock
        self.keymap = keymap
        self.theme = theme
        self.themes = themes
        tabs = [Tab(id: TabID(0))]
        active = 0
        nextTab = 1
    }

    package var tab: Tab {
        get { tabs[active] }
        set { tabs[active] = newValue }
    }

    package func index(of id: TabID) -> Int? { tabs.firstIndex { $0.id == id } }
}

/// How things are shown, whatever the tab.
package struct Options: Sendable, Equatable {
    package enum Times: String, Sendable, CaseIterable { case sinceStart, absolute, sinceLast, none }
    package var times = Times.sinceStart
    /// CR, LF and other control bytes at the end of lines are drawn too.
    package var bytes = false
    package var wrap = true
    package var mouse = true
    package var secrets = false
    package var ascii = false
    /// A recording stops at its questions.
    package var questions = true

    package init() {}
}

/// What lies over the panes.
package enum Overlay: Sendable {
    case help(top: Int)
    /// What a capture holds in numbers.
    case statistics(top: Int)
    case prompt(PromptState)
    /// Asked before quitting while something is open.
    case quit
}

extension Overlay {
    /// Of a page that is scrolled: its first line.
    var pageTop: Int? {
        switch self {
        case .help(let top), .statistics(let top): top
        case .prompt, .quit: nil
        }
    }
}

/// The line that `:` and `/` open, and those that ask for a note or a mark.
package struct PromptState: Sendable {
    package enum Purpose: Sendable, Equatable {
        case command, search, note, mark
        /// Which messages' conversations a capture's list is to show.
        case wanted
        /// What narrows the start list.
        case filter
        /// The answer to the question of a mark that is to be set.
        case answer(Mark)
    }

    package var purpose: Purpose
    package var line: LineEditor
    /// Candidates that the last completion listed.
    package var candidates: [String] = []

    package init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        line = LineEditor(text: text)
    }

    package var label: String {
        switch purpose {
        case .command: ":"
        case .search, .filter: "/"
        case .wanted: "filter: "
        case .note: "note: "
        case .mark: "mark: "
        case .answer: "answer: "
        }
    }
}

/// The panes of a tab, in the order of `Tab`.
package enum Pane: Int, Sendable, CaseIterable {
    case session, messages, fields, bytes

    package var title: String { "\(self)" }
}

/// One transcript and how it is looked at.
package struct Tab: Sendable {
    package var id: TabID
    package var title = "start"
    package var url: String?
    package var connection = ConnectionState.none
    package var snapshot = Snapshot()
    package var recorder = RecorderState()
    /// Present where a recording is replayed.
    package var replay: ReplayClock?
    /// The file that is being read for this tab, if one is.
    package var reading: String?
    /// Present where the tab shows a capture.
    package var capture: CaptureView?
    /// Present where the recording is a resolution.
    package var trace: TraceView?
    /// Present where the conversation is drawn in time, or was before a message of it was opened.
    package var ladder: LadderView?
    /// The list of messages where it is grouped.
    package var grouped = MessageList(.conversation)
    /// A name is being resolved for this tab.
    package var isTracing = false
    /// What was asked for, where the trace was made here.
    package var traceRequest: TraceRequest?
    /// What the recording asks, where it has stopped to ask something.
    package var question: QuestionState?
    /// Wall-clock start of the transcript, nanoseconds since the epoch; 0 before there is one.
    package var wallStart: Int64 = 0

    package var focus = Pane.session {
        didSet { if focus != .session { lowerFace = focus } }
    }
    /// The pane below the session when the session has the focus.
    package private(set) var lowerFace = Pane.messages
    package var typing = true
    package var zoomed = false
    package var line = LineEditor()
    /// The chosen row of the start list.
    package var destination = 0
    /// What the start list is narrowed to: the words that its rows have.
    package var filter = ""

    /// The chosen row of the session pane.
    package var session = Scroll.following
    /// Where the session pane begins.
    var sessionTop = SessionTop()
    package var messages = Scroll.following
    /// What of the two was last brought together.
    var link = MessageLink()
    /// Columns that cut lines of the session pane are moved to the left.
    package var sessionLeft = 0
    package var search: String = ""

    package var rows = 0..<0
    package var loadedRows: [DisplayRow] = []
    package var loadedSummaries: [String] = []
    package var summaries = 0..<0
    package var lastRequest: LoadRequest?
    package var inspector = InspectorState()

    package init(id: TabID) { self.id = id }

    /// Nothing has been opened in this tab.
    package var isBlank: Bool {
        connection == .none && replay == nil && capture == nil && snapshot.transcript.events.count == 0
    }

    /// Connecting failed before anything happened: the tab holds nothing.
    package var hasOnlyFailed: Bool {
        if case .failed = connection { replay == nil && snapshot.transcript.events.isEmpty } else { false }
    }

    /// How many events the panes show: all of them, or as far as a replay has come.
    package var visibleEvents: Int { replay?.position.events ?? snapshot.transcript.events.count }

    package var visibleRows: Int { snapshot.transcript.rowCount(events: visibleEvents) }

    package var visibleMessages: Int {
        guard replay != nil else { return snapshot.messages.count }
        let events = visibleEvents
        return snapshot.messages.partitionPoint { $0.event < events }
    }
}

/// The chosen message, decoded.
package struct InspectorState: Sendable {
    /// The message that is shown; `inspected` holds it, once it has been loaded.
    package var message: Int?
    package var inspected: Inspected?
    /// Which nodes are open. Paths begin with the root's 0.
    package var tree = TreeState<Int>(openDepth: 1)
    /// The chosen node.
    package var path = [0]
    package var fields = Scroll()
    /// The chosen byte.
    package var byte = 0
    package var bytesTop = 0

    package init() {}
}

extension Scroll {
    /// For lists that grow: at the end, and staying there.
    package static var following: Scroll {
        var scroll = Scroll(followsTail: true)
        scroll.followsOnceAtEnd = true
        return scroll
    }
}
