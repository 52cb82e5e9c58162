import SMTP
import Synchronization

/// A letter that has been delivered: its envelope, and its octets with what the server wrote before them.
package struct Letter: Hashable, Sendable {
    /// Grows with each delivery to any mailbox.
    package var number: Int
    /// Nil for the null path.
    package var reversePath: Mailbox?
    package var recipient: Mailbox
    /// Return-Path and Received lines, then the letter as it was sent; lines end with CRLF.
    package var content: [UInt8]
    /// Seconds since 1970 when it was accepted.
    package var accepted: Int64
}

/// The mailboxes of the lab's domains. SMTP fills them; whoever reads mail empties them. Bounded in every direction.
package final class Mailboxes: Sendable {
    package static let mailboxLimit = 64
    package static let lettersLimit = 1000
    package static let bytesLimit = 64 * 1024 * 1024

    /// Domains whose mail is kept here.
    package static let domains = ["hamburger.edu", "crepes.fr"]

    private struct State {
        var boxes: [String: [Letter]] = [:]
        var bytes = 0
        var lastNumber = 0
        /// Mailboxes that a reader has open (RFC 1939 §4).
        var locked: Set<String> = []
    }

    private let state: Mutex<State>

    /// Alice, Bob and the two postmasters have a mailbox from the start, and in Bob's lies what `waiting` holds.
    package init(waiting: [Letter] = []) {
        let names = ["alice@crepes.fr", "bob@hamburger.edu"] + Self.domains.map { "postmaster@\($0)" }
        var first = State(boxes: Dictionary(uniqueKeysWithValues: names.map { ($0, []) }))
        first.boxes["bob@hamburger.edu"] = waiting
        first.bytes = waiting.reduce(0) { $0 + $1.content.count }
        first.lastNumber = waiting.map(\.number).max() ?? 0
        state = Mutex(first)
    }

    /// The lab's domains have no letter case, nor do its local parts.
    static func key(_ mailbox: Mailbox) -> String {
        mailbox.domain.isEmpty ? "\(mailbox.localPart)@\(domains[0])".lowercased() : mailbox.description.lowercased()
    }

    /// Whether mail for the mailbox is kept here; `<Postmaster>` without a domain is ours too (RFC 5321 §4.5.1).
    static func isLocal(_ mailbox: Mailbox) -> Bool {
        guard !mailbox.domain.isEmpty else { return mailbox.localPart.lowercased() == "postmaster" }
        return domains.contains(mailbox.domain.lowercased())
    }

    func has(_ mailbox: Mailbox) -> Bool {
        state.withLock { $0.boxes[Self.key(mailbox)] != nil }
    }

    /// Whether a letter for the mailbox would find room.
    func hasRoom(for mailbox: Mailbox) -> Bool {
        state.withLock { state in
            guard let letters = state.boxes[Self.key(mailbox)] else { return state.boxes.count < Self.mailboxLimit }
            return letters.count < Self.lettersLimit && state.bytes < Self.bytesLimit
        }
    }

    /// Puts a copy into each recipient's mailbox, or none at all where there is no room for all of them.
    package func deliver(
        _ content: [UInt8], from reversePath: Mailbox?, to recipients: [Mailbox], accepted: Int64
    ) -> Bool {
        state.withLock { state in
            let keys = Set(recipients.map(Self.key))
            let fresh = keys.count { state.boxes[$0] == nil }
            guard state.bytes + keys.count * content.count <= Self.bytesLimit,
                state.boxes.count + fresh <= Self.mailboxLimit,
                keys.allSatisfy({ (state.boxes[$0]?.count ?? 0) < Self.lettersLimit })
            else { return false }
            var seen: Set<String> = []
            for recipient in recipients where seen.insert(Self.key(recipient)).inserted {
                state.lastNumber += 1
                state.bytes += content.count
                state.boxes[Self.key(recipient), default: []].append(
                    Letter(
                        number: state.lastNumber, reversePath: reversePath, recipient: recipient, content: content,
                        accepted: accepted))
            }
            return true
        }
    }

    /// The letters of a mailbox such as `bob@hamburger.edu`, oldest first.
    package func letters(of mailbox: String) -> [Letter] {
        state.withLock { $0.boxes[mailbox.lowercased()] ?? [] }
    }

    package func remove(_ numbers: Set<Int>, from mailbox: String) {
        state.withLock { state in
            guard let letters = state.boxes[mailbox.lowercased()] else { return }
            let kept = letters.filter { !numbers.contains($0.number) }
            state.bytes -= letters.reduce(0) { $0 + $1.content.count } - kept.reduce(0) { $0 + $1.content.count }
            state.boxes[mailbox.lowercased()] = kept
        }
    }

    /// The mailbox that a user's name means: `bob@hamburger.edu` whole, or `bob` at the first domain that has one.
    func mailbox(ofUser name: String) -> String? {
        let lower = name.lowercased()
        return state.withLock { state in
            ([lower] + Self.domains.map { "\(lower)@\($0)" }).first { state.boxes[$0] != nil }
        }
    }

    /// Takes the mailbox for one reader alone; false where another has it (RFC 1939 §4).
    func lock(_ mailbox: String) -> Bool { state.withLock { $0.locked.insert(mailbox).inserted } }

    func unlock(_ mailbox: String) { _ = state.withLock { $0.locked.remove(mailbox) } }

    /// Every mailbox that there is, in order.
    package var names: [String] { state.withLock { $0.boxes.keys.sorted() } }
}
