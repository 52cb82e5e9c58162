import ArgumentParser
import Engine

extension Wireside {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the messages of a recording or a capture into a file for other tools.",
            discussion: """
                As pdus, Wireshark and tshark decode each message by itself. As packets, each message is sent in IP packets \
                with made-up headers of TCP or UDP, which any tool reads; addresses, ports and times are those of the file.
                """)

        @Option(help: ArgumentHelp("The form of the file: pcapng.", valueName: "form"))
        var to: ExportTarget

        @Option(
            name: .customLong("as"),
            help: ArgumentHelp("What a message becomes: pdus or packets.", valueName: "records"))
        var records: ExportRecords = .pdus

        @Option(
            help: ArgumentHelp(
                "The file to write, - for standard output; without it one beside the file that is read.",
                valueName: "file"))
        var output: String?

        @Option(
            help: ArgumentHelp(
                "Which messages to write, as in 'http.status >= 400'; docs/filter.md has the language.",
                valueName: "filter"))
        var filter: String?

        @Flag(help: "Write over a file that is there.")
        var force = false

        @Flag(
            name: .customLong("standard-ports"),
            help: "Give servers the usual port of their protocol, by which other tools know it.")
        var standardPorts = false

        @Option(
            name: .customLong("protocol"),
            help: ArgumentHelp(
                "What the bytes speak, whatever they look like: \(InputHints.protocolNames.joined(separator: ", ")).",
                valueName: "protocol"))
        var proto: String?

        @Argument(help: "The file to read; - for standard input.")
        var file: String

        func validate() throws {
            if let proto, !InputHints.protocolNames.contains(proto) {
                throw ValidationError("--protocol wants one of \(InputHints.protocolNames.joined(separator: ", "))")
            }
            guard file != "-" || output != nil else {
                throw ValidationError("standard input has no name: --output says which file to write")
            }
        }

        func run() async throws {
            let hints = InputHints(protocolName: proto, fromServer: nil)
            do {
                try HeadlessExport(
                    path: file,
                    .init(records, standardPorts: standardPorts, output: output, replaces: force), hints: hints,
                    filter: filter
                ).run()
            } catch {
                throw end(error)
            }
        }
    }

    enum ExportTarget: String, ExpressibleByArgument, CaseIterable {
        case pcapng
    }
}

extension ExportRecords: ExpressibleByArgument {}
