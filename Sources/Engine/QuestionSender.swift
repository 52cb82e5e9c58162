import DNS
import Octets
import Transcripts

/// Makes DNS messages of the lines that a person types to a name server.
///
/// The line's words become octets here and not in the workbench, so that typing, pasting, connecting again and the standard input
/// all go the same way.
struct QuestionSender {
    private let isStream: Bool

    /// nil for a conversation in another protocol.
    init?(proto: String?, _ transport: Transport?) {
        guard proto == "dns" else { return nil }
        isStream = transport != .udp
    }

    /// A message for each line, or why it is no question; nil for bytes that are no lines, which go as they are.
    func messages(from bytes: [UInt8]) -> [Result<[UInt8], EngineError>]? {
        guard bytes.last == UInt8(ascii: "\n"), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return text.split(whereSeparator: \.isNewline).map { line in
            do throws(ParseError) {
                return .success(try message(String(line)))
            } catch {
                return .failure(EngineError("\(error.reason); nothing was sent"))
            }
        }
    }

    /// Over TCP behind its length (RFC 1035 §4.2.2). The id is one that nobody can guess (RFC 5452 §9.2).
    private func message(_ line: String) throws(ParseError) -> [UInt8] {
        let query = try QuestionLine.query(line, id: UInt16.random(in: 0...UInt16.max))
        let octets = try query.serialise().octets
        return isStream ? MessageStream.framed(octets) : octets
    }
}
