import Octets

/// The code at the beginning of a reply's text that says more than three digits can: `5.1.1` (RFC 2034, RFC 3463).
package struct EnhancedStatusCode: Hashable, Sendable, CustomStringConvertible {
    /// 2, 4 or 5.
    package var statusClass: Int
    package var subject: Int
    package var detail: Int

    package init(_ statusClass: Int, _ subject: Int, _ detail: Int) {
        self.statusClass = statusClass
        self.subject = subject
        self.detail = detail
    }

    package var description: String { "\(statusClass).\(subject).\(detail)" }

    /// What it says: of the very code if that is known, else of its subject.
    package var meaning: String? {
        EnhancedStatusCode.details[subject * 1000 + detail] ?? EnhancedStatusCode.subjects[subject]
    }

    /// Reads the code at the beginning of `range`, and gives its own range. A code that is not followed by a space or the
    /// end is none.
    static func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (code: EnhancedStatusCode, range: Range<Int>)? {
        var numbers: [Int] = []
        var position = range.lowerBound
        while numbers.count < 3 {
            let start = position
            while position < range.upperBound, position - start < 3, isDigit(bytes[position]) { position += 1 }
            guard let number = bytes.decimal(in: start..<position).value else { return nil }
            numbers.append(Int(number))
            if numbers.count < 3 {
                guard position < range.upperBound, bytes[position] == UInt8(ascii: ".") else { return nil }
                position += 1
            }
        }
        guard position == range.upperBound || bytes[position] == 0x20, [2, 4, 5].contains(numbers[0]) else {
            return nil
        }
        return (EnhancedStatusCode(numbers[0], numbers[1], numbers[2]), range.lowerBound..<position)
    }

    /// RFC 3463 §3.
    private static let subjects: [Int: String] = [
        0: "other or undefined", 1: "about an address", 2: "about a mailbox", 3: "about the mail system",
        4: "about network or routing", 5: "about the protocol", 6: "about the letter's content",
        7: "about security or policy",
    ]

    /// Subject times 1,000 plus detail: RFC 3463 §3, and RFC 4954 §6 for authentication.
    private static let details: [Int: String] = [
        1001: "no such mailbox", 1002: "no such host", 1003: "the mailbox's address is malformed",
        1004: "the mailbox's address is ambiguous", 1005: "the recipient's address is valid",
        1006: "the mailbox has moved", 1007: "the sender's address is malformed",
        1008: "the sender's host is not to be found",
        2001: "the mailbox is disabled", 2002: "the mailbox is full",
        2003: "the letter is longer than the mailbox takes",
        2004: "the mailing list cannot be expanded",
        3001: "the mail system is full", 3002: "the system takes no mail now",
        3003: "the system cannot do what was asked", 3004: "the letter is too large for the system",
        4001: "no answer from the host", 4002: "bad connection", 4003: "the directory server failed",
        4004: "no route", 4005: "the mail system is congested", 4006: "a routing loop was found",
        4007: "the letter waited too long",
        5001: "the command is invalid", 5002: "syntax error", 5003: "too many recipients",
        5004: "a command's argument is invalid", 5005: "the protocol's version is wrong",
        5006: "the authentication exchange has too long a line",
        6001: "the kind of content is not supported", 6002: "conversion is required and forbidden",
        6003: "conversion is required and not supported", 6004: "conversion lost something", 6005: "conversion failed",
        7000: "about security or policy; with 2, that authentication succeeded", 7001: "delivery is not allowed",
        7002: "expansion of the mailing list is not allowed", 7003: "conversion for security is not possible",
        7004: "a security feature is not supported", 7005: "decryption failed",
        7006: "the algorithm is not supported", 7007: "the letter's integrity is broken",
        7008: "the credentials are not right", 7009: "the mechanism is too weak",
        7011: "the mechanism needs encryption",
        7012: "the password has to be changed first",
    ]
}
