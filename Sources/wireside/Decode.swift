import ArgumentParser
import Engine

extension Wireside {
    struct Decode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decode recordings, captures, hex dumps and raw bytes.",
            discussion: """
                On a terminal this opens the workbench, a tab for each file. Else, or with --json or --text, it prints a line \
                for each message.

                What a file is, its content says: a recording (.session), a capture (pcap or pcapng), or a hex dump as xxd, \
                hexdump -C and Wireshark print it. Anything else is taken for raw bytes of the protocol that --as names.
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var screen: LookOptions
        @OptionGroup var headless: HeadlessOptions

        @Option(name: .customLong("as"), help: ArgumentHelp(Decode.asHelp, valueName: "protocol"))
        var proto: String?

        @Option(
            help: ArgumentHelp("Who said the bytes of a hex dump, or raw ones: client or server.", valueName: "side"))
        var from: Side?

        @Option(
            help: ArgumentHelp(
                "Which messages to print, as in 'http.status >= 400'; docs/filter.md has the language.",
                valueName: "filter"))
        var filter: String?

        @Flag(help: "Count instead: messages, servers, response times and errors of each file.")
        var stats = false

        @Argument(help: "Files to decode; - for standard input.")
        var files: [String]

        private static var asHelp: String {
            "What the bytes speak, whatever they look like: \(InputHints.protocolNames.joined(separator: ", "))."
        }

        func validate() throws {
            guard !files.isEmpty else { throw ValidationError("name at least one file") }
            guard let proto, !InputHints.protocolNames.contains(proto) else { return }
            let names = InputHints.protocolNames.joined(separator: ", ")
            throw ValidationError("--as wants one of \(names)")
        }

        func run() async throws {
            // What a person has to say of bytes, and standard input, are for the lines.
            if !stats, filter == nil, isInteractive(headless), proto == nil, from == nil, !files.contains("-") {
                return try await runWorkbench(common, screen, first: .decode(paths: files))
            }
            let hints = InputHints(protocolName: proto, fromServer: from.map { $0 == .server })
            do {
                if stats {
                    return try HeadlessStatistics(paths: files, output: headless.output, hints: hints).run()
                }
                try HeadlessDecode(paths: files, output: headless.output, hints: hints, filter: filter).run()
            } catch {
                throw end(error)
            }
        }
    }

    enum Side: String, ExpressibleByArgument, CaseIterable {
        case client, server
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replay a recording on the screen, or print the conversation with --text.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var screen: LookOptions
        @OptionGroup var headless: HeadlessOptions

        @Argument(help: "A session file.")
        var file: String

        func run() async throws {
            if isInteractive(headless) {
                return try await runWorkbench(common, screen, first: .replay(path: file))
            }
            do {
                try HeadlessReplay(path: file, output: headless.output).run()
            } catch {
                throw end(error)
            }
        }
    }
}
