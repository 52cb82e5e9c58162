import Cells
import Dissection
import Octets
import Synchronization
import Transcripts
import Workbench

/// Joins the pure workbench with the world: takes input, reduces, carries out effects, renders. It lives on the screen's
/// own thread; what takes time is done elsewhere and reported through the mailbox.
package final class Desk {
    /// What the terminal is asked to do after a step.
    package struct Frame {
        package var buffer: Buffer
        package var title: String
        package var clipboard: [UInt8]?
        package var mouse: Bool?
        package var redraws = false
        package var suspends = false
        package var quits = false
        /// Nanoseconds after which to step again though nothing happens.
        package var wakeAfter: Int64?
    }

    /// Rounds of effects that answer at once, before a frame is drawn: loading leads to at most one more load.
    private static let roundLimit = 8

    package private(set) var state: State
    private let mailbox: Mailbox
    private let equipment: Equipment
    private var hosts: [TabID: TabHost] = [:]
    private let arrivals = Arrivals()
    /// The search that runs, if one does; the next one takes its place.
    private var searching: Task<Void, Never>?
    /// Grouping that is under way, one at a time in each tab.
    private var grouping: [TabID: Task<Void, Never>] = [:]
    /// Traces that run.
    private var tracing: [TabID: Task<Void, Never>] = [:]

    package init(state: State, mailbox: Mailbox, equipment: Equipment) {
        self.state = state
        self.mailbox = mailbox
        self.equipment = equipment
    }

    package func step(_ inputs: [InputEvent]) -> Frame {
        var actions: [Action] = [.clock(SystemClock.now)]
        actions += takeReports().map(Action.engine)
        actions += inputs.map(Action.input)
        return step(actions)
    }

    /// Reduces actions as if they had come in, for starting with a URL or a file.
    package func step(_ actions: [Action]) -> Frame {
        var frame = Frame(buffer: Buffer(size: Size(columns: 0, rows: 0)), title: "")
        for action in actions { take(action, &frame) }
        frame.buffer = render(state)
        frame.title = "Wireside ─ \(state.tab.title)"
        frame.wakeAfter = nextWake(state)
        return frame
    }

    /// Reduces an action and what its effects bring at once, before the next action: a key finds what the key before it
    /// led to, however close together they came.
    private func take(_ action: Action, _ frame: inout Frame) {
        var waiting = [action]
        for _ in 0..<Self.roundLimit where !waiting.isEmpty {
            var next: [Action] = []
            for action in waiting {
                for effect in reduce(&state, admitted(action)) { next += carryOut(effect, &frame) }
            }
            waiting = next
        }
    }

    /// Ends all sessions, so that recordings are whole. To be called elsewhere, when the screen is gone.
    package var closing: @Sendable () async -> Void {
        let all = Array(hosts.values)
        return { for host in all { await host.close() } }
    }

    // MARK: Effects

    /// Carries out an effect; gives what is known at once.
    private func carryOut(_ effect: Effect, _ frame: inout Frame) -> [Action] {
        switch effect {
        case .load(let id, let request): return load(id, request)
        case .search(let id, let request): search(id, request)
        case .connect(let id, let url): return submit(id, .connect(url: url, thenSend: []), creating: true)
        case .reopen(let id, let bytes):
            if hosts[id]?.reopen(thenSend: bytes) != true { return failed(id, "there is nothing to connect to again") }
        case .send(let id, let bytes): return submit(id, .send(bytes))
        case .finishSending(let id): return submit(id, .finishSending)
        case .disconnect(let id): return submit(id, .disconnect)
        case .record(let id, let request): return submit(id, .record(request))
        case .title(let id, let text): return title(id, text)
        case .destinations: list()
        case .close(let id): close(id)
        case .openFile(let id, let path): open(id, path)
        case .trace(let id, let request): trace(id, request)
        case .stopTrace(let id): tracing[id]?.cancel()
        case .stopReading(let id): hosts[id]?.capture?.stop()
        case .stopFilter: searching?.cancel()
        case .conversation(let id, let number): conversation(id, number)
        case .summaries(let id, let place, let numbers):
            guard let loader = loader(id, of: place) else { return [] }
            return [.engine(.summaries(id, place, loader.summaries(of: numbers)))]
        case .group(let id, let request): group(id, request)
        case .filter(let id, let filter, let text): self.filter(id, filter, text)
        case .theme(let name): return changeTheme(name)
        case .copy(let bytes): frame.clipboard = bytes
        case .mouse(let on): frame.mouse = on
        case .redraw: frame.redraws = true
        case .suspend: frame.suspends = true
        case .quit: frame.quits = true
        }
        return []
    }

    private func said(_ words: String) -> Action { .engine(.said(Notice(.error, words))) }

    /// A tab that was to be connected is not, for a reason of ours.
    private func failed(_ id: TabID, _ words: String) -> [Action] {
        [.engine(.connection(id, .failed(words))), said(words)]
    }

    private func load(_ id: TabID, _ request: LoadRequest) -> [Action] {
        guard let loader = loader(id) else { return [] }
        return [.engine(.loaded(id, loader.load(request)))]
    }

    private func loader(_ id: TabID, of place: MessagePlace = .conversation) -> Loader? {
        guard let host = hosts[id], let index = state.index(of: id) else { return nil }
        if place == .capture {
            return host.capture?.conversations.loader(of: state.tabs[index].capture?.messages ?? ChunkedList())
        }
        return Loader(snapshot: state.tabs[index].snapshot, read: host.read)
    }

    /// A search may read everything, so it is done elsewhere.
    private func search(_ id: TabID, _ request: SearchRequest) {
        guard let loader = loader(id, of: request.place == .capture ? .capture : .conversation) else { return }
        var request = request
        let count = request.place == .session ? loader.rowCount : loader.messageCount
        request.limit = min(request.limit, count)
        searching?.cancel()
        searching = search(id, request, loader)
    }

    private func search(_ id: TabID, _ request: SearchRequest, _ loader: Loader) -> Task<Void, Never> {
        let mailbox = mailbox
        return Task.detached {
            let hit = loader.search(request, isCancelled: { Task.isCancelled })
            if !Task.isCancelled { mailbox.post(.found(id, hit)) }
        }
    }

    /// Grouping reads the heads of all messages, so it is done elsewhere.
    private func group(_ id: TabID, _ request: GroupRequest) {
        guard let loader = loader(id, of: request.place), let tab = state.index(of: id).map({ state.tabs[$0] }) else {
            return
        }
        let before = request.place == .capture ? tab.capture?.all.grouper : tab.grouped.grouper
        let mailbox = mailbox
        grouping[id]?.cancel()
        grouping[id] = Task.detached {
            guard let grouper = loader.group(request, from: before, isCancelled: { Task.isCancelled }) else { return }
            mailbox.post(.grouped(id, request, grouper))
        }
    }

    /// A filter may look at everything, so it is done elsewhere; another one takes its place.
    private func filter(_ id: TabID, _ filter: Filter, _ text: String) {
        guard let source = hosts[id]?.capture?.conversations, let index = state.index(of: id),
            let messages = state.tabs[index].capture?.messages
        else { return }
        let mailbox = mailbox
        searching?.cancel()
        searching = Task.detached {
            let found = source.search(filter, text: text, in: messages, isCancelled: { Task.isCancelled }) { so, done in
                let share = done * 100 / max(1, messages.count)
                mailbox.post(.filtering(id, "\(share) % of the messages looked at, \(so.messages) found so far"))
            }
            if let found { mailbox.post(.filtered(id, found)) }
        }
    }

    private func submit(_ id: TabID, _ request: TabHost.Request, creating: Bool = false) -> [Action] {
        if hosts[id] == nil, creating {
            do {
                hosts[id] = try equipment.liveHost(id, mailbox)
            } catch {
                return failed(id, error.sentence)
            }
        }
        guard let host = hosts[id] else { return [] }
        return host.submit(request) ? [] : [said("too much waits to be sent; this was not taken")]
    }

    private func close(_ id: TabID) {
        tracing.removeValue(forKey: id)?.cancel()
        grouping.removeValue(forKey: id)?.cancel()
        guard let host = hosts.removeValue(forKey: id) else { return }
        list(after: { await host.close() })
    }

    /// Looks up anew what a blank tab offers, elsewhere: a recording may have come, or a title changed.
    private func list(after step: @escaping @Sendable () async -> Void = {}) {
        let (mailbox, destinations) = (mailbox, equipment.destinations)
        Task.detached {
            await step()
            if let destinations { mailbox.post(.destinations(destinations())) }
        }
    }

    /// A live session passes its title on to the recorder; the file of a recording is written anew, elsewhere.
    private func title(_ id: TabID, _ text: String) -> [Action] {
        guard let host = hosts[id] else { return [] }
        guard let path = host.path else { return submit(id, .title(text)) }
        let mailbox = mailbox
        list(after: {
            do throws(EngineError) {
                try SessionFile.retitle(path, to: text)
                mailbox.post(.titled(id, title: text))
            } catch {
                mailbox.post(.said(Notice(.error, error.sentence)))
            }
        })
        return []
    }

    private func changeTheme(_ name: String) -> [Action] {
        do {
            return [.engine(.theme(try equipment.themes.theme(named: name)))]
        } catch {
            return [said(error.sentence)]
        }
    }

    // MARK: Recordings

    private func open(_ id: TabID, _ path: String) {
        let (mailbox, arrivals) = (mailbox, arrivals)
        arrivals.underWay.withLock { $0 += 1 }
        Task.detached {
            defer { arrivals.underWay.withLock { $0 -= 1 } }
            do throws(Failure) {
                try OpenedFile.open(path, in: id) { host, report in
                    arrivals.hosts.withLock {
                        $0[id] = host
                        mailbox.post(report)
                    }
                }
            } catch {
                mailbox.post(.unread(id, Notice(.error, error.sentence)))
            }
        }
    }

    /// Resolves a name elsewhere, and hands what came of it to the tab as a recording.
    private func trace(_ id: TabID, _ request: TraceRequest) {
        let (mailbox, arrivals) = (mailbox, arrivals)
        let session = TraceSession(
            request: request, switchboard: equipment.switchboard, recordings: equipment.recordings)
        tracing[id] = Task.detached {
            do throws(Failure) {
                let (host, report) = try await session.run(in: id, mailbox: mailbox)
                arrivals.hosts.withLock {
                    $0[id] = host
                    mailbox.post(report)
                }
            } catch {
                mailbox.post(.unread(id, Notice(.error, error.sentence)))
            }
        }
    }

    /// One conversation of the capture in a tab, read elsewhere: it may be long.
    private func conversation(_ id: TabID, _ number: Int) {
        guard let source = hosts[id]?.capture?.conversations else { return }
        let mailbox = mailbox
        Task.detached {
            do {
                mailbox.post(.conversation(id, connection: number, try source.snapshot(ofConnection: number)))
            } catch {
                mailbox.post(.said(Notice(.error, "\(error)")))
            }
        }
    }

    /// Takes what waits in the mailbox and, in the same instant, the hosts of recordings that it speaks of. A tab that has
    /// gone meanwhile, or in which a session has begun, takes no recording.
    private func takeReports() -> [Report] {
        let (new, reports) = arrivals.hosts.withLock { table in
            defer { table = [:] }
            return (table, mailbox.drain())
        }
        for (id, host) in new where state.index(of: id) != nil && hosts[id]?.isLive != true { hosts[id] = host }
        return reports
    }

    /// The action, or what is said in its place.
    private func admitted(_ action: Action) -> Action {
        switch action {
        case .engine(.opened(let id, let title, _, _, _)) where hosts[id]?.isLive == true,
            .engine(.capture(let id, let title, _)) where hosts[id]?.isLive == true:
            return said("\(title) was not opened: the tab is taken; open it again")
        default: return action
        }
    }

    // MARK: For tests

    /// Tabs that something stands behind.
    var hostCount: Int { hosts.count }
    /// Files that are being read.
    var opensUnderWay: Int { arrivals.underWay.withLock { $0 } }
}

/// Where recordings that were read elsewhere wait for the screen's thread.
private final class Arrivals: Sendable {
    let hosts = Mutex<[TabID: TabHost]>([:])
    let underWay = Mutex(0)
}
