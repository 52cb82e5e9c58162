import ArgumentParser
import Engine

extension Wireside {
    struct Workbench: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "workbench", abstract: "The workbench, with the lab running (the default).")

        @OptionGroup var common: CommonOptions
        @OptionGroup var screen: LookOptions

        func run() async throws {
            try await runWorkbench(common, screen, first: .nothing)
        }
    }
}

/// How the screen looks.
struct LookOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Theme: dark, light, high-contrast, sixteen, monochrome, or a file's name.", valueName: "name"))
    var theme: String?
}
