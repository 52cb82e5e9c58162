/// A named place of a transcript to come back to, and perhaps a question to whoever replays it: what comes next?
public struct Mark: Hashable, Sendable {
    /// Choices that a question may have at most: each is chosen by a digit.
    public static let choiceLimit = 9

    /// Its name.
    public var text: String
    public var question: String?
    /// What may be answered; empty where the question is open.
    public var choices: [String]
    /// The number of the right choice, from 1, where the mark says so.
    public var correct: Int?
    /// The answer in words.
    public var answer: String?

    public init(
        _ text: String, question: String? = nil, choices: [String] = [], correct: Int? = nil, answer: String? = nil
    ) {
        self.text = text
        self.question = question
        self.choices = choices
        self.correct = correct
        self.answer = answer
    }
}

extension Mark: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}

extension Mark {
    /// Its name and its question, as they stand in one row.
    package var title: String {
        guard let question else { return text }
        return text.isEmpty ? question : "\(text): \(question)"
    }

    /// The right choice and the answer, in one text; nil where the mark says neither.
    package var solution: String? {
        let right = correct.flatMap { choices.indices.contains($0 - 1) ? "\($0) \(choices[$0 - 1])" : nil }
        let parts = [right, answer].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ". ")
    }

    /// Bytes of its words.
    var textCount: Int {
        text.utf8.count + (question?.utf8.count ?? 0) + (answer?.utf8.count ?? 0)
            + choices.reduce(0) { $0 + $1.utf8.count }
    }
}
