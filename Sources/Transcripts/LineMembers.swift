import JSON
import Octets

/// The members of one line's object, taken by name; what nobody takes is kept as text.
struct LineMembers {
    let number: Int
    private var members: [JSON.Member]

    init(_ line: Span<UInt8>, number: Int) throws(SessionError) {
        self.number = number
        let value: JSON.Value
        do {
            value = try JSON.parse(line: line, limits: JSON.Limits(length: SessionParser.lineLimit))
        } catch {
            let column = "at column \(error.range.lowerBound + 1)"
            throw SessionError(line: number, "\(error.reason) \(column)", "each line is one JSON object")
        }
        guard let members = value.members else {
            throw SessionError(line: number, "the line is no JSON object", "write {\"t\":0,\"k\":\"note\",…}")
        }
        self.members = members
    }

    mutating func string(_ name: String) throws(SessionError) -> String? {
        guard let value = take(name) else { return nil }
        guard let string = value.string else { throw error("\(name) is no text", "put it in quotes") }
        return string
    }

    mutating func bool(_ name: String) throws(SessionError) -> Bool? {
        guard let value = take(name) else { return nil }
        guard let bool = value.bool else { throw error("\(name) is neither true nor false", "write true or false") }
        return bool
    }

    mutating func strings(_ name: String) throws(SessionError) -> [String]? {
        guard let value = take(name) else { return nil }
        let strings = value.elements?.compactMap(\.string)
        guard let strings, strings.count == value.elements?.count else {
            throw error("\(name) is no list of texts", "write [\"one\",\"another\"]")
        }
        return strings
    }

    /// A whole number from 0 up.
    mutating func count(_ name: String) throws(SessionError) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = value.int64, number >= 0 else {
            throw error("\(name) is no whole number", "write a number from 0 up, without quotes")
        }
        return Int(number)
    }

    /// Nanoseconds.
    mutating func seconds(_ name: String) throws(SessionError) -> Int64? {
        guard let value = take(name) else { return nil }
        guard let nanoseconds = value.nanoseconds, nanoseconds >= 0 else {
            throw error("\(name) is no time in seconds", "write a decimal number from 0 up with at most nine digits")
        }
        return nanoseconds
    }

    /// The text of the members that have not been taken, with commas between them.
    func rest(of line: Span<UInt8>) -> String {
        var text: [UInt8] = []
        for member in members {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            line.extracting(member.range).withUnsafeBufferPointer { text.append(contentsOf: $0) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func error(_ what: String, _ advice: String) -> SessionError { SessionError(line: number, what, advice) }

    private mutating func take(_ name: String) -> JSON.Value? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        return members.remove(at: index).value
    }
}
