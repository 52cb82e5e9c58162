import Octets

/// One row of the table of fields: everything that inspector, JSON, filter, completion and masking know of a field.
public struct FieldDefinition: Sendable, Hashable {
    /// Qualified: `http.status`.
    public var name: String
    public var type: ValueType
    /// `bytes`, `seconds`, …; empty where a value has no unit.
    public var unit: String
    /// A message can hold more than one.
    public var repeats: Bool
    /// The section in force: `RFC 9112 §4`.
    public var reference: String
    /// The number that the lectures use where it differs: `RFC 2616 §6.1`.
    public var lectureReference: String?
    /// The value is a secret: masked by the recorder and on screens until a key shows it.
    public var secret: Bool
    /// What it means: one sentence in our own words.
    public var meaning: String

    public enum ValueType: String, Sendable { case text, number, bytes, group }

    public init(
        _ name: String, _ type: ValueType, unit: String = "", repeats: Bool = false, reference: String,
        lecture: String? = nil, secret: Bool = false, meaning: String
    ) {
        self.name = name
        self.type = type
        self.unit = unit
        self.repeats = repeats
        self.reference = reference
        self.lectureReference = lecture
        self.secret = secret
        self.meaning = meaning
    }
}

/// Something to say about a field or a message: whose fault a peculiarity is, or where an answer belongs.
public struct Remark: Sendable, Hashable {
    public var severity: Severity
    /// One plain sentence without a full stop.
    public var text: String

    public init(_ severity: Severity, _ text: String) {
        self.severity = severity
        self.text = text
    }

    /// What a parser complained of, with the section.
    init(_ error: ParseError) { self.init(.error, "\(error.reason) (\(error.reference))") }

    /// A note with the section that it comes from.
    init(note text: String, _ reference: String?) { self.init(.note, text + (reference.map { " (\($0))" } ?? "")) }
}

/// A field of a decoded message, its place in the message's bytes, and the fields within it.
public struct FieldNode: Sendable, Hashable {
    public var definition: FieldDefinition
    /// The label beside the value: `Host`, `status`, `line 3`.
    public var label: String
    /// The value as text; control characters are as they came (Cells makes them visible). Long values are cut at
    /// `FieldNode.valueLimit` bytes with an ellipsis.
    public var value: String
    /// Octets of the message, from 0.
    public var range: Range<Int>
    public var remarks: [Remark]
    public var children: [FieldNode]

    public static let valueLimit = 4096

    public init(
        _ definition: FieldDefinition, label: String, value: String = "", range: Range<Int>, remarks: [Remark] = [],
        children: [FieldNode] = []
    ) {
        self.definition = definition
        self.label = label
        self.value = value
        self.range = range
        self.remarks = remarks
        self.children = children
    }
}
