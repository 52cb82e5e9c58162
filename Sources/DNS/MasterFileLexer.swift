import Octets

/// Takes the text of a master file apart into entries: lines, or several lines within parentheses, without comments
/// (RFC 1035 §5.1).
struct MasterFileLexer {
    struct Entry {
        var tokens: [PresentationToken] = []
        /// The first line begins with a space or a tab: the owner is that of the record before.
        var beginsWithBlank = false
    }

    /// Words of an entry at most.
    static let tokenLimit = 4096

    /// The line that the latest entry begins in, from 1.
    private(set) var entryLine = 1
    private var line = 1
    private var offset = 0

    /// The next entry that has words, or nil at the end of the text. After an error the next line is a new beginning.
    mutating func next(_ text: Span<UInt8>) throws(ParseError) -> Entry? {
        while offset < text.count {
            let entry = try entry(text)
            if !entry.tokens.isEmpty { return entry }
        }
        return nil
    }

    private mutating func entry(_ text: Span<UInt8>) throws(ParseError) -> Entry {
        entryLine = line
        var entry = Entry(beginsWithBlank: isBlank(text[offset]))
        var open: Int?
        do throws(ParseError) {
            while offset < text.count {
                switch text[offset] {
                case 0x0A:
                    offset += 1
                    line += 1
                    if open == nil { return entry }
                case UInt8(ascii: ";"): skipComment(text)
                case UInt8(ascii: "("):
                    guard open == nil else { throw fault(offset, "a parenthesis within parentheses") }
                    open = offset
                    offset += 1
                case UInt8(ascii: ")"):
                    guard open != nil else { throw fault(offset, "a parenthesis is closed that is not open") }
                    open = nil
                    offset += 1
                case let octet where isBlank(octet): offset += 1
                default: try take(text, into: &entry)
                }
            }
            if let open { throw fault(open, "a parenthesis is not closed") }
            return entry
        } catch {
            skipLine(text)
            throw error
        }
    }

    private mutating func take(_ text: Span<UInt8>, into entry: inout Entry) throws(ParseError) {
        guard entry.tokens.count < Self.tokenLimit else {
            throw ParseError(
                .limit(name: "words of an entry", actual: entry.tokens.count + 1, allowed: Self.tokenLimit),
                at: offset..<(offset + 1), "an entry has more than \(Self.tokenLimit) words", "RFC 1035 §5.1")
        }
        guard text[offset] == Escapes.quote else { return entry.tokens.append(word(text)) }
        let start = offset
        // The quote must be closed in its own line: one that is not would swallow the rest of the file.
        let end = text.extracting(start...).indices.first { text[start + $0] == 0x0A }.map { start + $0 } ?? text.count
        var place = 0
        do throws(ParseError) {
            var token = try PresentationToken.quoted(text.extracting(start..<end), at: &place)
            token.range = (start + token.range.lowerBound)..<(start + token.range.upperBound)
            entry.tokens.append(token)
            offset = start + place
        } catch {
            throw fault(start, "a quote is not closed")
        }
    }

    private mutating func word(_ text: Span<UInt8>) -> PresentationToken {
        let start = offset
        while offset < text.count, !endsWord(text[offset]) {
            offset += text[offset] == Escapes.backslash && offset + 1 < text.count && text[offset + 1] != 0x0A ? 2 : 1
        }
        return PresentationToken(text: text.bytes(in: start..<offset), range: start..<offset)
    }

    private func endsWord(_ octet: UInt8) -> Bool {
        isBlank(octet) || octet == 0x0A || octet == Escapes.quote || [UInt8(ascii: ";"), 0x28, 0x29].contains(octet)
    }

    private func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 || octet == 0x0D }

    private mutating func skipComment(_ text: Span<UInt8>) {
        while offset < text.count, text[offset] != 0x0A { offset += 1 }
    }

    private mutating func skipLine(_ text: Span<UInt8>) {
        skipComment(text)
        guard offset < text.count else { return }
        offset += 1
        line += 1
    }

    private func fault(_ place: Int, _ reason: String) -> ParseError {
        ParseError(.peer, at: place..<(place + 1), reason, "RFC 1035 §5.1")
    }
}
