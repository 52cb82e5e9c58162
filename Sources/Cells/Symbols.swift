/// The signs that widgets draw with: one set for terminals that show Unicode, and one of ASCII for those that do not.
package struct Symbols: Hashable, Sendable {
    /// Stands where text was cut.
    package var ellipsis: Character
    /// One character of a secret.
    package var bullet: Character
    package var expanded: Character
    package var collapsed: Character
    /// From client to server, and back.
    package var client: Character
    package var server: Character
    /// The row or choice that is selected.
    package var selected: Character
    package var scrollThumb: Character
    package var scrollTrack: Character
    package var recording: Character
    package var play: Character
    package var pause: Character
    /// Where a replay stands, and a mark on its bar.
    package var position: Character
    package var mark: Character
    /// A byte that is neither text nor a control.
    package var noText: Character
    /// Whether controls may be shown as their pictures.
    package var showsPictures: Bool
    /// Parts of a cell that a bar covers from the left, from the smallest to all of it.
    package var horizontalSteps: [Character]
    package var light: LineSet
    package var heavy: LineSet
    package var double: LineSet

    package static let unicode = Symbols(
        ellipsis: "…", bullet: "•", expanded: "▾", collapsed: "▸", client: "▸", server: "◂", selected: "▌",
        scrollThumb: "█", scrollTrack: "│", recording: "●", play: "▶", pause: "‖", position: "●", mark: "◆",
        noText: "·", showsPictures: true, horizontalSteps: Array("▏▎▍▌▋▊▉█"),
        light: .light, heavy: .heavy, double: .double)

    package static let ascii = Symbols(
        ellipsis: "~", bullet: "*", expanded: "v", collapsed: ">", client: ">", server: "<", selected: "|",
        scrollThumb: "#", scrollTrack: "|", recording: "*", play: ">", pause: "=", position: "O", mark: "+",
        noText: ".", showsPictures: false, horizontalSteps: ["#"],
        light: .ascii, heavy: .asciiHeavy, double: .asciiHeavy)
}

/// The eleven characters of a frame.
package struct LineSet: Hashable, Sendable {
    package var horizontal: Character
    package var vertical: Character
    package var topLeft: Character
    package var topRight: Character
    package var bottomLeft: Character
    package var bottomRight: Character
    package var teeRight: Character
    package var teeLeft: Character
    package var teeDown: Character
    package var teeUp: Character
    package var cross: Character

    /// The set from its eleven characters, in the order of the properties; what is missing is a blank.
    init(_ characters: String) {
        let all = Array(characters)
        func at(_ index: Int) -> Character { index < all.count ? all[index] : " " }
        (horizontal, vertical) = (at(0), at(1))
        (topLeft, topRight, bottomLeft, bottomRight) = (at(2), at(3), at(4), at(5))
        (teeRight, teeLeft, teeDown, teeUp, cross) = (at(6), at(7), at(8), at(9), at(10))
    }

    package static let light = LineSet("─│┌┐└┘├┤┬┴┼")
    package static let heavy = LineSet("━┃┏┓┗┛┣┫┳┻╋")
    package static let double = LineSet("═║╔╗╚╝╠╣╦╩╬")
    package static let ascii = LineSet("-|+++++++++")
    package static let asciiHeavy = LineSet("=|#########")
}
