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
            pass.append(chunk.span)
            try pass.drain(isLast: false, onStart, body)
        }
        try pass.drain(isLast: true, onStart, body)
        pass.assembler.finish { pass.found.append($0) }
        try pass.handOut(onStart, body)
        pass.report.tally = pass.assembler.tally
        return pass.report
    }

    private struct Pass {
        var scanner = CaptureScanner()
        var assembler = Assembler()
        var report = Report()
        var found: [CapturedEvent] = []
        var hasStarted = false
        /// What the scanner has not consumed: never more than it wants and a chunk.
        private var window: [UInt8] = []
        /// Where the window lies in the file.
        private var offset: UInt64 = 0

        /// Takes more of the file, without what the scanner passes over.
        mutating func append(_ chunk: Span<UInt8>) {
            let consumed = scanner.position - offset
            let here = Int(min(consumed, UInt64(window.count)))
            let skipped = Int(min(consumed - UInt64(here), UInt64(chunk.count)))
            window.removeSubrange(0..<here)
            chunk.withUnsafeBufferPointer { window.append(contentsOf: $0[skipped...]) }
            offset += UInt64(here + skipped)
        }

        /// Takes all packets that are there.
        mutating func drain(
            isLast: Bool, _ onStart: (Int64) throws -> Void, _ body: (Event, Int) throws -> Void
        ) throws {
            // The window is apart from self while the packets in it are looked at.
            let window = self.window
            while let packet = nextPacket(in: window.span, isLast: isLast) {
                assembler.receive(packet, window.span.extracting(packet.range)) { found.append($0) }
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
        private mutating func nextPacket(in window: Span<UInt8>, isLast: Bool) -> Packet? {
            while true {
                do {
                    return try scanner.next(in: window, at: offset, isLast: isLast)
                } catch {
                    report.errorCount += 1
                    if report.first == nil { report.first = error }
                }
            }
        }
    }
}
