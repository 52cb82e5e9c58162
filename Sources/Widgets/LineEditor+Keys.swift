import Cells

extension LineEditor.Edit {
    /// The edit that a key makes where nothing else is bound to it, as in other line editors; nil for other keys.
    package init?(key: Key) {
        if let character = key.typed {
            self = .insert(String(character))
            return
        }
        guard let edit = Self.defaults[key] else { return nil }
        self = edit
    }

    /// Keys and their edits, without the typed characters: what help lists.
    package static let defaults: [Key: Self] = [
        Key(.backspace): .deleteBackward, Key(.delete): .deleteForward, Key("d", .control): .deleteForward,
        Key("w", .control): .deleteWordBackward, Key(.backspace, .alt): .deleteWordBackward,
        Key("d", .alt): .deleteWordForward, Key("u", .control): .deleteToStart, Key("k", .control): .deleteToEnd,
        Key("y", .control): .yank, Key(.left): .left, Key("b", .control): .left, Key(.right): .right,
        Key("f", .control): .right, Key("b", .alt): .wordLeft, Key(.left, .control): .wordLeft,
        Key(.left, .alt): .wordLeft, Key("f", .alt): .wordRight, Key(.right, .control): .wordRight,
        Key(.right, .alt): .wordRight, Key(.home): .start, Key("a", .control): .start, Key(.end): .end,
        Key("e", .control): .end, Key("_", .control): .undo, Key("_", .alt): .redo, Key(.up): .historyUp,
        Key(.down): .historyDown,
    ]
}
