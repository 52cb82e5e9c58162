import Octets

/// Cuts what is only known to be text into lines, and datagrams into themselves.
struct TextConversation: Sendable {
    /// A line is at most so long; what is longer becomes several.
    static let lineLimit = 4_096

    let isDatagrams: Bool
    /// Stream offsets of the line that is not whole yet, and of what came so far, by direction.
    private var starts: [UInt64] = [0, 0]
    private var ends: [UInt64] = [0, 0]

    init(isDatagrams: Bool) { self.isDatagrams = isDatagrams }

    mutating func receive(_ bytes: Span<UInt8>, _ direction: Direction, emit: (ScannedFrame) -> Void) {
        let side = Int(direction.rawValue)
        guard !isDatagrams else {
            let start = ends[side]
            ends[side] += UInt64(bytes.count)
            starts[side] = ends[side]
            return emit(ScannedFrame(.datagram, direction, start..<ends[side]))
        }
        let base = ends[side]
        ends[side] += UInt64(bytes.count)
        var offset = 0
        while offset < bytes.count {
            let pending = Int(base + UInt64(offset) - starts[side])
            let most = min(bytes.count, offset + Self.lineLimit - pending)
            if let lineFeed = bytes.firstOffset(of: 10, from: offset, upTo: most) {
                offset = lineFeed + 1
            } else if most - offset + pending == Self.lineLimit {
                offset = most
            } else {
                return
            }
            let end = base + UInt64(offset)
            emit(ScannedFrame(.line, direction, starts[side]..<end))
            starts[side] = end
        }
    }

    /// Octets of the line that is not whole yet.
    func pending(_ direction: Direction) -> Int { Int(ends[Int(direction.rawValue)] - starts[Int(direction.rawValue)]) }

    /// Gives the last line even if it has no end.
    mutating func finish(_ direction: Direction, emit: (ScannedFrame) -> Void) {
        let side = Int(direction.rawValue)
        guard starts[side] < ends[side] else { return }
        emit(ScannedFrame(.line, direction, starts[side]..<ends[side]))
        starts[side] = ends[side]
    }
}

/// A frame of any protocol, as the dissector turns it into a record.
struct ScannedFrame: Sendable {
    var kind: MessageKind
    var direction: Direction
    var range: Range<UInt64>
    var severity: Severity?
    var lineCount: UInt32 = 0
    var context: UInt64 = 0
    /// Its own number in the conversation, and that of the frame it answers, as the protocol counts.
    var ordinal: Int?
    var answers: Int?
    /// More answers to the same ordinal may come.
    var isInterim = false
    /// What a response says it came to: a status, a reply's code, a response code; 1 for an answer in the negative.
    var code: UInt16 = 0
    var reason: String?

    init(_ kind: MessageKind, _ direction: Direction, _ range: Range<UInt64>) {
        self.kind = kind
        self.direction = direction
        self.range = range
    }
}
