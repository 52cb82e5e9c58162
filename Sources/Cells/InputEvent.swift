/// What comes from the person or from outside: the one kind of input that the workbench reduces.
package enum InputEvent: Hashable, Sendable {
    case key(Key)
    case paste(Paste)
    case mouse(Mouse)
    /// The terminal has this size now.
    case resize(Size)
    /// The program was stopped and is in the foreground again.
    case resumed
    /// The terminal went away: SIGHUP, or its input ended.
    case hangup
    /// SIGTERM.
    case terminate
    /// SIGINT from outside; Ctrl-C on the keyboard is a key.
    case interrupt
}

/// Text that was pasted: its bytes as they came, which may be anything.
package struct Paste: Hashable, Sendable {
    /// The most bytes that one paste keeps.
    package static let bytesLimit = 1 << 20

    package var bytes: [UInt8]
    /// How many bytes came after the limit and were dropped.
    package var dropped: Int

    package init(_ bytes: [UInt8], dropped: Int = 0) {
        self.bytes = bytes
        self.dropped = dropped
    }

    package var wasCut: Bool { dropped > 0 }
}

/// One report of the mouse, in cells from the upper left corner.
package struct Mouse: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case press
        case release
        case drag
        case scrollUp
        case scrollDown
    }

    package enum Button: Hashable, Sendable {
        case left
        case middle
        case right
        /// A wheel, or a release that does not say of which.
        case none
    }

    package var x: Int
    package var y: Int
    package var kind: Kind
    package var button: Button
    package var modifiers: Key.Modifiers

    package init(x: Int, y: Int, kind: Kind, button: Button = .left, modifiers: Key.Modifiers = []) {
        self.x = x
        self.y = y
        self.kind = kind
        self.button = button
        self.modifiers = modifiers
    }
}
