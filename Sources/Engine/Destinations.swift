import Foundation
import Lab
import Sockets
import Transcripts
import Workbench

/// The places that a blank tab offers: the lab's servers, the person's own recordings, the newest first, and the samples.
struct Destinations: Sendable {
    /// Recordings of the person's own that the list shows.
    static let ownLimit = 1000
    /// Of which so many are looked at before the first screen is drawn.
    static let ownAtOnce = 20

    let switchboard: Switchboard
    let paths: Paths

    /// All of them.
    var list: [Destination] { lab + traces + own(Self.ownLimit) + captures + samples }
    /// Those that are quick to list, and whether there are more.
    var first: (list: [Destination], isAll: Bool) {
        let own = own(Self.ownAtOnce)
        return (lab + traces + own + captures + samples, own.count < Self.ownAtOnce)
    }

    private var lab: [Destination] {
        switchboard.services.map { service in
            let alias = switchboard.alias(of: service)
            let note = service.portNote.map { "; \($0)" } ?? ""
            return Destination(
                .url, target: alias, title: alias,
                detail:
                    "\(Self.what[service.name] ?? service.name), as \(service.host), \(service.transport.rawValue) \(service.address)\(note)"
            )
        }
    }

    private var traces: [Destination] {
        guard switchboard.lab?.names != nil else { return [] }
        return [
            ("gaia.cs.umass.edu", "eight messages, iterated beside recursive"),
            ("www.amazon.com", "the local server's three questions"),
            ("www.crepes.fr", "a name server without glue"),
        ].map { Destination(.trace, target: $0.0, title: "trace \($0.0)", detail: $0.1) }
    }

    private static let what = [
        "web": "a web server", "smtp": "a mail server", "pop3": "a mailbox (user bob, password hungry)",
        "upper": "the upper-case server", "dns": "the local name server",
    ]

    private var samples: [Destination] {
        paths.files(in: "sessions", suffix: ".session").map {
            let outline = RecordingOutline(path: $0.path)
            let words = [outline.title, outline.summary].filter { !$0.isEmpty }
            return Destination(.sample, target: $0.path, title: $0.name, detail: words.joined(separator: " ─ "))
        }
    }

    /// Captures of the person's own and among the samples, by name.
    private var captures: [Destination] {
        [".pcap", ".pcapng"].flatMap { suffix in
            let own = Paths.list(paths.sessions, suffix: suffix).prefix(Self.ownLimit)
            return own.map { capture($0, "yours") }
                + paths.files(in: "sessions", suffix: suffix).map { capture($0.path, "from clients of the lab") }
        }
    }

    private func capture(_ path: String, _ whose: String) -> Destination {
        let bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        return Destination(
            .capture, target: path, title: URL(fileURLWithPath: path).lastPathComponent, detail: "\(whose), \(bytes) B")
    }

    /// The names of files begin with their time, so the last is the newest.
    private func own(_ limit: Int) -> [Destination] {
        Paths.list(paths.sessions, suffix: ".session").reversed().prefix(limit).map { path in
            let outline = RecordingOutline(path: path)
            let name = String(URL(fileURLWithPath: path).lastPathComponent.dropLast(8))
            return Destination(
                .own, target: path, title: outline.title.isEmpty ? name : outline.title,
                detail: [outline.date, outline.summary].compactMap { $0 }.joined(separator: "  "))
        }
    }
}
