/// One breach of the rules of the house, told as a compiler would.
struct Breach: Equatable, CustomStringConvertible {
    var file: String
    var line: Int
    var what: String

    var description: String { "\(file):\(line): \(what)" }
}

/// Which modules a room may import: the table of ARCHITECTURE.md as a value, system modules included.
enum Rooms {
    static let protocols: Set<String> = ["HTTP", "SMTP", "POP3", "DNS"]

    /// `Synchronization` (mutexes and atomics) goes only where there are threads.
    static let allowed: [String: Set<String>] = [
        "Octets": ["COctets"],
        "JSON": ["Octets"],
        "Inflate": ["Octets", "CZlib"],
        "HTTP": ["Octets"],
        "SMTP": ["Octets"],
        "POP3": ["Octets"],
        "DNS": ["Octets"],
        "Transcripts": ["Octets", "JSON"],
        "Captures": ["Octets", "Transcripts"],
        "Dissection": protocols.union(["Octets", "JSON", "Transcripts"]),
        "Catalog": ["Octets", "Captures", "Dissection", "Transcripts"],
        "Sockets": [
            "Octets", "Transcripts", "NIOCore", "NIOPosix", "NIOConcurrencyHelpers", "Synchronization", "Glibc",
        ],
        "Resolution": ["Octets", "DNS", "Transcripts"],
        "Lab": protocols.union(["Octets", "Resolution", "Sockets", "Transcripts", "Synchronization"]),
        "Cells": [],
        "Widgets": ["Cells"],
        "Workbench": [
            "Cells", "Widgets", "Octets", "DNS", "Dissection", "Catalog", "Resolution", "Transcripts",
        ],
        "Terminal": ["CNcurses", "Cells", "Glibc", "Synchronization"],
        "Engine": protocols.union([
            "Octets", "JSON", "Inflate", "Transcripts", "Captures", "Dissection", "Catalog", "Resolution", "Sockets",
            "Lab", "Cells", "Widgets", "Workbench", "TOMLKit", "Foundation", "Dispatch", "Glibc", "Synchronization",
        ]),
        "wireside": ["Engine", "Terminal", "Workbench", "ArgumentParser", "Foundation", "Glibc", "Synchronization"],
        "Bench": ["Octets", "HTTP", "Glibc"],
        "TestKit": protocols.union([
            "Octets", "JSON", "Transcripts", "Dissection", "Sockets", "Lab", "Cells", "Widgets", "Workbench",
            "Testing", "Foundation", "Synchronization", "Glibc",
        ]),
    ]

    /// The rooms of C, by the headers that they may include: a shim must not become the way around the table.
    static let allowedHeaders: [String: Set<String>] = [
        "COctets": ["COctets.h", "stddef.h", "stdint.h", "string.h"],
        "CZlib": ["CZlib.h", "zlib.h"],
        "CNcurses": [
            "CNcurses.h", "curses.h", "term.h", "wchar.h", "locale.h", "langinfo.h", "stdbool.h", "stddef.h",
            "stdint.h", "stdlib.h", "string.h", "errno.h", "fcntl.h", "poll.h", "signal.h", "termios.h", "unistd.h",
            "sys/eventfd.h", "sys/ioctl.h", "stdio.h", "time.h",
        ],
    ]

    static var all: Set<String> { Set(allowed.keys).union(allowedHeaders.keys) }

    /// Tokens that no room may hold, and why.
    static let forbidden: [(tokens: [String], why: String)] = [
        (["try", "!"], "try! turns an error into a crash: handle it or pass it on"),
        (["as", "!"], "as! turns a wrong type into a crash: use as? and say what happens otherwise"),
        (["fatalError", "("], "fatalError ends the program under somebody's recording: throw"),
        (["#if"], "#if hides code from the build that the tests see"),
        (["@_exported"], "@_exported lends a room's imports to every room above it"),
        (["@_silgen_name"], "@_silgen_name reaches a function past the imports"),
        (["@_extern"], "@_extern reaches a function past the imports"),
        (["dlsym", "("], "dlsym reaches a function past the imports"),
    ]

    /// Tokens that stand only under a comment that says why they hold.
    static let toBeExplained: [[String]] = [
        ["@unchecked", "Sendable"],
        ["nonisolated", "(", "unsafe", ")"],
    ]

    static func breaches(inSwift source: String, of room: String, file: String) -> [Breach] {
        let scan = SourceScan(source)
        var found: [Breach] = []
        for item in scan.imports where !(allowed[room]?.contains(item.module) ?? false) {
            found.append(Breach(file: file, line: item.line, what: "\(room) may not import \(item.module)"))
        }
        for rule in forbidden {
            found += scan.lines(of: rule.tokens).map { Breach(file: file, line: $0, what: rule.why) }
        }
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        for tokens in toBeExplained {
            for line in scan.lines(of: tokens) where !hasComment(above: line, in: lines) {
                let what = "\(tokens.joined()) wants a comment on the line above that says why it holds"
                found.append(Breach(file: file, line: line, what: what))
            }
        }
        return found.sorted { $0.line < $1.line }
    }

    private static func hasComment(above line: Int, in lines: [Substring]) -> Bool {
        guard line >= 2, line - 2 < lines.count else { return false }
        return lines[line - 2].drop { $0 == " " || $0 == "\t" }.hasPrefix("//")
    }

    static func breaches(inC source: String, of room: String, file: String) -> [Breach] {
        source.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            guard let header = header(includedBy: line) else { return nil }
            guard !(allowedHeaders[room]?.contains(header) ?? false) else { return nil }
            return Breach(file: file, line: index + 1, what: "\(room) may not include \(header)")
        }
    }

    private static func header(includedBy line: Substring) -> String? {
        let code = line.drop { $0 == " " || $0 == "\t" }
        guard code.first == "#" else { return nil }
        let directive = code.dropFirst().drop { $0 == " " || $0 == "\t" }
        guard directive.hasPrefix("include") else { return nil }
        return directive.dropFirst("include".count).split { "<>\" \t\r".contains($0) }.first.map(String.init) ?? ""
    }

    /// The rooms that a Markdown text has a table row for: rows whose first cell names them in backticks.
    static func rows(inMarkdown text: String) -> Set<String> {
        var found: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("|") {
            let cell = line.dropFirst().prefix { $0 != "|" }
            for (index, part) in cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            where index % 2 == 1 {
                found.insert(String(part))
            }
        }
        return found
    }
}
