import ArgumentParser
import Engine

/// The program: reads its arguments and joins engine and terminal.
@main
struct Wireside: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wireside",
        abstract: "A workbench for application-layer protocols: talk to servers by hand and see every byte decoded.",
        discussion: "Without a command it opens the workbench, with the lab's servers running on this machine.",
        version: version,
        subcommands: [
            Workbench.self, Open.self, Decode.self, Replay.self, Export.self, Trace.self, LabCommand.self, Info.self,
        ],
        defaultSubcommand: Workbench.self)
}

/// What every command understands.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Configuration file instead of the usual one.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("When to use colour: always, auto or never.", valueName: "when"))
    var color: ColorChoice = .auto
}

extension ColorChoice: ExpressibleByArgument {}

/// How a command that can work without a screen prints.
struct HeadlessOptions: ParsableArguments {
    @Flag(help: "Print one JSON object a line, as docs/json.md describes.")
    var json = false

    @Flag(help: "Print text.")
    var text = false
}

/// Ends the program with the status of sysexits.h, after one sentence on standard error.
func end(_ failure: Failure) -> ExitCode {
    printError(failure.sentence)
    return ExitCode(failure.status)
}
