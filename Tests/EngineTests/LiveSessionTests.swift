import Dissection
import Foundation
import Glibc
import Lab
import Octets
import Sockets
import Synchronization
import TestKit
import Testing
import Transcripts
import Workbench

@testable import Engine

/// A tab's live session against servers on loopback, through the desk as the screen's thread has it.
@Suite(.timeLimit(.minutes(2))) struct LiveSessionTests {
    @Test func talks() async throws {
        let server = try await ScriptedServer.echo()
        let rig = Rig()
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen })
        rig.type("hello")
        #expect(await rig.until { $0.received() == 7 })
        #expect(rig.conversation.suffix(2) == ["> hello", "< hello"])
        #expect(rig.tab.snapshot.messages.count == 2)
        #expect(rig.tab.title == server.listener.endpoint.address)
        #expect(rig.tab.recorder.mode == .off)
        rig.run("close")
        #expect(await rig.until { $0.events.count == 2 })
        #expect(rig.events.last == .close(Closing(by: .clientToServer)))
        #expect(await rig.until { if case .closed = $0.tab.connection { true } else { false } })
        #expect(await eventually { server.connectionCount == 0 })
        #expect(server.text == "hello\r\n")
        await rig.close()
        await server.stop()
    }

    /// Keys that come in one burst find what the ones before them brought: moving to another message, then copying it.
    @Test func aKeyFindsWhatTheKeyBeforeItBrought() async throws {
        let server = try await ScriptedServer.echo()
        let rig = Rig()
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen })
        rig.type("first")
        #expect(await rig.until { $0.received() == 7 })
        rig.type("second")
        #expect(await rig.until { $0.received() == 15 })
        rig.step(.command(.leave))
        rig.step(.command(.nextPane))
        #expect(rig.tab.focus == .messages)
        let frame = rig.step(.command(.top), .command(.copyText))
        #expect(frame.clipboard == Array("first\r\n".utf8))
        await rig.close()
        await server.stop()
    }

    @Test func datagrams() async throws {
        let server = try await ScriptedServer.echo(.udp)
        let rig = Rig()
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen })
        rig.type("hello")
        #expect(await rig.until { $0.received() == 7 })
        // There is no end of one side over UDP, and none is claimed.
        rig.step(.command(.finishSending))
        #expect(await rig.until { $0.notices.contains("udp has no end of sending; :close ends the session") })
        await rig.close()
        await server.stop()
    }

    /// Nobody listens: a complaint, after which the session goes on.
    @Test func aDatagramThatNobodyWantsIsAComplaint() async throws {
        let port = try QuietPort(datagrams: true)
        defer { port.release() }
        let rig = Rig()
        rig.step(.open(url: "udp://127.0.0.1:\(port.number)"))
        #expect(await rig.until { $0.tab.connection.isOpen })
        // The system sends only so many complaints a second, to all of its sockets together: one may be left out.
        var steps = 0
        let complained = await rig.until { rig in
            if steps % 500 == 0 { rig.type("anyone") }
            steps += 1
            return rig.events.contains { if case .error = $0 { true } else { false } }
        }
        #expect(complained)
        #expect(rig.tab.connection.isOpen)
        #expect(!rig.events.contains { $0.kind == .close })
        await rig.close()
    }

    @Test func endsOneSide() async throws {
        let server = try await ScriptedServer.echo()
        let rig = Rig()
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen })
        rig.type("last")
        rig.step(.command(.finishSending))
        #expect(await rig.until { if case .closed = $0.tab.connection { $0.events.count == 3 } else { false } })
        #expect(
            rig.events.dropFirst() == [
                .close(Closing(by: .clientToServer, half: true)), .close(Closing(by: .serverToClient)),
            ])
        #expect(rig.received() == 6)
        await rig.close()
        await server.stop()
    }

    /// The server ends; a line typed then connects again, in the same transcript.
    @Test func connectsAgain() async throws {
        let server = try await ScriptedServer { connection, heard in
            try? await connection.send(Array("hi\r\n".utf8))
            if case .data(let bytes)? = try? await connection.next() { heard.add(bytes) }
        }
        let rig = Rig(records: true)
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen && $0.received() == 4 })
        rig.type("one")
        #expect(await rig.until { if case .closed = $0.tab.connection { true } else { false } })
        guard case .closed(let detail, lab: false) = rig.tab.connection else { return }
        #expect(detail.hasSuffix("closed by the server"))
        rig.type("two")
        #expect(await rig.until { $0.received(1) == 4 && $0.tab.snapshot.transcript.connections[1]?.closed != nil })
        #expect(rig.tab.snapshot.transcript.connections.count == 2)
        #expect(server.text == "one\r\ntwo\r\n")
        let times = (0..<rig.tab.snapshot.transcript.events.count).map { rig.tab.snapshot.transcript.events[$0].time }
        #expect(times == times.sorted())
        #expect(rig.tab.recorder.mode == .on)
        #expect(await rig.until { $0.tab.recorder.events == $0.tab.snapshot.transcript.events.count })
        let file = rig.tab.recorder.file
        await rig.close()
        let session = try readSession(file)
        #expect(session.isClean)
        #expect(session.events.filter { $0.body.kind == .open }.map(\.connection) == [0, 1])
        #expect(session.header.lab != true)
        await server.stop()
    }

    @Test func refusalIsSaidAndTryingAgainWorks() async throws {
        // A socket's path, since a port may become somebody else's in between.
        let rig = Rig()
        let path = rig.scratch("server.sock")
        let url = "unix://\(path)"
        rig.step(.open(url: url))
        #expect(await rig.until { if case .failed = $0.tab.connection { true } else { false } })
        guard case .failed(let sentence) = rig.tab.connection else { return }
        #expect(sentence.contains("server.sock"))
        #expect(rig.notices == [sentence])
        #expect(rig.events.isEmpty)
        // Now somebody listens there.
        let listener = try await Listener.listen(
            at: Address(path: path), transport: .unix
        ) { _ = try? await $0.next() }
        rig.run("again")
        #expect(await rig.until { $0.tab.connection.isOpen && $0.events.count == 1 })
        await listener.stop()
        #expect(await rig.until { if case .closed = $0.tab.connection { true } else { false } })
        // An attempt that fails after a connection is an event of the transcript, and the next one has the next number.
        rig.run("again")
        #expect(await rig.until { $0.events.last.map { if case .error = $0 { true } else { false } } ?? false })
        let again = try await Listener.listen(
            at: Address(path: path), transport: .unix
        ) { _ = try? await $0.next() }
        rig.run("again")
        #expect(await rig.until { $0.tab.connection.isOpen && $0.tab.snapshot.transcript.connections.count == 2 })
        await rig.close()
        await again.stop()
    }

    @Test(arguments: ["ftp://host", "host", "tcp://host", "lab://web"]) func aBadURLIsSaid(_ url: String) async {
        let rig = Rig()
        rig.step(.open(url: url))
        #expect(await rig.until { if case .failed = $0.tab.connection { true } else { false } })
        guard case .failed(let sentence) = rig.tab.connection else { return }
        #expect(rig.notices == [sentence])
        await rig.close()
    }

    /// On a link of a minute nothing is connected within the test.
    @Test func givesUpConnecting() async throws {
        try await withLab { lab in
            let rig = Rig(switchboard: Switchboard(lab: lab, roundTrip: 60_000_000_000))
            rig.step(.open(url: "lab://web"))
            #expect(await rig.until { $0.tab.connection == .connecting(to: "gaia.cs.umass.edu") })
            rig.step(.command(.interrupt))
            #expect(await rig.until { $0.tab.connection == .failed("gave up connecting to gaia.cs.umass.edu") })
            #expect(rig.events.isEmpty)
            await rig.close()
            #expect(await eventually { lab.services.count > 0 })
        }
    }

    /// A second attempt takes the place of the first, which then says nothing more.
    @Test func anAttemptReplacesAnother() async throws {
        try await withLab { lab in
            let server = try await ScriptedServer.echo()
            let mailbox = Mailbox()
            let session = LiveSession(
                id: TabID(0), spool: try Spool(), spill: try RecordSpill(), mailbox: mailbox,
                switchboard: Switchboard(lab: lab, roundTrip: 60_000_000_000),
                recordings: Recordings(folder: "", startsBySelf: false))
            await session.connect(url: "lab://web")
            await session.connect(url: server.url)
            var states: [ConnectionState] = []
            #expect(
                await eventually {
                    for case .connection(_, let state) in mailbox.drain() { states.append(state) }
                    return states.last?.isOpen == true
                })
            await session.close()
            for case .connection(_, let state) in mailbox.drain() { states.append(state) }
            #expect(states.count == 3)
            #expect(
                states.prefix(2) == [
                    .connecting(to: "gaia.cs.umass.edu"), .connecting(to: server.listener.endpoint.address),
                ])
            await server.stop()
        }
    }

    // MARK: Order, bounds and ends

    @Test func requestsKeepTheirOrder() async throws {
        let server = try await ScriptedServer.echo()
        let host = try self.host(Mailbox())
        #expect(host.submit(.connect(url: server.url, thenSend: Array("start\r\n".utf8))))
        #expect(await eventually { server.text == "start\r\n" })
        for number in 0..<200 { #expect(host.submit(.send(Array("\(number)\r\n".utf8)))) }
        let all = "start\r\n" + (0..<200).map { "\($0)\r\n" }.joined()
        // A connection that is closed while an echo lies unread is reset, and what the server has not read is lost.
        #expect(await eventually { server.text == all })
        #expect(host.submit(.disconnect))
        #expect(await eventually { server.connectionCount == 0 })
        #expect(server.text == all)
        await host.close()
        await server.stop()
    }

    /// A server that does not read keeps neither a disconnect nor the end of the program waiting.
    @Test(arguments: [true, false]) func aServerThatDoesNotReadHoldsUpNothing(_ disconnects: Bool) async throws {
        let server = try await ScriptedServer { connection, _ in
            while !Task.isCancelled, (try? await Task.sleep(for: .seconds(3600))) != nil {}
            connection.abort()
        }
        let mailbox = Mailbox()
        let host = try self.host(mailbox)
        #expect(host.submit(.connect(url: server.url, thenSend: [])))
        #expect(await eventually { server.connectionCount == 1 })
        for _ in 0..<4 { #expect(host.submit(.send([UInt8](repeating: 0x78, count: 4 << 20)))) }
        if disconnects {
            #expect(host.submit(.disconnect))
            #expect(
                await eventually {
                    mailbox.drain().contains {
                        if case .connection(_, .closed) = $0 { true } else { false }
                    }
                })
        }
        await host.close()
        await server.stop()
    }

    @Test func requestsAreBoundedAndTheEndIsNotLost() async throws {
        let server = try await ScriptedServer { connection, _ in
            while !Task.isCancelled, (try? await Task.sleep(for: .seconds(3600))) != nil {}
            connection.abort()
        }
        let scratch = Scratch()
        let mailbox = Mailbox()
        let host = try self.host(mailbox, Recordings(folder: scratch.path, startsBySelf: true))
        #expect(host.submit(.connect(url: server.url, thenSend: [])))
        #expect(await eventually { server.connectionCount == 1 })
        #expect(host.submit(.send([UInt8](repeating: 0x78, count: 16 << 20))))
        var taken = 0
        while taken <= TabHost.requestLimit, host.submit(.send([0x79])) { taken += 1 }
        #expect(taken <= TabHost.requestLimit)
        await host.close()
        await server.stop()
        let session = try readSession(try #require(Paths.list(scratch.path, suffix: ".session").first))
        #expect(session.events.last?.body.kind == .close)
    }

    @Test func whatIsSentTooLateIsSaid() async throws {
        let mailbox = Mailbox()
        let host = try self.host(mailbox)
        #expect(host.submit(.send([0x78])))
        #expect(await eventually { mailbox.drain().contains { $0.words == "not connected: nothing was sent" } })
        await host.close()
    }

    /// Nothing of a tab is left when it is closed: no task, no connection, no spool.
    @Test func closingReleasesEverything() async throws {
        let server = try await ScriptedServer.echo()
        weak var spool: Spool?
        weak var session: LiveSession?
        do {
            let made = LiveSession(
                id: TabID(0), spool: try Spool(), spill: try RecordSpill(), mailbox: Mailbox(),
                switchboard: Switchboard(),
                recordings: Recordings(folder: "", startsBySelf: false))
            spool = await made.spool
            session = made
            let host = TabHost(session: made)
            #expect(host.submit(.connect(url: server.url, thenSend: Array("x\r\n".utf8))))
            #expect(await eventually { server.text == "x\r\n" })
            await host.close()
        }
        #expect(await eventually { session == nil && spool == nil && server.connectionCount == 0 })
        await server.stop()
    }

    /// The same by counting what the process has open, tabs opened and closed through the desk.
    @Test func tabsLeaveNoDescriptors() async {
        await #expect(processExitsWith: .success) {
            let server = try await ScriptedServer.echo()
            let rig = Rig(records: true)
            for _ in 0..<12 {
                rig.step(.open(url: server.url))
                try #require(await rig.until { $0.tab.connection.isOpen && $0.tab.recorder.mode == .on })
                rig.type("hello")
                rig.step(.command(.closeTab))
                // A tab that never connects, and one that is closed while it does.
                rig.step(.open(url: "host"))
                rig.step(.command(.closeTab))
                rig.step(.open(url: server.url))
                rig.step(.command(.closeTab))
            }
            let isOurs = { (path: String) in path.contains("wireside-spool") || path.hasSuffix(".session") }
            #expect(await eventually { descriptors(isOurs) == 0 && server.connectionCount == 0 })
            await server.stop()
        }
    }

    // MARK: Snapshots

    /// However much comes, the screen is told at most every 16 ms, and of the last state for certain; a step of the desk in
    /// the middle has no more to do than at any other time, and the heap does not grow with the bytes.
    @Test func aFloodIsBounded() async {
        await #expect(processExitsWith: .success) {
            let total = 64 << 20
            let heapBound = 48 << 20
            let server = try await ScriptedServer { connection, _ in
                let piece = [UInt8](repeating: 0x78, count: 1 << 20)
                for _ in 0..<(total / piece.count) { guard (try? await connection.send(piece)) != nil else { return } }
                _ = try? await connection.next()
            }
            let rig = Rig()
            let posts = Mutex(0)
            rig.mailbox.onPost { posts.withLock { $0 += 1 } }
            rig.step()
            let before = residentBytes()
            let start = ContinuousClock.now
            rig.step(.open(url: server.url))
            var steps = 0
            var wasMidway = false
            try #require(
                await rig.until { rig in
                    steps += 1
                    wasMidway = wasMidway || (1..<UInt64(total)).contains(rig.received())
                    precondition(rig.tab.loadedRows.count <= 24)
                    return rig.received() == UInt64(total)
                })
            let elapsed = ContinuousClock.now - start
            #expect(wasMidway)
            #expect(steps > 1)
            // A snapshot and the recorder's state each time, and a few words at the beginning.
            let ticks = Int(elapsed / .nanoseconds(LiveSession.publishInterval)) + 2
            #expect(posts.withLock { $0 } <= 2 * ticks + 8)
            #expect(residentBytes() - before < heapBound)
            // Records, not lines: a few for each 64 KiB.
            #expect(rig.tab.snapshot.transcript.events.count < 40 * total / (64 << 10))
            await rig.close()
            await server.stop()
        }
    }

    // MARK: The recorder

    @Test func recordsFromTheMiddle() async throws {
        let server = try await ScriptedServer.echo()
        let rig = Rig()
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen })
        rig.type("before")
        #expect(await rig.until { $0.received() == 8 })
        rig.run("record \(rig.scratch("mid.session"))")
        #expect(await rig.until { $0.tab.recorder.mode == .on })
        #expect(rig.tab.recorder.file == rig.scratch("mid.session"))
        rig.run("note look here")
        rig.run("mark here")
        rig.run("pause")
        #expect(await rig.until { $0.tab.recorder.mode == .paused })
        rig.type("paused")
        #expect(await rig.until { $0.received() == 16 })
        rig.run("resume")
        #expect(await rig.until { $0.tab.recorder.mode == .on })
        rig.type("PASS hungry")
        rig.type("after")
        #expect(await rig.until { $0.received() == 36 })
        rig.run("stop")
        #expect(await rig.until { $0.tab.recorder == RecorderState() })
        rig.type("late")
        #expect(await rig.until { $0.received() == 42 })
        await rig.close()
        await server.stop()
        let session = try readSession(rig.scratch("mid.session"))
        #expect(session.isClean)
        #expect(session.header.redaction == .mask)
        let kinds = session.events.map(\.body).filter { $0.kind != .data && $0.kind != .redact }
        guard case .open(let opening)? = kinds.first else { return #expect(Bool(false), "it begins with no open") }
        #expect("tcp://\(opening.server.address)" == server.url)
        #expect(kinds.dropFirst() == [.note("look here"), .mark("here"), .pause, .resume])
        let sent = session.events.text(.clientToServer)
        #expect(sent.hasPrefix("PASS ******\r\nafter\r\n"))
        #expect(!(try String(contentsOfFile: rig.scratch("mid.session"), encoding: .utf8)).contains("before"))
        #expect(!(try String(contentsOfFile: rig.scratch("mid.session"), encoding: .utf8)).contains("late"))
    }

    /// Asked for before there is a connection: the recording begins with it. A note has nothing to stand in yet.
    @Test func recordingMayBeAskedForBeforeTheConnection() async throws {
        let server = try await ScriptedServer.echo()
        let scratch = Scratch()
        let mailbox = Mailbox()
        let host = try self.host(mailbox, Recordings(folder: scratch.path, startsBySelf: false))
        #expect(host.submit(.record(.note("lost?"))))
        #expect(host.submit(.record(.start(path: scratch("asked.session")))))
        #expect(host.submit(.connect(url: server.url, thenSend: Array("x\r\n".utf8))))
        #expect(await eventually { server.text == "x\r\n" })
        await host.close()
        let words = mailbox.drain().compactMap(\.words)
        #expect(words == ["not connected yet: notes and marks go into a session"])
        let session = try readSession(scratch("asked.session"))
        #expect(session.events.first?.body.kind == .open)
        #expect(session.events.count { $0.body.kind == .open } == 1)
        await server.stop()
    }

    /// The file of the command line is for the first session alone, whether sessions record by themselves or not.
    @Test(arguments: [true, false]) func theNamedFileIsUsedOnce(_ records: Bool) async throws {
        let server = try await ScriptedServer.echo()
        let rig = Rig(records: records, firstPath: nil)
        let named = Rig(records: records, firstPath: rig.scratch("named.session"))
        named.step(.open(url: server.url))
        #expect(await named.until { $0.tab.connection.isOpen && $0.tab.recorder.mode == .on })
        #expect(named.tab.recorder.file == rig.scratch("named.session"))
        named.step(.open(url: server.url))
        #expect(await named.until { $0.tab.connection.isOpen && $0.tab.snapshot.transcript.events.count > 0 })
        #expect(await named.until { $0.tab.recorder.mode == (records ? .on : .off) })
        #expect(named.tab.recorder.file.hasPrefix(records ? named.scratch("sessions/") : ""))
        #expect(Paths.list(rig.scratch.path, suffix: ".session") == [rig.scratch("named.session")])
        await named.close()
        await server.stop()
    }

    @Test func aRecordingOfTheLabSaysSo() async throws {
        try await withLab { lab in
            let rig = Rig(records: true, switchboard: Switchboard(lab: lab, roundTrip: 2_000_000))
            rig.step(.open(url: "http://gaia.cs.umass.edu"))
            #expect(await rig.until { $0.tab.connection.isOpen && $0.tab.recorder.mode == .on })
            #expect(rig.tab.title == "gaia.cs.umass.edu:80")
            rig.type("GET / HTTP/1.0")
            rig.type("")
            #expect(await rig.until { $0.tab.snapshot.messages.count == 2 })
            let file = rig.tab.recorder.file
            await rig.close()
            let session = try readSession(file)
            #expect(session.header.lab == true)
            guard case .open(let opening)? = session.events.first?.body else { return }
            #expect(opening.lab)
            #expect(opening.proto == "http")
            #expect(opening.server.name == "gaia.cs.umass.edu:80")
            #expect(opening.modelledRoundTrip == 2_000_000)
        }
    }

    @Test func aRecorderThatFailsCostsTheRecordingAlone() async {
        await #expect(processExitsWith: .success) {
            let server = try await ScriptedServer.echo()
            let rig = Rig(records: true)
            rig.step(.open(url: server.url))
            try #require(await rig.until { $0.tab.connection.isOpen && $0.tab.recorder.mode == .on })
            limitFileSize(to: 10_000)
            for _ in 0..<40 { rig.type(String(repeating: "x", count: 500)) }
            try #require(await rig.until { $0.received() == 40 * 502 })
            #expect(await rig.until { $0.tab.recorder == RecorderState() })
            #expect(rig.notices.contains { $0.hasPrefix("recording to ") && $0.contains("file too large") })
            rig.type("still here")
            #expect(await rig.until { $0.received() == 40 * 502 + 12 })
            await rig.close()
            await server.stop()
        }
    }

    @Test func aRecorderThatCannotBeginIsSaid() async throws {
        let server = try await ScriptedServer.echo()
        let rig = Rig()
        rig.step(.open(url: server.url))
        #expect(await rig.until { $0.tab.connection.isOpen })
        rig.run("record /dev/null/x.session")
        #expect(await rig.until { $0.notices.contains { $0.hasPrefix("cannot make ") } })
        #expect(rig.tab.recorder.mode == .off)
        await rig.close()
        await server.stop()
    }

    private func host(
        _ mailbox: Mailbox, _ recordings: Recordings = Recordings(folder: "", startsBySelf: false)
    ) throws -> TabHost {
        try Equipment(
            switchboard: Switchboard(), recordings: recordings,
            themes: ThemeLibrary(paths: Paths(environment: [:], executable: ""))
        ).liveHost(TabID(0), mailbox)
    }
}

extension Report {
    /// What is said on the status line.
    var words: String? {
        if case .said(let notice) = self { notice.text } else { nil }
    }
}

/// Memory of this process that is in the machine's, in bytes.
private func residentBytes() -> Int {
    let fields = ((try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? "").split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
