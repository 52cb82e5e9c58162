import Dissection
import Octets
import Sockets
import Synchronization
import Transcripts
import Workbench

/// One tab's live transcript: its connections, one after the other, what they said, and the recorder that listens.
///
/// Everything that happens goes through `happen`, in order: spool, index, dissector, recorder, screen.
actor LiveSession {
    /// How often the screen is told of growth at most, in nanoseconds.
    static let publishInterval: Int64 = 16_000_000
    /// How long a server that takes no more bytes may hold up the end of its connection.
    static let leaveLimit: Duration = .seconds(2)

    let id: TabID
    let spool: Spool
    private let mailbox: Mailbox
    private let switchboard: Switchboard
    private let recordings: Recordings

    private var index: TranscriptIndex
    private var messages: ChunkedList<MessageRecord>
    private var dissector = Dissector()
    private var recorder: Recorder?
    private var start: Clock?
    /// Recording was asked for before there was anything to record.
    private var askedRecording: AskedRecording?
    /// What the person calls the session.
    private var calledTitle: String?

    private var connection: Connection?
    private var opening: Opening?
    private var connectionNumber = -1
    /// Counts attempts to connect: only the newest has something to say.
    private var attempt = 0
    private var dialling: Task<Void, Never>?
    private var reading: Task<Void, Never>?
    private var lastPublished: Int64 = 0
    private var publishing = false
    private var spoolFailed = false
    private var isClosed = false

    private struct AskedRecording {
        var path: String?
    }

    init(
        id: TabID, spool: Spool, spill: RecordSpill, mailbox: Mailbox, switchboard: Switchboard, recordings: Recordings
    ) {
        self.id = id
        self.spool = spool
        self.mailbox = mailbox
        self.switchboard = switchboard
        self.recordings = recordings
        index = TranscriptIndex(spill: spill.events)
        messages = ChunkedList(spill: spill.messages)
    }

    // MARK: Connecting

    /// Begins to connect and returns; what comes of it is reported. Bytes given are sent once it is open.
    func connect(url: String, thenSend bytes: [UInt8] = []) {
        guard !isClosed else { return }
        dialling?.cancel()
        attempt += 1
        let route: Route
        do {
            route = try switchboard.route(try Target(parsing: url))
        } catch {
            mailbox.post(.connection(id, .failed(error.sentence)))
            say(error.sentence)
            return
        }
        mailbox.post(.connection(id, .connecting(to: route.name)))
        let number = attempt
        dialling = Task { await self.dial(route, number, thenSend: bytes) }
    }

    private func dial(_ route: Route, _ number: Int, thenSend bytes: [UInt8]) async {
        let connection: Connection
        do {
            connection = try await Dialer(link: route.link)
                .connect(to: route.address, transport: route.transport, name: route.name)
        } catch {
            return failed(error, route, number)
        }
        await endConnection()
        guard number == attempt, !Task.isCancelled, !isClosed else {
            failed(SocketError(.cancelled, ""), route, number)
            return await connection.close()
        }
        opened(connection, route)
        if !bytes.isEmpty { await send(bytes) }
    }

    /// An attempt came to nothing. One that another has followed, or whose tab is gone, says no more.
    private func failed(_ error: SocketError, _ route: Route, _ number: Int) {
        guard number == attempt, !isClosed else { return }
        let gaveUp = error.kind == .cancelled
        let sentence = gaveUp ? "gave up connecting to \(route.name)" : error.reason
        happen(.error(sentence))
        mailbox.post(.connection(id, .failed(sentence)))
        if !gaveUp { say(sentence) }
    }

    private func opened(_ connection: Connection, _ route: Route) {
        let opening = Opening(
            transport: route.transport, client: connection.local, server: connection.remote, proto: route.proto,
            lab: route.isLab, modelledRoundTrip: route.link?.roundTrip, took: connection.handshakeTime)
        self.opening = opening
        if start == nil { begin(route) }
        self.connection = connection
        connectionNumber += 1
        happen(.open(opening))
        mailbox.post(.connection(id, .open(detail: title(connection, route), lab: route.isLab)))
        reading = Task { await self.read(connection) }
    }

    private func title(_ connection: Connection, _ route: Route) -> String {
        let trip = route.link.map { " ─ rtt \($0.roundTrip / 1_000_000) ms" } ?? ""
        return "\(route.transport.rawValue) \(route.name) ─ clear text\(trip)"
    }

    /// The transcript's time begins with its first connection; so does recording, unless it is switched off.
    private func begin(_ route: Route) {
        let now = SystemClock.now
        start = now
        mailbox.post(.began(id, title: route.name, wallStart: now.wall))
        let path = askedRecording?.path ?? recordings.takeFirstPath()
        if recordings.startsBySelf || askedRecording != nil || path != nil {
            startRecorder(path: path, title: route.name)
        }
    }

    // MARK: Reading

    private func read(_ connection: Connection) async {
        for await inbound in connection.inbound {
            guard self.connection === connection else { return }
            switch inbound {
            case .data(let bytes): happen(.data(.serverToClient, bytes))
            case .end:
                happen(.close(Closing(by: .serverToClient)))
                return await closed(connection, "closed by the server")
            case .failed(let error) where connection.transport == .udp:
                // A complaint about one datagram: the next may be answered.
                happen(.error(error.reason))
                say(error.reason)
            case .failed(let error):
                happen(.close(Closing(by: .serverToClient, reason: error.reason)))
                return await closed(connection, error.reason)
            }
        }
    }

    private func closed(_ connection: Connection, _ words: String) async {
        guard self.connection === connection else { return }
        self.connection = nil
        await connection.close()
        let lab = opening?.lab ?? false
        mailbox.post(.connection(id, .closed(detail: "\(opening?.server.name ?? "") ─ \(words)", lab: lab)))
    }

    // MARK: Sending

    func send(_ bytes: [UInt8]) async {
        guard let connection else { return say("not connected: nothing was sent") }
        guard let messages = QuestionSender(proto: opening?.proto, opening?.transport)?.messages(from: bytes) else {
            return await transmit(bytes, connection)
        }
        for message in messages {
            switch message {
            case .success(let octets): await transmit(octets, connection)
            case .failure(let error): say(error.sentence)
            }
        }
    }

    private func transmit(_ bytes: [UInt8], _ connection: Connection) async {
        for piece in pieces(of: bytes, for: connection) {
            guard self.connection === connection else { return }
            happen(.data(.clientToServer, Array(piece)))
            do {
                try await connection.send(Array(piece))
            } catch {
                // Where the connection has ended meanwhile, that has been said.
                guard self.connection === connection else { return }
                happen(.error(error.reason))
                return say(error.reason)
            }
        }
    }

    /// A stream is sent in pieces, a datagram whole or not at all.
    private func pieces(of bytes: [UInt8], for connection: Connection) -> [ArraySlice<UInt8>] {
        guard connection.transport == .udp else { return bytes.pieces(of: Connection.pieceLimit) }
        guard bytes.count <= Connection.datagramLimit else {
            say("a datagram holds \(Connection.datagramLimit) octets at most: these \(bytes.count) were not sent")
            return []
        }
        return [bytes[...]]
    }

    func finishSending() async {
        guard let connection else { return }
        guard connection.transport != .udp else { return say("udp has no end of sending; :close ends the session") }
        happen(.close(Closing(by: .clientToServer, half: true)))
        do {
            try await connection.finishSending()
        } catch {
            say(error.reason)
        }
    }

    /// Closes the connection, or gives up making one.
    func disconnect() async {
        dialling?.cancel()
        guard let connection else { return }
        happen(.close(Closing(by: .clientToServer)))
        await closed(connection, "closed by you")
    }

    private func endConnection() async {
        reading?.cancel()
        guard let old = connection else { return }
        happen(.close(Closing(by: .clientToServer)))
        connection = nil
        await old.close()
    }

    /// The tab is gone.
    func close() async {
        isClosed = true
        dialling?.cancel()
        await endConnection()
        stopRecorder()
    }

    /// The person wants to leave, and what was asked before is to be done first: but a server that takes no more bytes is
    /// cut off after a while.
    func leave() async {
        guard let connection else { return }
        try? await Task.sleep(for: Self.leaveLimit)
        guard !Task.isCancelled, self.connection === connection else { return }
        happen(.close(Closing(by: .clientToServer, reason: "cut off, since it took no more bytes")))
        connection.abort()
        await closed(connection, "cut off by you")
    }

    private func say(_ words: String) { mailbox.post(.said(Notice(.error, words))) }

    // MARK: What happens

    private func happen(_ body: Event.Body) {
        guard let start else { return }
        let time = Moment(nanoseconds: SystemClock.monotonic - start.monotonic)
        let event = Event(time: time, connection: max(0, connectionNumber), body: body)
        show(event)
        record(event)
        publish()
    }

    /// Puts the event where the panes find it. Without room for its bytes it is recorded all the same.
    private func show(_ event: Event) {
        var place: UInt64 = 0
        if case .data(_, let bytes) = event.body {
            do {
                place = try spool.append(bytes.span).lowerBound
            } catch {
                if !spoolFailed { say(error.description) }
                spoolFailed = true
                return
            }
        }
        let number = index.events.count
        index.append(event, spoolStart: place)
        dissector.receive(event, number: number) { messages.append($0) }
    }

    private func publish() {
        guard !publishing, !isClosed else { return }
        let wait = lastPublished + Self.publishInterval - SystemClock.monotonic
        guard wait > 0 else { return publishNow() }
        publishing = true
        Task {
            try? await Task.sleep(for: .nanoseconds(wait))
            self.publishLate()
        }
    }

    private func publishLate() {
        publishing = false
        if !isClosed { publishNow() }
    }

    private func publishNow() {
        lastPublished = SystemClock.monotonic
        let standing = dissector.standing(connection: connectionNumber)
        mailbox.post(.grew(id, Snapshot(transcript: index, messages: messages, standing: standing)))
        postRecorder()
    }

    // MARK: The recorder

    func record(_ request: RecorderRequest) {
        switch request {
        case .start(let path): startRecorder(path: path, title: opening?.server.name ?? "session")
        case .stop: stopRecorder()
        case .pause: recorder?.pause(at: now, connection: max(0, connectionNumber))
        case .resume: recorder?.resume(at: now, connection: max(0, connectionNumber))
        case .note(let text): mark(.note(text))
        case .mark(let place): mark(.mark(place))
        }
        postRecorder()
    }

    /// Gives the session a title, and with it the recording, the one under way and those to come.
    func call(_ title: String) {
        calledTitle = title
        mailbox.post(.titled(id, title: title))
        do {
            try recorder?.retitle(title)
        } catch {
            say(error.sentence)
        }
    }

    private func mark(_ body: Event.Body) {
        guard start != nil else { return say("not connected yet: notes and marks go into a session") }
        happen(body)
    }

    private func stopRecorder() {
        askedRecording = nil
        recorder?.finish()
        if let failure = recorder?.failure { say(failure) }
        recorder = nil
    }

    private var now: Moment { Moment(nanoseconds: start.map { SystemClock.monotonic - $0.monotonic } ?? 0) }

    private func startRecorder(path: String?, title: String) {
        guard recorder == nil else { return }
        guard let start else {
            askedRecording = AskedRecording(path: path)
            return
        }
        do {
            let recorder = try Recordings.create(
                path: path, folder: recordings.folder, title: calledTitle ?? title, start: start, lab: opening?.lab)
            // A recording that begins in mid-connection still says which connection that is.
            if let opening, connection != nil {
                recorder.append(Event(time: now, connection: connectionNumber, body: .open(opening)))
            }
            self.recorder = recorder
        } catch {
            say(error.sentence)
        }
    }

    private func record(_ event: Event) {
        recorder?.append(event)
        if let failure = recorder?.failure {
            recorder = nil
            say(failure)
        }
    }

    private func postRecorder() {
        let state = recorder.map {
            RecorderState(mode: $0.isPaused ? .paused : .on, file: $0.path, events: $0.eventCount)
        }
        mailbox.post(.recorder(id, state ?? RecorderState()))
    }
}

extension Array {
    fileprivate func pieces(of length: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: length).map { self[$0..<Swift.min($0 + length, count)] }
    }
}
