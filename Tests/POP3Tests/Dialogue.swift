import Octets
import TestKit

@testable import POP3

/// A dialogue to be handed to a conversation in different cuts, and what the conversation made of it.
struct Dialogue {
    var turns: [(direction: Direction, bytes: [UInt8])] = []

    /// Lines of `C: text` and `S: text`; each gets CRLF. Lines of one side in a row are one turn.
    init(_ script: String) {
        for line in script.split(separator: "\n") {
            let direction: Direction = line.hasPrefix("C:") ? .clientToServer : .serverToClient
            let bytes = Array(line.dropFirst(3).utf8) + [13, 10]
            if turns.last?.direction == direction {
                turns[turns.count - 1].bytes += bytes
            } else {
                turns.append((direction, bytes))
            }
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
    func framesSentAhead(_ feeding: Feeding = .whole) -> [Frame] {
        var ahead = self
        ahead.turns = [
            (.clientToServer, stream(.clientToServer)), (.serverToClient, stream(.serverToClient)),
        ]
        return ahead.frames(feeding)
    }

    /// The state after all turns, with neither direction ended.
    var state: SessionState {
        var conversation = Conversation()
        for turn in turns { conversation.receive(turn.bytes.span, turn.direction) { _ in } }
        return conversation.state
    }

    /// One line for each frame of a direction: what it is, its text, and what it answers.
    func described(_ frames: [Frame], _ direction: Direction) -> [String] {
        frames.filter { $0.direction == direction }.map { described($0, among: frames) }
    }

    private func described(_ frame: Frame, among frames: [Frame]) -> String {
        var parts = ["\(frame.kind)", text(frame)]
        if frame.isMultiline { parts.append("\(frame.lineCount) lines, \(frame.bodyLength) octets") }
        if let answers = frame.answers {
            parts.append("answers " + (frames.first { $0.ordinal == answers }.map(text) ?? "nothing"))
        }
        if !frame.complete { parts.append("unfinished") }
        parts += frame.peculiarities.explanations.map { $0.text }
        if let error = frame.error { parts.append("error: \(error.reason)") }
        return parts.joined(separator: " | ")
    }

    private func text(_ frame: Frame) -> String {
        let bytes = stream(frame.direction)[Int(frame.range.lowerBound)..<Int(frame.range.upperBound)]
        let kept = bytes.suffix(2) == [13, 10] ? bytes.dropLast(2) : bytes
        return String(decoding: kept.flatMap { $0 == 13 ? [] : $0 == 10 ? [UInt8(ascii: "/")] : [$0] }, as: UTF8.self)
    }
}
