import Cells

/// How many colours can be shown.
package enum ColorDepth: Hashable, Sendable, CustomStringConvertible {
    case none
    case eight
    case sixteen
    case indexed
    case rgb

    /// What a terminal with `colors` colours can do, but no more than is wanted.
    init(wanted: ScreenOptions.Colors, colors: Int, direct: Bool) {
        let has: ColorDepth =
            switch colors {
            case ..<8: .none
            case 8..<16: .eight
            case 16..<256: .sixteen
            default: direct && colors >= 1 << 24 ? .rgb : .indexed
            }
        switch wanted {
        case .none: self = .none
        case .sixteen where has == .indexed: self = .sixteen
        // A terminal of direct colour takes RGB numbers only.
        default: self = has
        }
    }

    package var description: String {
        switch self {
        case .none: "no colours"
        case .eight: "8 colours"
        case .sixteen: "16 colours"
        case .indexed: "256 colours"
        case .rgb: "direct colour"
        }
    }
}

/// Colours as the terminal takes them.
enum Palette {
    /// The number of a colour at a depth: -1 for the terminal's own. The second is whether bold is to stand in for bright.
    static func number(of color: Color, depth: ColorDepth) -> (number: Int32, bright: Bool) {
        switch (color, depth) {
        case (.standard, _), (_, .none): return (-1, false)
        case (.indexed(let index), .indexed): return (Int32(index), false)
        case (.indexed(let index), .sixteen) where index < 16: return (Int32(index), false)
        case (.indexed(let index), .eight) where index < 16: return (Int32(index & 7), index > 7)
        // With direct colour the first eight numbers are the terminal's own palette.
        case (.indexed(let index), .rgb) where index < 8: return (Int32(index), false)
        case (_, .rgb):
            let (red, green, blue) = components(of: color)
            // A number below eight would be one of the palette: the nearest blue above is not to be told from it.
            return (max(8, Int32(red) << 16 | Int32(green) << 8 | Int32(blue)), false)
        case (_, .indexed): return (Int32(nearest(to: color, in: 16..<256)), false)
        case (_, .sixteen): return (Int32(nearest(to: color, in: 0..<16)), false)
        case (_, .eight):
            let index = nearest(to: color, in: 0..<16)
            return (Int32(index & 7), index > 7)
        }
    }

    private static func components(of color: Color) -> (UInt8, UInt8, UInt8) {
        switch color {
        case .standard: (0, 0, 0)
        case .rgb(let red, let green, let blue): (red, green, blue)
        case .indexed(let index): components(of: index)
        }
    }

    /// What xterm shows for one of the 256: sixteen named ones, a cube of six steps a side, a ramp of grey.
    private static func components(of index: UInt8) -> (UInt8, UInt8, UInt8) {
        switch index {
        case 0..<16:
            let value = named[Int(index)]
            return (UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
        case 16..<232:
            let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
            let cube = Int(index) - 16
            return (steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
        default:
            let grey = 8 + 10 * (index - 232)
            return (grey, grey, grey)
        }
    }

    private static let named: [UInt32] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00,
        0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]

    private static func nearest(to color: Color, in range: Range<Int>) -> Int {
        let (red, green, blue) = components(of: color)
        func distance(_ index: Int) -> Int {
            let (r, g, b) = components(of: UInt8(index))
            let (dr, dg, db) = (Int(r) - Int(red), Int(g) - Int(green), Int(b) - Int(blue))
            return dr * dr + dg * dg + db * db
        }
        return range.min { distance($0) < distance($1) } ?? range.lowerBound
    }
}
