import Captures
import Dissection
import Octets
import Transcripts

/// What a person says of bytes that say nothing of themselves.
package struct InputHints: Sendable, Hashable {
    /// What the bytes speak, or every connection of a capture or a recording.
    package var proto: ProtocolName?
    /// Who said them: of a hex dump, the lines without an indent. Nil leaves it to the bytes.
    package var from: Direction?

    package init(proto: ProtocolName? = nil, from: Direction? = nil) {
        self.proto = proto
        self.from = from
    }

    /// As the command line says them. A name that is not known says nothing.
    package init(protocolName: String?, fromServer: Bool?) {
        proto = protocolName.flatMap { name in ProtocolName.known.first { $0.rawValue == name } }
        from = fromServer.map { $0 ? .serverToClient : .clientToServer }
    }

    /// What `protocolName` may be.
    package static var protocolNames: [String] { ProtocolName.known.map(\.rawValue) }

    /// Messages of this protocol are datagrams.
    var transport: Transport { proto?.isDNS == true ? .udp : .tcp }
}

/// Bytes of one conversation without any frame around them: raw, or as a hex dump. They become one connection without
/// addresses, all of it at time 0.
struct PlainFile {
    let hints: InputHints
    private let body: (Event) throws -> Void
    private var direction: Direction?
    private var isOpen = false

    init(_ hints: InputHints, _ body: @escaping (Event) throws -> Void) {
        self.hints = hints
        self.body = body
        direction = hints.from
    }

    /// Raw bytes of one direction.
    static func raw(_ source: ByteSource, _ hints: InputHints, _ body: (Event) throws -> Void) throws {
        try withoutActuallyEscaping(body) { body in
            var file = PlainFile(hints, body)
            while let chunk = try source.next() { try file.take(chunk, isOther: false) }
        }
    }

    /// The lines of a hex dump; gives the first that is wrong, and how many are.
    static func hexDump(
        _ source: ByteSource, _ hints: InputHints, _ body: (Event) throws -> Void
    ) throws -> (first: HexDump.LineError?, count: Int) {
        try withoutActuallyEscaping(body) { body in
            var pass = HexDumpPass(file: PlainFile(hints, body))
            while let chunk = try source.next() {
                pass.dump.append(chunk.span)
                try pass.drain()
            }
            pass.dump.finish()
            try pass.drain()
            try pass.flush()
            return (pass.first, pass.count)
        }
    }

    mutating func take(_ bytes: [UInt8], isOther: Bool) throws {
        guard !bytes.isEmpty else { return }
        let direction = self.direction ?? (Self.isServers(bytes) != isOther ? .serverToClient : .clientToServer)
        self.direction = direction
        if !isOpen {
            isOpen = true
            let nowhere = Endpoint(address: "")
            try happen(
                .open(Opening(role: "observer", transport: hints.transport, client: nowhere, server: nowhere)))
        }
        try happen(.data(isOther ? direction.opposite : direction, bytes))
    }

    private func happen(_ event: Event.Body) throws { try body(Event(time: .zero, connection: 0, body: event)) }

    /// Bytes that only a server begins with: a status line, a reply's code, a status indicator.
    static func isServers(_ bytes: [UInt8]) -> Bool {
        let start = Array(bytes.prefix(8))
        if ["HTTP/", "+OK", "-ERR"].contains(where: { start.starts(with: $0.utf8) }) { return true }
        let isCode = start.count >= 4 && start[..<3].allSatisfy { (0x30...0x39).contains($0) }
        return isCode && (start[3] == UInt8(ascii: " ") || start[3] == UInt8(ascii: "-") || start[3] == 0x0D)
    }
}

/// One pass over a hex dump. Rows of one side are joined to events; a datagram is one event.
private struct HexDumpPass {
    var dump = HexDump()
    var file: PlainFile
    var first: HexDump.LineError?
    var count = 0
    private var waiting: [UInt8] = []
    private var isIndented = false

    init(file: PlainFile) { self.file = file }

    mutating func drain() throws {
        while let row = nextRow() {
            let isDatagram = file.hints.transport == .udp
            let isFull = !isDatagram && waiting.count + row.bytes.count > ByteSource.chunkSize
            if row.isIndented != isIndented || row.beginsPiece && isDatagram || isFull { try flush() }
            isIndented = row.isIndented
            waiting += row.bytes
        }
    }

    mutating func flush() throws {
        try file.take(waiting, isOther: isIndented)
        waiting = []
    }

    /// The next row, past lines that are broken.
    private mutating func nextRow() -> HexDump.Row? {
        while true {
            do {
                return try dump.next()
            } catch {
                count += 1
                if first == nil { first = error }
            }
        }
    }
}
