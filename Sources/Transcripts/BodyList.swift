/// Bodies of the events that are no data, kept out of line and bounded: past the bound an event keeps its record (when, which
/// kind, whose) and loses its words.
struct BodyList: Sendable {
    /// Bodies at most.
    static let countLimit = 65_536
    /// Bytes of all their texts at most.
    static let textLimit = 16 << 20
    /// The number of a body that was not kept.
    static let none = UInt64.max

    private var bodies = ChunkedList<Event.Body>()
    private var textCount = 0

    /// Keeps `body` and gives its number.
    mutating func append(_ body: Event.Body) -> UInt64 {
        let added = Self.textCount(of: body)
        guard bodies.count < Self.countLimit, textCount + added <= Self.textLimit else { return Self.none }
        textCount += added
        bodies.append(body)
        return UInt64(bodies.count - 1)
    }

    subscript(number: UInt64) -> Event.Body? {
        number < UInt64(bodies.count) ? bodies[Int(number)] : nil
    }

    private static func textCount(of body: Event.Body) -> Int {
        switch body {
        case .mark(let mark): mark.textCount
        case .note(let text), .error(let text): text.utf8.count
        case .redact(_, _, let reason): reason.utf8.count
        case .close(let closing): closing.reason?.utf8.count ?? 0
        case .unknown(let kind, let members): kind.utf8.count + members.utf8.count
        case .open, .data, .pause, .resume: 0
        }
    }
}
