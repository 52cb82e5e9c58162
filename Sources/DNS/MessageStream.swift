import Octets

/// Messages on a stream, which stand behind two octets of length each (RFC 1035 §4.2.2).
package struct MessageStream: Hashable, Sendable {
    /// Octets that have come and make no whole message yet: at most a message and its length.
    private var waiting: [UInt8] = []

    package init() {}

    /// A message as it goes onto a stream. What is longer than 65535 octets is cut, which no message is.
    package static func framed(_ message: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        octets.append(number16: UInt16(clamping: message.count))
        return octets + message.prefix(Message.lengthLimit)
    }

    /// The messages that are whole with these octets, in order.
    package mutating func take(_ octets: [UInt8]) -> [[UInt8]] {
        waiting += octets
        var messages: [[UInt8]] = []
        var start = 0
        while waiting.count - start >= 2 {
            let end = start + 2 + Int(waiting.span.number16(at: start))
            guard end <= waiting.count else { break }
            messages.append(Array(waiting[(start + 2)..<end]))
            start = end
        }
        waiting.removeFirst(start)
        return messages
    }
}
