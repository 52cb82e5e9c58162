import DNS
import Foundation
import Glibc
import JSON
import Lab
import Sockets
import Synchronization
import Transcripts
import Workbench

/// `lab`: the servers in the foreground, until a signal ends it.
package struct HeadlessLab: Sendable {
    private let output: OutputForm

    package init(output: OutputForm) { self.output = output }

    package func run() async throws(Failure) {
        let lab: Lab
        do {
            lab = try await Lab.start()
        } catch {
            throw Failure(.unavailable, "the lab did not start: \(error.reason)")
        }
        let switchboard = Switchboard(lab: lab)
        // Before anything is printed: who reads the addresses may end it at once.
        let ending = try EndingSignals()
        for service in lab.services { show(service, switchboard) }
        if let names = lab.names {
            for server in names.servers { show(server, port: names.port) }
        }
        if output == .standard { printLine("Ctrl-C ends it.") }
        await ending.wait()
        await lab.stop()
    }

    /// A name server with authority: where it listens, over UDP and TCP, and for which zones.
    private func show(_ server: NameServer, port: Int) {
        let zones = server.zones.map { $0.apex.isRoot ? "." : $0.apex.textWithoutFinalDot }
        guard output == .json else {
            printLine(
                "\(LocalResolver.place(server.address, port))  \(server.name), name server of \(zones.joined(separator: " "))"
            )
            return
        }
        var writer = JSON.Writer()
        writer.beginObject()
        writer.key("name")
        writer.string("name server")
        writer.key("host")
        writer.string(server.name)
        writer.key("transport")
        writer.string("udp")
        writer.key("address")
        writer.string(LocalResolver.place(server.address, port))
        writer.key("zones")
        writer.beginArray()
        for zone in zones { writer.string(zone) }
        writer.endArray()
        writer.endObject()
        writeAll(writer.bytes + [0x0A])
    }

    private func show(_ service: LabService, _ switchboard: Switchboard) {
        guard output == .json else {
            let note = service.portNote.map { "  (\($0))" } ?? ""
            let alias = switchboard.alias(of: service)
            printLine("\(alias)  \(service.transport.rawValue)://\(service.address)  as \(service.host)\(note)")
            return
        }
        var writer = JSON.Writer()
        writer.beginObject()
        writer.key("name")
        writer.string(service.name)
        writer.key("host")
        writer.string(service.host)
        writer.key("transport")
        writer.string(service.transport.rawValue)
        writer.key("address")
        writer.string(service.address.description)
        writer.endObject()
        writeAll(writer.bytes + [0x0A])
    }
}

/// SIGINT, SIGTERM and SIGHUP, from its making on. A dispatch source would lose one that comes while it is set up.
private struct EndingSignals {
    private let input: Int32

    init() throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw Failure(.unavailable, "no file descriptor is left; close something and try again")
        }
        input = ends[0]
        endingOutput.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in
                var byte: UInt8 = 0
                _ = write(endingOutput.load(ordering: .relaxed), &byte, 1)
            }
        }
    }

    /// Comes back at the first of them.
    func wait() async {
        let input = input
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var byte: UInt8 = 0
                while read(input, &byte, 1) < 0, errno == EINTR {}
                continuation.resume()
            }
        }
    }
}

/// Where the handler of these signals writes. A handler may touch little more than a number and a descriptor.
private let endingOutput = Atomic<Int32>(-1)
