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
            abstract: "Print versions, paths, the configuration in force, and what this terminal can do.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var headless: HeadlessOptions

        @Flag(help: "Print the keys in force and the commands that keys can be bound to.")
        var keys = false

        func run() async throws {
            HeadlessInfo(configuration: common.config, keys: keys, output: headless.output).run()
        }
    }
}
