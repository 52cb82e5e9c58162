import DNS
import Lab
import Octets
import Resolution
import Sockets
import Synchronization
import Transcripts
import Workbench

/// `trace` without a screen: a line for each question, and what it came to in the end.
package struct HeadlessTrace: Sendable {
    private let request: TraceRequest
    private let rootHints: String?
    private let record: String?
    private let configuration: String?
    private let output: OutputForm

    /// - Parameter path: of the configuration, which says what round trip to the lab is modelled; nil for the usual one.
    package init(
        _ request: TraceRequest, rootHints: String?, record: String?, configuration path: String?, output: OutputForm
    ) {
        self.request = request
        configuration = path
        self.rootHints = rootHints
        self.record = record
        self.output = output
    }

    package func run() async throws(Failure) {
        let hints = try hints()
        let link = request.place == .lab ? link() : nil
        var names: NameServers?
        if request.place == .lab {
            do {
                names = try await NameServers.start(port: LabPorts.usualNames, link: link)
            } catch {
                throw Failure(.unavailable, "the lab's name servers did not start: \(error.reason)")
            }
        }
        let collected = Mutex((trace: Trace(), count: 0))
        let start = SystemClock.now
        let recorder = try recorder(start, isLab: names != nil)
        let run = TraceRun(request, names: names, hints: hints, link: link)
        let failure: Failure?
        do throws(Failure) {
            try await run.run(start: start.monotonic) { event in
                recorder?.append(event)
                collected.withLock { collected in
                    collected.trace.receive(event, number: collected.count)
                    collected.count += 1
                }
            }
            failure = nil
        } catch {
            failure = error
        }
        recorder?.finish()
        await names?.stop()
        if let failure { throw failure }
        let trace = collected.withLock { $0.trace }
        TracePrinter(output: output).print(trace)
        if let failure = Self.verdict(trace) { throw failure }
    }

    /// What is modelled on the way to the lab, as in the workbench.
    private func link() -> Link? {
        let paths = Paths(environment: Surroundings.environment, executable: Surroundings.executable)
        var settings = Configuration()
        do {
            settings = try Configuration.load(path: configuration ?? paths.configuration)
        } catch {
            printError("\(error.sentence); the defaults are in force")
        }
        return settings.labRoundTrip > 0 ? Link(roundTrip: settings.labRoundTrip) : nil
    }

    private func hints() throws(Failure) -> Hints? {
        guard let rootHints else { return nil }
        var octets: [UInt8] = []
        do {
            let source = try ByteSource(rootHints)
            while let chunk = try source.next(), octets.count < Self.hintsLimit { octets += chunk }
        } catch {
            throw SessionFile.failure(error)
        }
        let file = MasterFile(octets.span, ttl: 3600)
        if let error = file.errors.first { throw Failure(.badData, "\(rootHints), \(error)") }
        let hints = Hints(file.records)
        guard !hints.servers.isEmpty else {
            throw Failure(
                .badData, "\(rootHints) names no root server with an address; it wants NS records of . and A records")
        }
        return hints
    }

    /// Octets of a file of root hints that are read.
    private static let hintsLimit = 1 << 20

    private func recorder(_ start: Clock, isLab: Bool) throws(Failure) -> Recorder? {
        guard let record else { return nil }
        do {
            return try Recordings.create(
                path: record, folder: "", title: "trace \(request.title)", start: start, lab: isLab)
        } catch {
            throw Failure(.inputOutput, error.sentence)
        }
    }

    /// Why there is no answer; nil where there is one, or surely none.
    private static func verdict(_ trace: Trace) -> Failure? {
        for lane in trace.lanes {
            guard let host = lane.hostStep, !host.outcome.isFinal else { continue }
            let others = lane.steps.filter { !$0.isHosts }
            let worst = others.last { $0.outcome.isFailure } ?? host
            let sentence =
                "no answer (\(lane.mode)): \(worst.server.name) (\(worst.server.address)) \(worst.outcome.meaning)"
            let heard = lane.steps.contains { !($0.isHosts && !others.isEmpty) && $0.response != nil }
            if heard { return Failure(.proto, sentence) }
            return Failure(worst.outcome == .timeout ? .timeOut : .unavailable, sentence)
        }
        return nil
    }
}
