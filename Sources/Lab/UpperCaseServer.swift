import Sockets

/// The lectures' first application: sends back what it is sent, in capitals. Over TCP one line a connection, over UDP
/// every datagram.
enum UpperCaseServer {
    /// Octets of a line; what is longer is answered as far as it came.
    static let lineLimit = 64 * 1024
    /// How long a connection may say nothing.
    static let idleLimit: Duration = .seconds(300)
    /// How long to wait for the rest of a line: the lecture's own client sends no line end.
    static let restLimit: Duration = .milliseconds(500)

    @Sendable static func serveStream(_ connection: Connection) async {
        guard let line = await readLine(from: connection), !line.isEmpty else { return }
        try? await connection.send(upperCased(line), within: idleLimit)
        try? await connection.finishSending()
    }

    @Sendable static func serveDatagrams(_ connection: Connection) async {
        while let event = try? await connection.next(within: idleLimit) {
            // A complaint about an earlier answer changes nothing for the next question.
            guard case .data(let bytes) = event else { continue }
            try? await connection.send(upperCased(bytes))
        }
    }

    /// The first line with its end, or what came before the peer finished or fell silent.
    private static func readLine(from connection: Connection) async -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < lineLimit {
            let limit = bytes.isEmpty ? idleLimit : restLimit
            guard case .data(let more)? = try? await connection.next(within: limit) else { return bytes }
            bytes += more
            if let end = bytes.firstIndex(of: 0x0A) { return Array(bytes[...end]) }
        }
        return bytes
    }

    /// The letters of UTF-8 text in capitals; of anything else, those of ASCII alone.
    static func upperCased(_ bytes: [UInt8]) -> [UInt8] {
        if let text = String(validating: bytes, as: UTF8.self) { return Array(text.uppercased().utf8) }
        return bytes.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 0x20 : $0 }
    }
}
