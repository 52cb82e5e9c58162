import Dissection
import Glibc
import Octets
import Sockets
import Transcripts
import Workbench

/// What happens in a headless session: printed in the form asked for, and recorded if that was asked for.
actor HeadlessLog {
    private let output: OutputForm
    private let start: Clock
    private var recorder: Recorder?
    private var printer: MessagePrinter?
    /// Since when nothing is sent and nothing comes; nil while there is input.
    private var quietSince: Int64?
    /// The server has said something.
    private(set) var hasHeard = false

    init(output: OutputForm, start: Clock) {
        self.output = output
        self.start = start
    }

    func record(into path: String, _ route: Route) throws(Failure) {
        do {
            recorder = try Recordings.create(
                path: path, folder: "", title: route.name, start: start, lab: route.isLab)
        } catch {
            throw Failure(.inputOutput, error.sentence)
        }
        if let recorder, recorder.path != path {
            printError("\(path) is there already; recording into \(recorder.path)")
        }
    }

    func opened(_ connection: Connection, _ route: Route) {
        if output != .standard {
            printer = try? MessagePrinter(output: output, hints: Dissector.Hints(), source: nil)
            printer?.begin(at: start.wall)
        }
        happen(
            .open(
                Opening(
                    transport: route.transport, client: connection.local, server: connection.remote,
                    proto: route.proto, lab: route.isLab, took: connection.handshakeTime)))
    }

    func inputEnded() { quietSince = SystemClock.monotonic }

    /// How much of the idle time is left, in nanoseconds; all of it while there is input.
    func patience(_ idle: Int64) -> Int64 {
        quietSince.map { $0 + idle - SystemClock.monotonic } ?? idle
    }

    /// False when nobody reads what is printed.
    func received(_ bytes: [UInt8]) -> Bool {
        happen(.data(.serverToClient, bytes))
        hasHeard = true
        if quietSince != nil { quietSince = SystemClock.monotonic }
        return output == .standard ? writeAll(bytes) : printer?.isBroken != true
    }

    func happen(_ body: Event.Body) {
        let time = Moment(nanoseconds: SystemClock.monotonic - start.monotonic)
        let event = Event(time: time, connection: 0, body: body)
        recorder?.append(event)
        printer?.take(event, packet: nil)
        printer?.flush()
        if let failure = recorder?.failure {
            printError(failure)
            recorder = nil
        }
    }

    func close() throws(Failure) {
        printer?.finish()
        guard let recorder else { return }
        recorder.finish()
        if let failure = recorder.failure { throw Failure(.inputOutput, failure) }
    }
}

/// `12.410`, to the millisecond.
func seconds(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
}
