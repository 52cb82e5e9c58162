/// What a reply will mean when it comes.
enum Effect: Sendable, Hashable {
    case none
    case hello
    /// The path as written, without brackets.
    case mail(String)
    case recipient
    case data
    case content
    case chunk(isLast: Bool)
    case reset
    case authentication
    case startTLS
}

/// Commands, content and credentials that wait for their reply, in their order (RFC 2920 §3.1: replies come in the order of
/// the commands).
struct Outstanding: Sendable {
    struct Entry: Sendable, Hashable {
        var ordinal: Int
        var effect: Effect
    }

    let limit: Int
    private var entries: [Entry] = []
    private var head = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { entries.count - head }
    var first: Entry? { head < entries.count ? entries[head] : nil }
    /// A letter or the last chunk of one waits for its verdict.
    private(set) var letters = 0

    /// False where the limit is reached.
    mutating func push(_ entry: Entry) -> Bool {
        guard count < limit else { return false }
        entries.append(entry)
        if Outstanding.isLetter(entry.effect) { letters += 1 }
        return true
    }

    mutating func pop() -> Entry? {
        guard let entry = first else { return nil }
        head += 1
        if head == entries.count || head > limit {
            entries.removeFirst(head)
            head = 0
        }
        if Outstanding.isLetter(entry.effect) { letters -= 1 }
        return entry
    }

    private static func isLetter(_ effect: Effect) -> Bool { effect == .content || effect == .chunk(isLast: true) }
}
