import Transcripts

/// Reads a capture file as its bytes come, in chunks of any size, and knows pcap and pcapng by their first octets.
///
/// `append` takes bytes in; `next` gives a packet, and nil when it needs more. After the last chunk comes `finish`, and
/// `next` again until nil. An error of `next` tells of a part that is left out; calling `next` again goes on behind it, unless
/// nothing behind it can be read. It holds no more than one packet and one chunk.
package struct CaptureReader: Sendable {
    private enum Stage {
        case beginning
        case pcap(PcapFile)
        case pcapng(PcapngFile)
        case over
    }

    private let limits: Limits
    private var stage = Stage.beginning
    private var buffer: [UInt8] = []
    private var start = 0
    /// The file's offset of `buffer[start]`.
    private var position: UInt64 = 0
    /// Octets still to come of a part that is skipped.
    private var skipping: UInt64 = 0
    private var isFinished = false
    /// Packets so far.
    package private(set) var count = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes more of the file. Octets of packets that were given before are gone.
    package mutating func append(_ chunk: Span<UInt8>) {
        if case .over = stage { return }
        buffer.removeSubrange(0..<start)
        start = 0
        let skipped = Int(min(skipping, UInt64(chunk.count)))
        skipping -= UInt64(skipped)
        position += UInt64(skipped)
        chunk.withUnsafeBufferPointer { buffer.append(contentsOf: $0[skipped...]) }
    }

    /// No more bytes will come.
    package mutating func finish() { isFinished = true }

    package mutating func next() throws(CaptureError) -> Packet? {
        while true {
            if case .over = stage { return nil }
            guard let step = try step() else {
                if isFinished { try end() }
                return nil
            }
            let offset = position
            let packet = step.packet.map { self.packet($0) }
            advance(step.length)
            if let complaint = step.complaint {
                throw CaptureError(offset: offset, packets: count, what: complaint, isEnd: false)
            }
            if let packet { return packet }
        }
    }

    /// Hands out a packet's octets, until more are appended.
    package func withBytes<Result>(of packet: Packet, _ body: (Span<UInt8>) -> Result) -> Result {
        body(buffer.span.extracting(packet.range))
    }
}

extension CaptureReader {
    /// The next part; nil while it is not all there.
    private mutating func step() throws(CaptureError) -> CaptureStep? {
        guard skipping == 0 else { return nil }
        if case .beginning = stage { guard begin() else { return nil } }
        do {
            switch stage {
            case .pcap(var file):
                defer { stage = .pcap(file) }
                return try file.step(buffer.span, from: start)
            case .pcapng(var file):
                defer { stage = .pcapng(file) }
                return try file.step(buffer.span, from: start)
            case .beginning, .over: return nil
            }
        } catch {
            stage = .over
            throw CaptureError(offset: position, packets: count, what: error.what, isEnd: true)
        }
    }

    /// Finds out what the file is; false where it has not begun or is none of ours, which `end` tells.
    private mutating func begin() -> Bool {
        switch CaptureFormat.detect(buffer.span.extracting(start..<buffer.count)) {
        case .pcap?: stage = .pcap(PcapFile(limits))
        case .pcapng?: stage = .pcapng(PcapngFile(limits))
        case nil: return false
        }
        return true
    }

    private mutating func packet(_ found: CaptureStep.Found) -> Packet {
        count += 1
        return Packet(
            number: count, time: found.time.map { Timestamp(nanoseconds: $0) }, link: found.link,
            originalLength: found.originalLength, offset: position + UInt64(found.range.lowerBound - start),
            range: found.range)
    }

    private mutating func advance(_ length: UInt64) {
        let here = Int(min(length, UInt64(buffer.count - start)))
        start += here
        skipping = length - UInt64(here)
        position += UInt64(here)
    }

    /// The file has ended: within something, or between two parts.
    private mutating func end() throws(CaptureError) {
        let left = buffer.count - start
        let isUnknown = if case .beginning = stage { true } else { false }
        stage = .over
        guard !isUnknown else {
            throw CaptureError(offset: 0, packets: 0, what: "this is neither pcap nor pcapng", isEnd: true)
        }
        guard left > 0 || skipping > 0 else { return }
        let what = left > 0 ? "the file is cut short, \(left) octets into what follows" : "the file is cut short"
        throw CaptureError(offset: position, packets: count, what: what, isEnd: true)
    }
}
