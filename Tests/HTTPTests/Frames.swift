import HTTP
import Octets
import TestKit

/// What a conversation made of one or both streams.
func frames(
    _ steps: [(Direction, [UInt8])], feeding: Feeding = .whole, limits: Limits = .standard, finish: Bool = true
) -> [Frame] {
    var conversation = Conversation(limits: limits)
    var found: [Frame] = []
    for (direction, bytes) in steps {
        feeding.feed(bytes) { piece in conversation.receive(piece, direction) { found.append($0) } }
    }
    if finish {
        for direction in Direction.allCases { conversation.finish(direction) { found.append($0) } }
    }
    return found
}

extension Frame {
    /// `response 0..<40 contentLength 5 status 200 #0 answers 0`, then `cut` and what is odd, where that is so.
    var brief: String {
        var words = ["\(kind) \(range.lowerBound)..<\(range.upperBound)", "\(framing) \(bodyLength)"]
        if let status { words.append("status \(status)") }
        words.append("#\(ordinal)")
        if let answers { words.append("answers \(answers)") }
        if !complete { words.append("cut") }
        if let error, let gravity { words.append("\(gravity): \(error.reason)") }
        return words.joined(separator: " ")
    }
}

/// Bytes of one direction: `>` for the client's, `<` for the server's.
func client(_ text: String) -> (Direction, [UInt8]) { (.clientToServer, Array(text.utf8)) }
func server(_ text: String) -> (Direction, [UInt8]) { (.serverToClient, Array(text.utf8)) }
