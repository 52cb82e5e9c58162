/// What a server of POP3 is to answer next, as far as the order of the commands leaves no doubt: the redactor has to know
/// where lists and letters are, which are none of its replies.
struct AwaitedResponses: Sendable {
    /// The most commands without a response that are remembered; past it their order is given up.
    static let limit = 256

    /// What follows the first line of a positive response.
    enum Lines: UInt8, Sendable, Hashable {
        case none
        /// Lines up to one dot, of which nothing more is known for sure.
        case list
        case letter
    }

    private var entries: [Lines]? = []

    /// How many wait; nil once their order is lost.
    var count: Int? { entries?.count }
    /// No session begins with such a command: the greeting was not seen.
    var beginsWithLetter: Bool { entries?.first == .letter }

    /// Takes a client's line. One within an authentication is no command, unless it has a form that no answer has.
    mutating func note(_ line: RedactedLine, isCredentials: Bool) {
        guard let count = entries?.count, count < Self.limit else { return forget() }
        let lines = Self.lines(behind: line)
        entries?.append(!isCredentials ? lines : lines == .letter ? .list : .none)
    }

    /// What follows the response that has just begun.
    mutating func next() -> Lines {
        guard let first = entries?.first else { return .none }
        entries?.removeFirst()
        return first
    }

    /// Lines may have passed that were not seen.
    mutating func forget() { entries = nil }

    private static func lines(behind line: RedactedLine) -> Lines {
        if line.isVerb("RETR") || line.isVerb("TOP") { return line.hasArgument ? .letter : .list }
        if line.isVerb("CAPA") { return .list }
        let isList = line.isVerb("LIST") || line.isVerb("UIDL") || line.isVerb("AUTH") || line.isVerb("LANG")
        return isList && !line.hasArgument ? .list : .none
    }
}
