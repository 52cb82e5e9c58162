import Octets

/// The first twelve octets of a message, but for the counts, which come from the sections (RFC 1035 §4.1.1).
package struct Header: Hashable, Sendable {
    package var id: UInt16
    /// The second pair of octets as it is on the wire: QR, OPCODE, AA, TC, RD, RA, Z, AD, CD, RCODE.
    package var flags: UInt16

    package init(id: UInt16, flags: UInt16 = 0) {
        self.id = id
        self.flags = flags
    }

    /// Octets of a header on the wire.
    package static let length = 12

    /// QR: the message is a response.
    package var isResponse: Bool {
        get { self[bit: 15] }
        set { self[bit: 15] = newValue }
    }
    /// AA: the server has authority over the name asked for.
    package var isAuthoritative: Bool {
        get { self[bit: 10] }
        set { self[bit: 10] = newValue }
    }
    /// TC: not everything fitted; ask again over TCP.
    package var isTruncated: Bool {
        get { self[bit: 9] }
        set { self[bit: 9] = newValue }
    }
    /// RD: the asker wants the server to ask others too.
    package var recursionDesired: Bool {
        get { self[bit: 8] }
        set { self[bit: 8] = newValue }
    }
    /// RA: the server does ask others.
    package var recursionAvailable: Bool {
        get { self[bit: 7] }
        set { self[bit: 7] = newValue }
    }
    /// Z: reserved, must be zero.
    package var reservedBit: Bool {
        get { self[bit: 6] }
        set { self[bit: 6] = newValue }
    }
    /// AD: the server has checked the signatures (RFC 4035 §3.2.3).
    package var authenticData: Bool {
        get { self[bit: 5] }
        set { self[bit: 5] = newValue }
    }
    /// CD: the asker will check signatures itself (RFC 4035 §3.2.2).
    package var checkingDisabled: Bool {
        get { self[bit: 4] }
        set { self[bit: 4] = newValue }
    }

    /// Only the low four bits fit; what is above is dropped.
    package var opcode: Opcode {
        get { Opcode(rawValue: flags >> 11 & 0xF) }
        set { flags = flags & ~0x7800 | (newValue.rawValue & 0xF) << 11 }
    }

    /// The four bits that the header holds; `Message.responseCode` adds those of EDNS. What is above is dropped.
    package var responseCode: ResponseCode {
        get { ResponseCode(rawValue: flags & 0xF) }
        set { flags = flags & ~0xF | newValue.rawValue & 0xF }
    }

    /// The mnemonics of the bits that are set, in the order of the wire: `["qr", "aa", "rd"]`.
    package var setFlags: [String] {
        Header.flagNames.filter { flags >> $0.bit & 1 == 1 }.map(\.name)
    }

    /// Each flag's mnemonic and its bit, 15 the first on the wire.
    package static let flagNames: [(name: String, bit: UInt16)] = [
        ("qr", 15), ("aa", 10), ("tc", 9), ("rd", 8), ("ra", 7), ("z", 6), ("ad", 5), ("cd", 4),
    ]

    private subscript(bit bit: UInt16) -> Bool {
        get { flags >> bit & 1 == 1 }
        set { flags = newValue ? flags | 1 << bit : flags & ~(1 << bit) }
    }
}

extension Header {
    /// How many entries the header says each section has. What is there may be less.
    package struct Counts: Hashable, Sendable {
        package var questions: UInt16
        package var answers: UInt16
        package var authorities: UInt16
        package var additionals: UInt16

        package subscript(section: Section) -> UInt16 {
            switch section {
            case .question: questions
            case .answer: answers
            case .authority: authorities
            case .additional: additionals
            }
        }
    }

    /// Where each field of the header lies in a message.
    package static let idRange = 0..<2
    package static let flagsRange = 2..<4

    package static func countRange(of section: Section) -> Range<Int> {
        let start = 4 + 2 * Int(section.rawValue)
        return start..<(start + 2)
    }

    /// The header that `bytes` begin with.
    package static func parse(_ bytes: Span<UInt8>) throws(ParseError) -> (header: Header, counts: Counts) {
        guard bytes.count >= length else {
            throw ParseError(
                .peer, at: 0..<bytes.count, "a message has at least 12 octets, and here are \(bytes.count)",
                "RFC 1035 §4.1.1")
        }
        let counts = Counts(
            questions: bytes.number16(at: 4), answers: bytes.number16(at: 6), authorities: bytes.number16(at: 8),
            additionals: bytes.number16(at: 10))
        return (Header(id: bytes.number16(at: 0), flags: bytes.number16(at: 2)), counts)
    }
}

/// The four parts of a message behind its header (RFC 1035 §4.1).
package enum Section: UInt8, Sendable, Hashable, CaseIterable {
    case question, answer, authority, additional
}
