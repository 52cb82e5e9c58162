import Captures
import Octets
import Transcripts

/// Reading capture files. Memory is bounded whatever the file's size: a chunk of it, and the state of its connections.
enum CaptureFile {
    /// What was wrong with a capture, or left out of it.
    struct Report {
        /// What could not be read and why, the first of it.
        var first: CaptureError?
        var errorCount = 0
        var tally = Tally()

        /// What was wrong with the file, in one sentence; nil where nothing was.
        var sentence: String? {
            guard let first else { return nil }
            return errorCount > 1 ? "\(first), and \(errorCount - 1) more parts are wrong" : "\(first)"
        }
    }

    /// Hands every event to `body` with the number of the packet that brought it. What `body` throws ends it.
    ///
    /// - Parameter onStart: gets the time that the events count from, in nanoseconds since 1970, before the first of them.
    static func events(
        _ source: ByteSource, onStart: (Int64) throws -> Void, _ body: (Event, Int) throws -> Void
    ) throws -> Report {
        var pass = Pass()
        while let chunk = try source.next() {
            pass.reader.append(chunk.span)
            try pass.drain(onStart, body)
        }
        pass.reader.finish()
        try pass.drain(onStart, body)
        pass.assembler.finish { pass.found.append($0) }
        try pass.handOut(onStart, body)
        pass.report.tally = pass.assembler.tally
        return pass.report
    }

    private struct Pass {
        var reader = CaptureReader()
        var assembler = Assembler()
        var report = Report()
        var found: [CapturedEvent] = []
        var hasStarted = false

        /// Takes all packets that are there.
        mutating func drain(_ onStart: (Int64) throws -> Void, _ body: (Event, Int) throws -> Void) throws {
            while let packet = nextPacket() {
                reader.withBytes(of: packet) { bytes in assembler.receive(packet, bytes) { found.append($0) } }
                try handOut(onStart, body)
            }
        }

        mutating func handOut(_ onStart: (Int64) throws -> Void, _ body: (Event, Int) throws -> Void) throws {
            guard !found.isEmpty else { return }
            if !hasStarted {
                hasStarted = true
                try onStart(assembler.start?.nanoseconds ?? 0)
            }
            for captured in found { try body(captured.event, captured.packet) }
            found.removeAll(keepingCapacity: true)
        }

        /// The next packet, past what is broken.
        private mutating func nextPacket() -> Packet? {
            while true {
                do {
                    return try reader.next()
                } catch {
                    report.errorCount += 1
                    if report.first == nil { report.first = error }
                }
            }
        }
    }
}
