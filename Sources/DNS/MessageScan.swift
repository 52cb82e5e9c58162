import Octets

/// The few numbers of a message that a row of an index needs: header and first question, without a string or an array.
package struct MessageScan: Hashable, Sendable {
    package var header: Header
    package var counts: Header.Counts
    /// The first question; nil where there is none or it cannot be read.
    package var question: MessageLayout.Question?
    /// 0 where there is no question.
    package var questionType: RecordType
    package var questionClass: RecordClass

    /// - Throws: where not even a header is there.
    package init(_ bytes: Span<UInt8>) throws(ParseError) {
        (header, counts) = try Header.parse(bytes)
        question = counts.questions > 0 ? try? MessageLayout.question(bytes, at: Header.length) : nil
        questionType = RecordType(rawValue: question.map { bytes.number16(at: $0.type.lowerBound) } ?? 0)
        questionClass = RecordClass(rawValue: question.map { bytes.number16(at: $0.recordClass.lowerBound) } ?? 0)
    }
}
