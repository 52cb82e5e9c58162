import Cells
import Dissection
import Foundation
import Glibc
import Octets
import Sockets
import Synchronization
import Testing
import Transcripts
import Workbench

@testable import Engine

/// How long a condition is waited for before a test fails: far more than it ever takes.
let patience: Duration = .seconds(30)

/// A server on loopback that does what the test says, and keeps what it was sent.
final class ScriptedServer: Sendable {
    let listener: Listener
    private let heard: Heard

    final class Heard: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    init(
        _ transport: Transport = .tcp, _ serve: @escaping @Sendable (Connection, Heard) async -> Void
    ) async throws {
        let heard = Heard()
        self.heard = heard
        listener = try await Listener.listen(at: Address(host: "127.0.0.1", port: 0), transport: transport) {
            await serve($0, heard)
        }
    }

    /// Sends back what it hears, until the peer has finished; then it closes.
    static func echo(_ transport: Transport = .tcp) async throws -> ScriptedServer {
        try await ScriptedServer(transport) { connection, heard in
            for await case .data(let bytes) in connection.inbound {
                heard.add(bytes)
                try? await connection.send(bytes)
            }
        }
    }

    var url: String { "\(listener.transport.rawValue)://\(listener.endpoint.address)" }
    var text: String { heard.text }
    var connectionCount: Int { listener.connectionCount }
    func stop() async { await listener.stop() }
}

/// A desk as the screen's thread has it, with a blank tab, and what tests ask of it.
final class Rig {
    let scratch = Scratch()
    let mailbox = Mailbox()
    let desk: Desk
    /// Every notice that was shown.
    private(set) var notices: [String] = []

    init(records: Bool = false, firstPath: String? = nil, switchboard: Switchboard = Switchboard()) {
        let paths = Paths(environment: ["HOME": "/nonexistent"], executable: "/nonexistent/bin/x")
        let equipment = Equipment(
            switchboard: switchboard,
            recordings: Recordings(folder: scratch("sessions"), startsBySelf: records, firstPath: firstPath),
            themes: ThemeLibrary(paths: paths))
        desk = Desk(
            state: State(size: Size(columns: 80, rows: 24)), mailbox: mailbox, equipment: equipment)
    }

    var tab: Workbench.Tab { desk.state.tab }

    @discardableResult
    func step(_ actions: Action...) -> Desk.Frame {
        let before = desk.state.notice
        var frame = desk.step(actions)
        let after = desk.step([InputEvent]())
        frame.quits = frame.quits || after.quits
        if let notice = desk.state.notice, notice != before { notices.append(notice.text) }
        return frame
    }

    /// Types a command line, as after `:`.
    func run(_ line: String) {
        step(.command(.commandLine))
        step(.input(.paste(Paste(Array(line.utf8)))), .input(.key(Key(.enter))))
    }

    func type(_ line: String) {
        step(.input(.paste(Paste(Array(line.utf8)))), .input(.key(Key(.enter))))
    }

    /// Steps until the condition holds; false after a generous time.
    func until(_ condition: (Rig) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            step()
            if condition(self) { return true }
            try? await Task.sleep(for: .milliseconds(1))
        }
        return false
    }

    func close() async { await desk.closing() }

    // MARK: What the tab shows

    var events: [Event.Body] { tab.bodies }

    /// The words of the session pane, a line each, data as `> …` and `< …`.
    var conversation: [String] {
        let count = tab.snapshot.transcript.rowCount
        guard count > 0 else { return [] }
        return tab.loadedRows.map { row in
            let text = String(decoding: row.bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
            return switch row.kind {
            case .data(.clientToServer): "> \(text)"
            case .data(.serverToClient): "< \(text)"
            default: text
            }
        }
    }

    /// The bytes that came from the server, as far as they are in the snapshot.
    func received(_ connection: Int = 0) -> UInt64 {
        tab.snapshot.transcript.connections[connection]?.byteCount(.serverToClient) ?? 0
    }
}

extension Workbench.Tab {
    /// What happened, without the data.
    var bodies: [Event.Body] {
        (0..<snapshot.transcript.events.count).compactMap { snapshot.transcript.body(ofEvent: $0) }
    }
}

/// The events of a session file, and whether all of it could be read.
func readSession(_ path: String) throws -> (header: SessionHeader, events: [Event], isClean: Bool) {
    var events: [Event] = []
    let (header, report) = try SessionFile.events(path) { events.append($0) }
    return (header, events, report.isClean)
}

extension [Event] {
    func text(_ direction: Octets.Direction) -> String {
        var bytes: [UInt8] = []
        for case .data(direction, let more) in map(\.body) { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Open file descriptors of this process that lead to what `isWanted` says.
func descriptors(_ isWanted: (String) -> Bool) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.count { name in
        isWanted((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) ?? "")
    }
}

func eventually(_ condition: () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return false
}
