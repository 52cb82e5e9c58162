import Octets
import Transcripts

/// Finds the packets of a capture file in windows onto it that the caller holds, and knows pcap and pcapng by their first
/// octets. It copies nothing: a packet tells where its octets lie.
///
/// `next` gives a packet, or nil when it needs a window that begins at `position` and holds `wanted` octets or more. An error
/// tells of a part that is left out; calling `next` again goes on behind it, unless nothing behind it can be read.
package struct CaptureScanner: Sendable {
    private enum Stage {
        case beginning
        case pcap
        case pcapng
        /// Damage was met: the next block is looked for.
        case searching
        case over
    }

    private struct Damage {
        var what = ""
        var offset: UInt64 = 0
    }

    private let limits: Limits
    private var stage = Stage.beginning
    private var pcap: PcapFile
    private var pcapng: PcapngFile
    /// What the search is about.
    private var damage = Damage()

    /// The offset in the file of the first octet that is not consumed. A window must not begin behind it, and should begin
    /// there: it may lie beyond the window that was given, where a part is skipped.
    package private(set) var position: UInt64 = 0
    /// Octets that a window must have from `position` on, unless the file ends before; 0 where nothing more is needed.
    package private(set) var wanted = CaptureFormat.detectLength
    /// Packets so far.
    package private(set) var count = 0
    /// What the file says about itself, so far.
    package private(set) var notes: CaptureNotes

    package init(limits: Limits = Limits()) {
        self.limits = limits
        pcap = PcapFile(limits)
        pcapng = PcapngFile(limits)
        notes = CaptureNotes(limits)
    }

    /// The next packet of the file.
    ///
    /// - Parameters:
    ///   - window: octets of the file, of which the first is octet `offset`.
    ///   - isLast: the file ends with the window. nil then means that there are no more packets.
    /// - Throws: what is wrong with a part of the file; `isEnd` tells whether to call again.
    package mutating func next(
        in window: Span<UInt8>, at offset: UInt64, isLast: Bool
    ) throws(CaptureError) -> Packet? {
        guard offset <= position else { return nil }
        while stage != .over {
            guard position - offset <= UInt64(window.count) else {
                if isLast { try endWithinSkipped() }
                return nil
            }
            let start = Int(position - offset)
            let step = try step(window, from: start, isLast)
            guard step.wanted == 0 else {
                wanted = step.wanted
                guard isLast else { return nil }
                try end(window, from: start)
                continue
            }
            if let found = step.packet { return packet(found, start, step.length) }
            position += UInt64(step.length)
        }
        return nil
    }

    private mutating func packet(_ found: CaptureStep.Found, _ start: Int, _ length: Int) -> Packet {
        count += 1
        let packet = Packet(
            number: count, time: found.time.map { Timestamp(nanoseconds: $0) }, link: found.link,
            originalLength: found.originalLength, offset: position + UInt64(found.range.lowerBound - start),
            range: found.range, interface: found.interface)
        position += UInt64(length)
        return packet
    }
}

extension CaptureScanner {
    private mutating func step(
        _ window: Span<UInt8>, from start: Int, _ isLast: Bool
    ) throws(CaptureError) -> CaptureStep {
        if stage == .searching { return try search(window, from: start, isLast) }
        do throws(CaptureDamage) {
            switch stage {
            case .pcap: return try pcap.step(window, from: start, isLast: isLast, &notes)
            case .pcapng: return try pcapng.step(window, from: start, packets: count, &notes)
            case .beginning: return try begin(window, from: start)
            case .searching, .over: return CaptureStep(length: 0)
            }
        } catch {
            return try take(error)
        }
    }

    /// Finds out what the file is.
    private mutating func begin(_ window: Span<UInt8>, from start: Int) throws(CaptureDamage) -> CaptureStep {
        let bytes = window.extracting(start..<window.count)
        guard bytes.count >= CaptureFormat.detectLength else { return .needs(CaptureFormat.detectLength) }
        switch CaptureFormat.detect(bytes) {
        case .pcap?: stage = .pcap
        case .pcapng?: stage = .pcapng
        case nil: throw CaptureDamage(Self.unknown(bytes), .end)
        }
        return CaptureStep(length: 0)
    }

    /// Damage that ends the file or a part of it is told at once; where it ends is told once the next block is found.
    private mutating func take(_ found: CaptureDamage) throws(CaptureError) -> CaptureStep {
        let offset = position
        switch found.way {
        case .search:
            damage = Damage(what: found.what, offset: offset)
            stage = .searching
            return CaptureStep(length: 1)
        case .skip(let length): position += UInt64(length)
        case .end: (stage, wanted) = (.over, 0)
        }
        throw CaptureError(offset: offset, packets: count, what: found.what, isEnd: stage == .over)
    }

    private mutating func search(
        _ window: Span<UInt8>, from start: Int, _ isLast: Bool
    ) throws(CaptureError) -> CaptureStep {
        let found = pcapng.search(window, from: start, isLast: isLast)
        position += UInt64(found.place - start)
        guard found.wanted == 0 else { return .needs(found.wanted) }
        stage = .pcapng
        let what = "\(damage.what); \(position - damage.offset) octets are passed over, up to the next block"
        throw CaptureError(offset: damage.offset, packets: count, what: what, isEnd: false)
    }
}

extension CaptureScanner {
    /// The file ends in the window, and the part that begins at `start` is not all there, or not there at all.
    private mutating func end(_ window: Span<UInt8>, from start: Int) throws(CaptureError) {
        let left = window.count - start
        if stage == .pcapng, left > 0, pcapng.lengthToCheck == nil,
            pcapng.search(window, from: start + 1, isLast: true).wanted == 0
        {
            damage = Damage(what: "a block claims \(wanted) octets, more than the file has left", offset: position)
            (stage, position) = (.searching, position + 1)
            return
        }
        if pcapng.lengthToCheck != nil { return try endWithinSkipped() }
        let ended = stage
        (stage, wanted) = (.over, 0)
        switch ended {
        case .beginning: throw CaptureError(offset: 0, packets: 0, what: Self.isUnknown, isEnd: true)
        case .searching:
            throw CaptureError(
                offset: damage.offset, packets: count,
                what: "\(damage.what); the file is damaged from here on, as no block is found behind it", isEnd: true)
        default:
            guard left > 0 else { return }
            let what = "the file is cut short, \(left) octets into what follows"
            throw CaptureError(offset: position, packets: count, what: what, isEnd: true)
        }
    }

    /// The file ends before the end of a block that is skipped.
    private mutating func endWithinSkipped() throws(CaptureError) {
        let length = pcapng.lengthToCheck ?? 0
        (stage, wanted) = (.over, 0)
        throw CaptureError(
            offset: position - UInt64((length + 3) & ~3 - 4), packets: count,
            what: "the file is cut short within a block of \(length) octets", isEnd: true)
    }

    /// What a file is said to be whose first four octets are none of ours.
    private static func unknown(_ bytes: Span<UInt8>) -> String {
        let isNavtel = [bytes.number32(at: 0, .little), bytes.number32(at: 0)].contains(0xA12B_3C4D)
        return isNavtel
            ? "this is Navtel's variant of pcap, which is not described anywhere; pcap and pcapng are read" : isUnknown
    }

    private static let isUnknown = "this is neither pcap nor pcapng"
}
