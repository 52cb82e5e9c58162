import Foundation

/// Where Wireside keeps things, by the XDG rules.
package struct Paths: Sendable {
    package var configuration: String
    package var sessions: String
    /// Folders that may hold themes and sample sessions, the first that has a name wins.
    package var data: [String]

    /// No folders: only what is built in.
    static let none = Paths(configuration: "", sessions: "", data: [])

    private init(configuration: String, sessions: String, data: [String]) {
        self.configuration = configuration
        self.sessions = sessions
        self.data = data
    }

    package init(environment: [String: String], executable: String) {
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "."
        func folder(_ variable: String, _ standard: String) -> String {
            // A relative path in an XDG variable is to be ignored, the specification says.
            guard let value = environment[variable], value.hasPrefix("/") else { return "\(home)/\(standard)" }
            return value
        }
        let configurationHome = folder("XDG_CONFIG_HOME", ".config") + "/wireside"
        configuration = configurationHome + "/config.toml"
        sessions = folder("XDG_STATE_HOME", ".local/state") + "/wireside/sessions"
        data = [configurationHome] + Self.besides(executable)
    }

    /// `share/wireside` of the place it is installed in, and the source folder where it was built.
    private static func besides(_ executable: String) -> [String] {
        let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appendingPathComponent("share/wireside").path
        var candidates = [installed]
        var above = folder
        for _ in 0..<4 {
            above = above.deletingLastPathComponent()
            let package = above.appendingPathComponent("Package.swift").path
            if FileManager.default.fileExists(atPath: package) { candidates.append(above.path) }
        }
        return candidates
    }

    /// The files of a data folder (`themes`, `sessions`) with a suffix: the name without it, and the path.
    package func files(in folder: String, suffix: String) -> [(name: String, path: String)] {
        var seen: Set<String> = []
        var found: [(name: String, path: String)] = []
        for place in data {
            for path in Self.list("\(place)/\(folder)", suffix: suffix) {
                let name = String(URL(fileURLWithPath: path).lastPathComponent.dropLast(suffix.count))
                if seen.insert(name).inserted { found.append((name, path)) }
            }
        }
        return found
    }

    /// Paths of the files of one folder with a suffix, by name.
    package static func list(_ folder: String, suffix: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
    }
}
