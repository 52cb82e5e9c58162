import ArgumentParser
import Engine

extension Wireside {
    struct LabCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lab",
            abstract: "Run the lab's servers on this machine until Ctrl-C, and print where they listen.")

        @OptionGroup var headless: HeadlessOptions

        func run() async throws {
            do {
                try await HeadlessLab(output: headless.output).run()
            } catch {
                throw end(error)
            }
        }
    }

    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what is in force, and where it came from: settings, theme, keys, paths, terminal.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var screen: LookOptions
        @OptionGroup var headless: HeadlessOptions

        @Flag(help: "Print the keys in force, as a configuration that says just that.")
        var keys = false

        @Flag(help: "Print how the theme in force draws each part of the screen, as a theme that says just that.")
        var scopes = false

        func validate() throws {
            guard !keys || !scopes else { throw ValidationError("--keys and --scopes: ask for one of them") }
        }

        func run() async throws {
            HeadlessInfo(
                configuration: common.config, theme: screen.theme, color: common.color,
                subject: keys ? .keys : scopes ? .scopes : .all, output: headless.output
            ).run()
        }
    }
}
