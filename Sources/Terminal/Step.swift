import Cells

/// What the program answers to input: what the terminal is to do before it waits again.
package struct Step: Sendable {
    /// The most bytes that are put on the clipboard: more than this, as base64, is refused by some terminals.
    package static let clipboardLimit = 74_994
    package static let titleColumnsLimit = 80

    /// What to show; as it was where nil.
    package var buffer: Buffer?
    /// The window's title; as it was where nil.
    package var title: String?
    /// Bytes for the clipboard, cut at `clipboardLimit`.
    package var clipboard: [UInt8]?
    package var bell: Bool
    /// Takes the mouse from here on, or lets go of it; as it was where nil.
    package var mouse: Bool?
    /// Draw everything anew: something else has written on the terminal.
    package var redraw: Bool
    /// Stop the program, as Ctrl-Z does elsewhere.
    package var suspend: Bool
    package var quit: Bool
    /// Call again after so many nanoseconds even if nothing comes; waits for ever where nil.
    package var wakeAfter: Int64?

    package init(
        buffer: Buffer? = nil, title: String? = nil, clipboard: [UInt8]? = nil, bell: Bool = false,
        mouse: Bool? = nil, redraw: Bool = false, suspend: Bool = false, quit: Bool = false, wakeAfter: Int64? = nil
    ) {
        self.buffer = buffer
        self.title = title
        self.clipboard = clipboard
        self.bell = bell
        self.mouse = mouse
        self.redraw = redraw
        self.suspend = suspend
        self.quit = quit
        self.wakeAfter = wakeAfter
    }
}
