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
    var list: [Destination] { lab + own(Self.ownLimit) + ownCaptures + samples }
    /// Those that are quick to list, and whether there are more.
    var first: (list: [Destination], isAll: Bool) {
        let own = own(Self.ownAtOnce)
        return (lab + own + ownCaptures + samples, own.count < Self.ownAtOnce)
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

    private static let what = [
        "web": "a web server", "smtp": "a mail server", "pop3": "a mailbox (user bob, password hungry)",
        "upper": "the upper-case server",
    ]

    private var samples: [Destination] {
        recordings + captures
    }

    private var recordings: [Destination] {
        paths.files(in: "sessions", suffix: ".session").map {
            let outline = RecordingOutline(path: $0.path)
            let words = [outline.title, outline.summary].filter { !$0.isEmpty }
            return Destination(.sample, target: $0.path, title: $0.name, detail: words.joined(separator: " ─ "))
        }
    }

    private static let captureSuffixes = [".pcap", ".pcapng"]

    /// Captures among the samples; what is in them shows once one is opened.
    private var captures: [Destination] {
        Self.captureSuffixes.flatMap { suffix in
            paths.files(in: "sessions", suffix: suffix).map {
                Destination(.sample, target: $0.path, title: $0.name + suffix, detail: Self.captureDetail)
            }
        }
    }

    private static let captureDetail = "a capture of packets; its conversations are listed"

    /// Captures of the person's own, by name.
    private var ownCaptures: [Destination] {
        Self.captureSuffixes.flatMap { suffix in
            Paths.list(paths.sessions, suffix: suffix).prefix(Self.ownLimit).map { path in
                Destination(
                    .own, target: path, title: URL(fileURLWithPath: path).lastPathComponent, detail: Self.captureDetail)
            }
        }
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
