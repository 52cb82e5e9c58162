import Octets
import TestKit
import Transcripts

@testable import Captures

/// A way to hold windows onto a file for a scanner.
enum Windows: CustomStringConvertible {
    /// The file grows by pieces; each window begins at the scanner's position.
    case growing(Feeding)
    /// Each window begins where the one before did not have to, and also tells that it is the last.
    case behind(Feeding)
    /// As many octets as the scanner wants, and no more.
    case wanted

    var description: String {
        switch self {
        case .growing(let feeding): "growing: \(feeding)"
        case .behind(let feeding): "behind: \(feeding)"
        case .wanted: "as wanted"
        }
    }

    static func all() -> [Windows] {
        [.wanted] + Feeding.all().flatMap { [.growing($0), .behind($0)] }
    }

    /// Every way to cut a file in two.
    static func cuts(_ count: Int) -> [Windows] { (0...count).map { .growing(.cut(at: $0)) } }
}

extension Reading {
    /// What a scanner makes of a file.
    init(_ file: [UInt8], _ windows: Windows = .growing(.whole), limits: Limits = Limits()) {
        self.init()
        var scanner = CaptureScanner(limits: limits)
        switch windows {
        case .growing(let feeding):
            for piece in feeding.pieces(of: file.count) {
                take(file, scanner.position..<max(scanner.position, UInt64(piece.upperBound)), isLast: false, &scanner)
            }
            take(file, scanner.position..<max(scanner.position, UInt64(file.count)), isLast: true, &scanner)
        case .behind(let feeding):
            var start: UInt64 = 0
            for piece in feeding.pieces(of: file.count) {
                let next = scanner.position
                let end = max(start, UInt64(piece.upperBound))
                take(file, start..<end, isLast: piece.upperBound == file.count, &scanner)
                start = next
            }
            if file.isEmpty { take(file, 0..<0, isLast: true, &scanner) }
        case .wanted: takeWanted(file, &scanner)
        }
        notes = scanner.notes
    }

    private mutating func takeWanted(_ file: [UInt8], _ scanner: inout CaptureScanner) {
        while true {
            let end = scanner.position + UInt64(scanner.wanted)
            let isLast = end >= UInt64(file.count)
            let before = (scanner.position, scanner.wanted)
            take(file, scanner.position..<end, isLast: isLast, &scanner)
            guard !isLast, ends.last != true else { return }
            guard before != (scanner.position, scanner.wanted) else {
                errors.append("the scanner wants what it has")
                return
            }
        }
    }

    private mutating func take(
        _ file: [UInt8], _ range: Range<UInt64>, isLast: Bool, _ scanner: inout CaptureScanner
    ) {
        let (start, end) = (Int(range.lowerBound), min(file.count, Int(range.upperBound)))
        let window = start < end ? Array(file[start..<end]) : []
        while true {
            do {
                guard let packet = try scanner.next(in: window.span, at: range.lowerBound, isLast: isLast) else {
                    return
                }
                packets.append(
                    Found(
                        number: packet.number, time: packet.time?.nanoseconds, link: packet.link.rawValue,
                        original: packet.originalLength, offset: packet.offset, bytes: Array(window[packet.range])))
                interfaces.append(packet.interface)
            } catch {
                errors.append(error.description)
                ends.append(error.isEnd)
            }
        }
    }
}
