import CNcurses
import Cells

/// The colour pairs of ncurses: made as styles ask for them, kept until the screen closes.
struct ColorPairs {
    /// The most pairs that are made; later ones show in the terminal's own colours.
    static let pairsLimit: Int32 = 32_767

    private struct Pair: Hashable {
        var foreground: Int32
        var background: Int32
    }

    let depth: ColorDepth
    /// Whether -1 is the terminal's own colour; else white on black stands for it.
    private let hasDefaults: Bool
    private let limit: Int32
    private var numbers: [Pair: Int32] = [:]
    private var looks: [Style: (attributes: Int32, pair: Int32)] = [:]

    init(depth: ColorDepth, abilities: screen_abilities) {
        self.depth = depth
        hasDefaults = abilities.defaults
        limit = min(abilities.pairs - 1, Self.pairsLimit)
    }

    /// The attributes and the pair of a style.
    mutating func look(of style: Style) -> (attributes: Int32, pair: Int32) {
        if let look = looks[style] { return look }
        let foreground = Palette.number(of: style.foreground, depth: depth)
        let background = Palette.number(of: style.background, depth: depth)
        var attributes = Int32(style.attributes.rawValue)
        if foreground.bright { attributes |= Int32(Style.Attributes.bold.rawValue) }
        let look = (attributes, number(Pair(foreground: foreground.number, background: background.number)))
        // As many styles as pairs at most, and a theme has a few dozen.
        if looks.count < Int(Self.pairsLimit) { looks[style] = look }
        return look
    }

    private mutating func number(_ wanted: Pair) -> Int32 {
        guard depth != .none, wanted.foreground >= 0 || wanted.background >= 0 else { return 0 }
        if let number = numbers[wanted] { return number }
        let next = Int32(numbers.count) + 1
        var pair = wanted
        if !hasDefaults {
            pair.foreground = pair.foreground < 0 ? 7 : pair.foreground
            pair.background = pair.background < 0 ? 0 : pair.background
        }
        // Refused, a pair would show black on black.
        guard next <= limit, screen_define_pair(next, pair.foreground, pair.background) else { return 0 }
        numbers[wanted] = next
        return next
    }
}
