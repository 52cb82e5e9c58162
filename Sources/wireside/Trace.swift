import ArgumentParser
import Engine
import Workbench

extension Wireside {
    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look a name up step by step: who is asked what, why, and what comes back.",
            discussion: """
                Iterated, one server asks all others in turn, from the root down; recursive, each asks the next. With --lab \
                both go to the lab's name servers on loopback, else to those of the network, from the root servers or from \
                @SERVER on.

                On a terminal this opens the workbench. Else, or with --json or --text, it prints each question.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var screen: LookOptions
        @OptionGroup var headless: HeadlessOptions

        @Flag(help: "Ask the lab's name servers, on this machine.")
        var lab = false

        @Option(help: ArgumentHelp("iterated, recursive or both.", valueName: "mode"))
        var mode: String?

        @Option(help: ArgumentHelp("The port of the network's name servers.", valueName: "port"))
        var port: Int?

        @Option(
            name: .customLong("root-hints"),
            help: ArgumentHelp("A master file with the root's servers and their addresses.", valueName: "file"))
        var rootHints: String?

        @Option(
            help: ArgumentHelp("Ask so often, 1 to 5: from the second time on there is a cache.", valueName: "times"))
        var times = 1

        @Option(help: ArgumentHelp("Record the trace into this file.", valueName: "file"))
        var record: String?

        @Argument(help: "NAME [TYPE] [@SERVER]: a name or an address, a type of record (A), a server's address.")
        var words: [String]

        func validate() throws {
            if let port, !(1...65535).contains(port) { throw ValidationError("--port wants a number from 1 to 65535") }
            guard (1...TraceRequest.timesLimit).contains(times) else {
                throw ValidationError("--times wants a number from 1 to \(TraceRequest.timesLimit)")
            }
            guard lab, port != nil || rootHints != nil || words.contains(where: { $0.hasPrefix("@") }) else { return }
            throw ValidationError("--lab has servers of its own: it goes with no @SERVER, --port or --root-hints")
        }

        func run() async throws {
            var request: TraceRequest
            do {
                request = try TraceRequest(words: words, mode: mode, isLab: lab, port: port)
            } catch {
                throw end(Failure(.usage, error.sentence))
            }
            request.times = times
            if isInteractive(headless), rootHints == nil, record == nil {
                return try await runWorkbench(common, screen, first: .trace(request))
            }
            do {
                try await HeadlessTrace(
                    request, rootHints: rootHints, record: record, configuration: common.config, output: headless.output
                ).run()
            } catch {
                throw end(error)
            }
        }
    }
}
