/// What the program wants of the terminal.
package struct ScreenOptions: Sendable {
    package enum Colors: String, Sendable {
        /// As many as the terminal has.
        case auto
        case none
        case sixteen = "16"
        case indexed = "256"
        case rgb
    }

    /// Takes the mouse, so that the terminal's own selection needs Shift.
    package var mouse: Bool
    package var colors: Colors
    /// The name of the terminal for terminfo; that of `TERM` where nil.
    package var terminal: String?
    package var inputDescriptor: Int32
    package var outputDescriptor: Int32

    package init(
        mouse: Bool = true, colors: Colors = .auto, terminal: String? = nil, inputDescriptor: Int32 = 0,
        outputDescriptor: Int32 = 1
    ) {
        self.mouse = mouse
        self.colors = colors
        self.terminal = terminal
        self.inputDescriptor = inputDescriptor
        self.outputDescriptor = outputDescriptor
    }
}

/// Why the terminal cannot be used.
package enum TerminalError: Error, Hashable, CustomStringConvertible {
    /// Terminfo does not know it; the name, or nil for what `TERM` says.
    case unknownTerminal(String?)
    /// It cannot place its cursor.
    case incapable
    /// Input or output cannot be used.
    case noStream
    /// The system gave no descriptor to wake the screen by.
    case noWaker
    /// Another screen is open in this process.
    case alreadyOpen

    package var description: String {
        switch self {
        case .unknownTerminal(let name):
            "the terminal \(name.map { "\"\($0)\"" } ?? "that TERM names") is not known here; try TERM=xterm-256color"
        case .incapable: "this terminal cannot place its cursor; try another, or run without a screen (--text)"
        case .noStream: "input or output cannot be used as a terminal"
        case .noWaker: "no file descriptor is left; close something and try again"
        case .alreadyOpen: "the screen is open already"
        }
    }
}
