import Captures
import Octets
import Transcripts

/// Reading capture files. Memory is bounded whatever the file's size: a window of it, and the state of its connections.
enum CaptureFile {
    /// What was wrong with a capture, or left out of it.
    struct Report {
        /// What could not be read and why, the first of it.
        var first: CaptureError?
        var errorCount = 0
        var tally = Tally()
        /// What the file says about itself.
        var notes = CaptureNotes()

        /// What was wrong with the file, in one sentence; nil where nothing was.
        var sentence: String? {
            guard let first else { return nil }
            return errorCount > 1 ? "\(first), and \(errorCount - 1) more parts are wrong" : "\(first)"
        }

        mutating func note(_ error: CaptureError) {
            errorCount += 1
            if first == nil { first = error }
        }
    }

    /// Gives every event to `taker`. What it throws ends the reading.
    static func read(_ source: ByteSource, into taker: some CaptureTaker) throws -> Report {
        var pass = Pass(source)
        var isOver = false
        while !isOver {
            let place = pass.scanner.position
            isOver = try source.withWindow(from: place, wanted: pass.scanner.wanted) { window, isLast in
                try pass.take(window, at: place, isLast: isLast, taker)
                return isLast
            }
        }
        pass.finish(taker)
        try taker.settle()
        return pass.report
    }

    private struct Pass {
        var scanner = CaptureScanner()
        var assembler: Assembler
        var report = Report()
        private var hasStarted = false

        init(_ source: ByteSource) { assembler = Assembler { source.read($0) } }

        /// Takes all packets that are in the window.
        mutating func take(
            _ window: Span<UInt8>, at place: UInt64, isLast: Bool, _ taker: some CaptureTaker
        ) throws {
            while let packet = nextPacket(window, at: place, isLast: isLast) {
                if !hasStarted, let time = packet.time {
                    hasStarted = true
                    taker.begin(at: time.nanoseconds)
                }
                assembler.receive(packet, window.extracting(packet.range)) { taker.take($0, $1) }
                try taker.settle()
            }
        }

        mutating func finish(_ taker: some CaptureTaker) {
            assembler.finish { taker.take($0, $1) }
            report.tally = assembler.tally
            report.notes = scanner.notes
        }

        /// The next packet, past what is broken.
        private mutating func nextPacket(_ window: Span<UInt8>, at place: UInt64, isLast: Bool) -> Packet? {
            while true {
                do {
                    return try scanner.next(in: window, at: place, isLast: isLast)
                } catch {
                    report.note(error)
                }
            }
        }
    }
}
