import Octets

/// The fields of a message as values of their own, in order. Names compare without letter case.
package struct Fields: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var all: [Field]

    package init(_ all: [Field] = []) { self.all = all }

    package init(dictionaryLiteral elements: (String, String)...) {
        all = elements.map { Field($0.0, $0.1) }
    }

    /// The first value of that name. Setting replaces all of that name with one; nil removes them.
    package subscript(name: String) -> String? {
        get { all.first { same($0.name, name) }?.value }
        set {
            let place = all.firstIndex { same($0.name, name) }
            all.removeAll { same($0.name, name) }
            guard let newValue else { return }
            all.insert(Field(name, newValue), at: place ?? all.count)
        }
    }

    /// Every value of that name, in order.
    package func values(_ name: String) -> [String] {
        all.filter { same($0.name, name) }.map(\.value)
    }

    package mutating func append(_ name: String, _ value: String) {
        all.append(Field(name, value))
    }

    /// The values of that name hold `token` as an element of a comma-separated list, in any letter case.
    package func contains(_ token: String, in name: String) -> Bool {
        values(name).contains { value in
            value.split(separator: ",").contains { same(trimmed($0), token) }
        }
    }
}

/// `text` without spaces and tabs at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    return String(decoding: text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed(), as: UTF8.self)
}

/// The same but for the case of ASCII letters.
func same(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
        && zip(left.utf8, right.utf8).allSatisfy { lowercasedASCII($0) == lowercasedASCII($1) }
}
