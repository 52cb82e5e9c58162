import Octets
import TestKit

@testable import SMTP

/// A dialogue to be handed to a conversation in different cuts, and what the conversation made of it.
struct Dialogue {
    struct Turn {
        var direction: Direction
        var bytes: [UInt8]
    }

    var turns: [Turn]

    /// Lines of `C: text` and `S: text`; each gets CRLF. Lines of one side in a row are one turn.
    init(_ script: String) {
        turns = []
        for line in script.split(separator: "\n") {
            let direction: Direction = line.hasPrefix("C:") ? .clientToServer : .serverToClient
            append(direction, String(line.dropFirst(3)) + "\r\n")
        }
    }

    mutating func append(_ direction: Direction, _ text: String) {
        if turns.last?.direction == direction {
            turns[turns.count - 1].bytes += Array(text.utf8)
        } else {
            turns.append(Turn(direction: direction, bytes: Array(text.utf8)))
        }
    }

    func stream(_ direction: Direction) -> [UInt8] { turns.filter { $0.direction == direction }.flatMap(\.bytes) }

    /// Hands the turns over in order, each cut up by `feeding`, and ends both directions.
    func frames(_ feeding: Feeding = .whole, limits: Limits = .standard) -> [Frame] {
        var conversation = Conversation(limits: limits)
        var frames: [Frame] = []
        for turn in turns {
            feeding.feed(turn.bytes) { conversation.receive($0, turn.direction) { frames.append($0) } }
        }
        conversation.finish(.clientToServer) { frames.append($0) }
        conversation.finish(.serverToClient) { frames.append($0) }
        return frames
    }

    /// The client sends all at once and ends before the server says a word.
    func framesSentAhead(_ feeding: Feeding = .whole, limits: Limits = .standard) -> [Frame] {
        var ahead = self
        ahead.turns = [
            Turn(direction: .clientToServer, bytes: stream(.clientToServer)),
            Turn(direction: .serverToClient, bytes: stream(.serverToClient)),
        ]
        return ahead.frames(feeding, limits: limits)
    }

    /// One line for each frame of a direction: what it is, its text, and what it answers.
    func described(_ frames: [Frame], _ direction: Direction) -> [String] {
        frames.filter { $0.direction == direction }.map { described($0, among: frames) }
    }

    private func described(_ frame: Frame, among frames: [Frame]) -> String {
        var parts = ["\(frame.kind)", text(frame)]
        if frame.kind == .content { parts.append("body \(frame.bodyLength)") }
        if let answers = frame.answers {
            let answered = frames.first { $0.ordinal == answers }
            parts.append("answers " + (answered.map { $0.kind == .content ? "content" : text($0) } ?? "nothing"))
        }
        if !frame.complete { parts.append("unfinished") }
        if let error = frame.error { parts.append("error: \(error.reason)") }
        return parts.joined(separator: " | ")
    }

    private func text(_ frame: Frame) -> String {
        let bytes = stream(frame.direction)[Int(frame.range.lowerBound)..<Int(frame.range.upperBound)]
        var text = String(decoding: bytes, as: UTF8.self)
        if text.hasSuffix("\r\n") { text.removeLast() }
        return text.unicodeScalars.map { $0 == "\r" ? "" : $0 == "\n" ? "/" : String($0) }.joined()
    }
}
