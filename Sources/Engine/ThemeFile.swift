import Cells
import TOMLKit
import Workbench

/// Reads a theme: `name`, `inherits`, `[palette]` and `[scopes]`, as docs/configuration.md describes them.
enum ThemeFile {
    /// How many themes may inherit one from another.
    static let inheritanceLimit = 8

    /// - Parameter parent: finds the theme that this one inherits from; what it throws is said of the line that names it.
    static func parse(
        path: String, text: String, parent: (String) throws(FileComplaint) -> Theme?
    ) throws(FileComplaint) -> Theme {
        let source = try TOMLSource(path: path, text: text)
        for key in source.root.keys where !keys.contains(key) {
            throw source.complaint("\(key) is not known; these are: \(keys.joined(separator: ", "))", at: [key])
        }
        guard let name = source.root["name"]?.string, !name.isEmpty else {
            throw source.complaint("a theme wants a name, as name = \"dark\"", at: ["name"])
        }
        var styles = try inherited(source, parent)
        let palette = try palette(source)
        guard let scopes = try table("scopes", source) else { return Theme(name: name, styles: styles) }
        for key in scopes.keys {
            guard let scope = Scope(rawValue: key) else {
                throw source.complaint("\(key) is no part of the screen", at: ["scopes", key])
            }
            styles[scope] = try style(scopes[key]?.table, key, palette, source)
        }
        return Theme(name: name, styles: styles)
    }

    private static let keys = ["inherits", "name", "palette", "scopes"]

    private static func inherited(
        _ source: TOMLSource, _ parent: (String) throws(FileComplaint) -> Theme?
    ) throws(FileComplaint) -> [Scope: Style] {
        guard let value = source.root["inherits"] else { return [:] }
        guard let name = value.string else {
            throw source.complaint("inherits wants the name of a theme, as \"dark\"", at: ["inherits"])
        }
        guard let theme = try parent(name) else {
            throw source.complaint("there is no theme \(name) to inherit", at: ["inherits"])
        }
        return theme.styles
    }

    private static func table(_ key: String, _ source: TOMLSource) throws(FileComplaint) -> TOMLTable? {
        guard let value = source.root[key] else { return nil }
        guard let table = value.table else { throw source.complaint("\(key) wants a table, as [\(key)]", at: [key]) }
        return table
    }

    private static func palette(_ source: TOMLSource) throws(FileComplaint) -> [String: Color] {
        guard let table = try table("palette", source) else { return [:] }
        var palette: [String: Color] = [:]
        for key in table.keys {
            guard let color = color(table[key], [:]) else {
                throw source.complaint(colorAdvice(key), at: ["palette", key])
            }
            palette[key] = color
        }
        return palette
    }

    private static func style(
        _ table: TOMLTable?, _ scope: String, _ palette: [String: Color], _ source: TOMLSource
    ) throws(FileComplaint) -> Style {
        guard let table else {
            throw source.complaint(
                "\(scope) wants a table, as { fg = \"blue\", bold = true }", at: ["scopes", scope])
        }
        var style = Style.plain
        for key in table.keys {
            let place = ["scopes", scope, key]
            if key == "fg" || key == "bg" {
                guard let color = color(table[key], palette) else {
                    throw source.complaint(colorAdvice("\(scope).\(key)"), at: place)
                }
                if key == "fg" { style.foreground = color } else { style.background = color }
                continue
            }
            guard let attribute = attributes[key] else {
                throw source.complaint(
                    "\(scope) knows fg, bg and bold, dim, italic, underline, reverse = true, not \(key)", at: place)
            }
            guard let on = table[key]?.bool else {
                throw source.complaint("\(scope).\(key) wants true or false", at: place)
            }
            if on { style.attributes.insert(attribute) }
        }
        return style
    }

    private static let attributes: [String: Style.Attributes] = [
        "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline, "reverse": .reverse,
    ]

    private static func colorAdvice(_ what: String) -> String {
        "\(what) is no colour; write a palette name, \"#rrggbb\", a number to 255, a name such as \"red\", or \"default\""
    }

    private static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    private static func color(_ value: (any TOMLValueConvertible)?, _ palette: [String: Color]) -> Color? {
        if let number = value?.int { return UInt8(exactly: number).map(Color.indexed) }
        guard let text = value?.string else { return nil }
        if let named = palette[text] { return named }
        if text == "default" { return .standard }
        if let index = names.firstIndex(of: text) { return .indexed(UInt8(index)) }
        guard text.hasPrefix("#"), text.utf8.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
            let rgb = UInt32(text.dropFirst(), radix: 16)
        else {
            return nil
        }
        return .rgb(UInt8(rgb >> 16 & 255), UInt8(rgb >> 8 & 255), UInt8(rgb & 255))
    }
}
