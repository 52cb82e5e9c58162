import Foundation
import Workbench

/// The themes there are: those in the person's folder, those installed, and those built in.
package struct ThemeLibrary: Sendable {
    private let paths: Paths
    /// Colours are switched off: every theme is drawn without.
    package let isMonochrome: Bool

    package init(paths: Paths, monochrome: Bool = false) {
        self.paths = paths
        isMonochrome = monochrome
    }

    /// Names, the built-in ones first.
    package var names: [String] {
        let builtIn = BuiltinThemes.texts.map(\.name) + [Theme.monochrome.name]
        return builtIn + paths.files(in: "themes", suffix: ".toml").map(\.name).filter { !builtIn.contains($0) }
    }

    /// The file of a theme; nil for one that is built in.
    func place(of name: String) -> String? {
        paths.files(in: "themes", suffix: ".toml").first { $0.name == name }?.path
    }

    func isBuiltIn(_ name: String) -> Bool { BuiltinThemes.texts.contains { $0.name == name } }

    package func theme(named name: String) throws(FileComplaint) -> Theme {
        if isMonochrome { return .monochrome }
        guard let theme = try find(name, []) else {
            throw FileComplaint(
                path: "theme \(name)", line: nil,
                reason: "there is none of that name; these are: \(names.joined(separator: ", "))")
        }
        return theme
    }

    /// - Parameter children: the sources of the themes that inherit this one, which are not looked at again: so a person's
    ///   own `dark` may inherit the one that it hides.
    private func find(_ name: String, _ children: [TOMLText]) throws(FileComplaint) -> Theme? {
        if name == Theme.monochrome.name { return .monochrome }
        let all = try sources(name)
        guard let source = all.first(where: { !children.contains($0) }) else {
            guard let child = children.last, !all.isEmpty else { return nil }
            throw try child.complaint("themes inherit one from another in a circle")
        }
        if let child = children.last, children.count >= ThemeFile.inheritanceLimit {
            throw try child.complaint("more than \(ThemeFile.inheritanceLimit) themes inherit one from another")
        }
        var theme = try ThemeFile.parse(path: source.path, text: source.text) { parent throws(FileComplaint) in
            try find(parent, children + [source])
        }
        // A theme is called what one asks for it by, or the key that goes from theme to theme would lose its place.
        theme.name = name
        return theme
    }

    /// Where a theme of that name is, the first first. A file wins over a built-in theme, so that a person can change one.
    private func sources(_ name: String) throws(FileComplaint) -> [TOMLText] {
        var all = BuiltinThemes.texts.filter { $0.name == name }.map {
            TOMLText(path: "built-in theme \(name)", text: $0.text)
        }
        if let file = paths.files(in: "themes", suffix: ".toml").first(where: { $0.name == name }) {
            guard let text = try? String(contentsOfFile: file.path, encoding: .utf8) else {
                throw FileComplaint(path: file.path, line: nil, reason: "this cannot be read as UTF-8")
            }
            all.insert(TOMLText(path: file.path, text: text), at: 0)
        }
        return all
    }
}

/// A theme that is not parsed yet.
private struct TOMLText: Equatable {
    var path: String
    var text: String

    static func == (left: TOMLText, right: TOMLText) -> Bool { left.path == right.path }

    /// What is wrong with the line that says what it inherits.
    func complaint(_ reason: String) throws(FileComplaint) -> FileComplaint {
        try TOMLSource(path: path, text: text).complaint(reason, at: ["inherits"])
    }
}
