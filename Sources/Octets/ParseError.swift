/// Why bytes could not be parsed: whose fault it is, where, and by which rule.
public struct ParseError: Error, Hashable, Sendable {
    public enum Fault: Hashable, Sendable {
        /// The peer broke the protocol.
        case peer
        /// The bytes may be right, but a named limit of ours was passed.
        case limit(name: String, actual: Int, allowed: Int)
        /// Our own caller asked for something that makes no sense.
        case misuse
    }

    public var fault: Fault
    /// Offsets into the bytes that the parser was given.
    public var range: Range<Int>
    /// One plain sentence without a full stop.
    public var reason: String
    /// For example `RFC 9112 §2.2`.
    public var reference: String

    public init(_ fault: Fault, at range: Range<Int>, _ reason: String, _ reference: String) {
        self.fault = fault
        self.range = range
        self.reason = reason
        self.reference = reference
    }
}
