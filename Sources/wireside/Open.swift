import ArgumentParser
import Engine

extension Wireside {
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a live session with a server.",
            discussion: """
                On a terminal this opens the workbench. Else, or with --json or --text, it sends its standard input, prints \
                what comes back, and ends when the server closes or nothing has come for --idle seconds.

                To a name server each line is a question: NAME [TYPE] [CLASS] [+norecurse] [+edns[=N]] [+dnssec] [+cd].
                """)

        @OptionGroup var common: CommonOptions
        @OptionGroup var screen: LookOptions
        @OptionGroup var headless: HeadlessOptions

        @Argument(
            help:
                "tcp://host:port, udp://…, unix:///path, http://host, smtp://host, pop3://host, dns://host, dns-tcp://host, or lab://web, lab://smtp, lab://pop3, lab://dns, lab://upper, lab://upper-udp."
        )
        var url: String

        @Option(help: ArgumentHelp("Record the session into this file.", valueName: "file"))
        var record: String?

        @Option(help: ArgumentHelp("End when nothing has come for so long, once all is sent.", valueName: "seconds"))
        var idle: Double = 5

        func validate() throws {
            guard idle > 0, idle <= 86_400 else { throw ValidationError("--idle wants seconds, from above 0 to 86400") }
        }

        func run() async throws {
            if isInteractive(headless) {
                return try await runWorkbench(common, screen, first: .open(url: url, record: record))
            }
            do {
                try await HeadlessOpen(url: url, record: record, idle: idle, output: headless.output).run()
            } catch {
                throw end(error)
            }
        }
    }
}
