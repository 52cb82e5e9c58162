import Foundation
import Sockets
import Transcripts

let loopback = Address(host: "127.0.0.1", port: 0)

/// A socket path that no other test uses.
func freshPath(_ name: String) -> Address {
    let folder = FileManager.default.temporaryDirectory.path
    return Address(path: "\(folder)/wireside-\(name)-\(UInt64.random(in: 0...UInt64.max)).sock")
}

/// Sends back what arrives until the peer has finished.
@Sendable func echo(_ connection: Connection) async {
    for await case .data(let bytes) in connection.inbound {
        guard (try? await connection.send(bytes)) != nil else { return }
    }
    try? await connection.finishSending()
}

extension Listener {
    var address: Address {
        get throws { try Address(parsing: endpoint.address) }
    }
}

/// Takes events until `count` bytes are there, or nothing more comes.
func read(_ count: Int, from connection: Connection) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, case .data(let more)? = try await connection.next(within: .seconds(20)) {
        bytes += more
    }
    return bytes
}

/// All that arrives, datagrams and stream bytes run together, and how it ended.
func readAll(from connection: Connection) async throws -> (bytes: [UInt8], last: Inbound?) {
    var bytes: [UInt8] = []
    while let event = try await connection.next(within: .seconds(20)) {
        guard case .data(let more) = event else { return (bytes, event) }
        bytes += more
    }
    return (bytes, nil)
}

/// Waits until `condition` holds; false after a generous time.
func eventually(_ condition: @Sendable () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return false
}
