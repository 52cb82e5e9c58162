import Captures
import Transcripts

/// `decode` of a capture: its conversations put in order, and a line for each message in them.
struct HeadlessCapture {
    let file: InputFile
    let output: OutputForm

    /// Prints all that is readable, and on standard error what was left out; then throws where the file is damaged.
    func run() throws {
        var capture = Capture(output: output)
        while let chunk = try file.next(), !capture.printer.isBroken { capture.append(chunk) }
        capture.finish()
        // A closed pipe ends it quietly.
        guard !capture.printer.isBroken else { return }
        for remark in capture.assembler.tally.remarks { printError("\(file.path): \(remark)") }
        guard let first = capture.errors.first else { return }
        let more = capture.errorCount > 1 ? " (and \(capture.errorCount - 1) more such places)" : ""
        throw Failure(.badData, "\(file.path), \(first)\(more); what could be read was decoded")
    }
}

/// A capture on its way to the printer.
private struct Capture {
    /// Complaints kept at most; the others are counted.
    static let errorLimit = 16

    var reader = CaptureReader()
    var assembler = Assembler()
    var printer: MessagePrinter
    private(set) var errors: [CaptureError] = []
    private(set) var errorCount = 0

    init(output: OutputForm) { printer = MessagePrinter(output: output, epoch: 0) }

    mutating func append(_ chunk: [UInt8]) {
        reader.append(chunk.span)
        drain()
    }

    mutating func finish() {
        reader.finish()
        drain()
        var last: [CapturedEvent] = []
        assembler.finish { last.append($0) }
        show(last)
        printer.finish(number: reader.count)
    }

    private mutating func drain() {
        while !printer.isBroken {
            do throws(CaptureError) {
                guard let packet = try reader.next() else { return }
                take(packet)
            } catch {
                errorCount += 1
                if errors.count < Self.errorLimit { errors.append(error) }
                if error.isEnd { return }
            }
        }
    }

    private mutating func take(_ packet: Packet) {
        var events: [CapturedEvent] = []
        reader.withBytes(of: packet) { bytes in assembler.receive(packet, bytes) { events.append($0) } }
        printer.epoch = assembler.start?.nanoseconds ?? 0
        show(events)
    }

    private mutating func show(_ events: [CapturedEvent]) {
        for captured in events { printer.receive(captured.event, number: captured.packet) }
    }
}
