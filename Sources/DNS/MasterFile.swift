import Octets

/// Records in the form of a master file (RFC 1035 §5), with `$ORIGIN` and `$TTL` (RFC 2308 §4).
///
/// What is wrong costs its entry and no more: the rest is read. `$INCLUDE` would need a file system, which this room does
/// not have, and is told as an error.
package struct MasterFile: Sendable {
    /// Records read at most.
    package static let recordLimit = 1_000_000
    /// Errors kept at most; the others are counted.
    package static let errorLimit = 100

    /// What is wrong, and in which line, counted from 1.
    package struct EntryError: Error, Hashable, Sendable, CustomStringConvertible {
        package var line: Int
        package var error: ParseError

        package var description: String { "line \(line): \(error.reason) (\(error.reference))" }
    }

    package private(set) var records: [ResourceRecord] = []
    package private(set) var errors: [EntryError] = []
    /// All of them.
    package private(set) var errorCount = 0

    private var origin: DomainName
    private var ttl: UInt32?
    private var previousTTL: UInt32?
    private var owner: DomainName?

    /// Reads all of `text`.
    ///
    /// - Parameters:
    ///   - origin: what names without a last dot are below, until `$ORIGIN` says otherwise.
    ///   - ttl: seconds for records that give none before a `$TTL`, where the file itself gives none before them.
    package init(_ text: Span<UInt8>, origin: DomainName = .root, ttl: UInt32? = nil) {
        self.origin = origin
        self.ttl = ttl
        var lexer = MasterFileLexer()
        while records.count < Self.recordLimit {
            do throws(ParseError) {
                guard let entry = try lexer.next(text) else { return }
                try take(entry)
            } catch {
                note(error, lexer.entryLine)
            }
        }
    }

    private mutating func note(_ error: ParseError, _ line: Int) {
        errorCount += 1
        if errors.count < Self.errorLimit { errors.append(EntryError(line: line, error: error)) }
    }

    private mutating func take(_ entry: MasterFileLexer.Entry) throws(ParseError) {
        guard let first = entry.tokens.first else { return }
        if !entry.beginsWithBlank, !first.isQuoted, first.text.first == UInt8(ascii: "$") {
            try obey(entry.tokens)
        } else {
            try read(entry)
        }
    }

    private mutating func obey(_ tokens: [PresentationToken]) throws(ParseError) {
        var reader = PresentationReader(tokens, origin: origin)
        let directive = try reader.next("a directive")
        switch String(decoding: directive.text, as: UTF8.self).uppercased() {
        case "$ORIGIN":
            origin = try reader.name("the origin")
        case "$TTL":
            let word = try reader.next("the TTL")
            guard let seconds = SecondsField.seconds(of: word.text) else {
                throw ParseError(.peer, at: word.range, "$TTL wants seconds, such as 3600 or 1h", "RFC 2308 §4")
            }
            ttl = seconds
        case "$INCLUDE":
            throw ParseError(
                .misuse, at: directive.range, "$INCLUDE is not followed: put that file's records here", "RFC 1035 §5.1")
        default:
            throw ParseError(
                .peer, at: directive.range, "a directive that is not known; $ORIGIN and $TTL are", "RFC 1035 §5.1")
        }
        try reader.checkAtEnd()
    }

    private mutating func read(_ entry: MasterFileLexer.Entry) throws(ParseError) {
        var reader = PresentationReader(entry.tokens, origin: origin)
        // A name that cannot be read leaves its records without an owner, not with that of the entry before.
        if !entry.beginsWithBlank {
            owner = nil
            owner = try reader.name("the name")
        }
        guard let owner else {
            let range = entry.tokens.first?.range ?? 0..<0
            throw ParseError(.peer, at: range, "the first record has no name", "RFC 1035 §5.1")
        }
        let (recordClass, ownTTL) = try classAndTTL(&reader)
        let word = try reader.next("the type")
        guard let type = RecordType(mnemonic: String(decoding: word.text, as: UTF8.self)), !word.isQuoted else {
            throw ParseError(
                .peer, at: word.range, "a type that is not known; write it as TYPE and its number", "RFC 3597 §5")
        }
        let data = try RecordData.parse(&reader, type, recordClass)
        // Without any TTL the SOA's own last field serves (RFC 2308 §4), as name servers have always had it.
        guard let seconds = ownTTL ?? ttl ?? previousTTL ?? data.startOfAuthority?.minimum else {
            throw ParseError(
                .peer, at: word.range, "no TTL: give the record one, or begin the file with $TTL", "RFC 2308 §4")
        }
        previousTTL = seconds
        records.append(ResourceRecord(name: owner, class: recordClass, ttl: seconds, data: data))
    }

    /// Class and TTL in either order, each of which may be left out.
    private func classAndTTL(
        _ reader: inout PresentationReader
    ) throws(ParseError) -> (recordClass: RecordClass, ttl: UInt32?) {
        var recordClass: RecordClass?
        var ttl: UInt32?
        while let word = reader.peek(), !word.isQuoted {
            if recordClass == nil, let found = RecordClass(mnemonic: String(decoding: word.text, as: UTF8.self)),
                found != .any, found != .none
            {
                recordClass = found
            } else if ttl == nil, let lead = word.text.first, (0x30...0x39).contains(lead),
                let seconds = SecondsField.seconds(of: word.text)
            {
                ttl = seconds
            } else {
                break
            }
            _ = try reader.next("")
        }
        return (recordClass ?? .internet, ttl)
    }
}
