import Foundation
import Lab
import Sockets
import Transcripts
import Workbench

/// The places that a blank tab offers: the lab's servers, and recordings, the newest of the person's own first.
struct Destinations: Sendable {
    /// Recordings of the person's own that the list shows.
    static let ownLimit = 12

    let switchboard: Switchboard
    let paths: Paths

    var list: [Destination] { lab + samples + own }

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
        paths.files(in: "sessions", suffix: ".session").map {
            Destination(.recording, target: $0.path, title: $0.name, detail: OpenedRecording.title(of: $0.path))
        }
    }

    private var own: [Destination] {
        Paths.list(paths.sessions, suffix: ".session").reversed().prefix(Self.ownLimit).map { path in
            let name = URL(fileURLWithPath: path).lastPathComponent
            return Destination(
                .recording, target: path, title: String(name.dropLast(8)),
                detail: "yours: \(OpenedRecording.title(of: path))")
        }
    }
}
