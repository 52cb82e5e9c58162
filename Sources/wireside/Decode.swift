import ArgumentParser
import Engine

extension Wireside {
    struct Decode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decode recordings and captures, a line for each message.")

        @OptionGroup var headless: HeadlessOptions

        @Argument(help: "Session files, pcap or pcapng; - for standard input.")
        var files: [String]

        func validate() throws {
            guard !files.isEmpty else { throw ValidationError("name at least one file") }
        }

        func run() async throws {
            // Each file for itself: one that cannot be read does not stop the others, and the worst status is the program's.
            var worst: ExitCode?
            for file in files {
                do {
                    try HeadlessDecode(path: file, output: headless.output).run()
                } catch {
                    let status = end(error)
                    worst = max(worst?.rawValue ?? 0, status.rawValue) == status.rawValue ? status : worst
                }
            }
            if let worst { throw worst }
        }
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
