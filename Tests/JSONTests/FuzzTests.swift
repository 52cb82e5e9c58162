import Octets
import TestKit
import Testing

@testable import JSON

@Suite struct FuzzTests {
    /// Random values written, read back and written again give the same bytes.
    @Test(arguments: [1, 2, 3]) func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var writer = Writer()
            write(randomContent(&random, depth: 0), into: &writer)
            let value = try parse(line: writer.bytes.span)
            var again = Writer()
            write(value.content, into: &again)
            #expect(again.bytes == writer.bytes, "seed \(seed)")
            #expect(value.range == 0..<writer.bytes.count, "seed \(seed)")
            #expect(!writer.bytes.contains(0x0A), "seed \(seed)")
        }
    }

    /// Damaged text is read or refused with a range inside it; nothing traps.
    @Test(arguments: [11, 12, 13]) func damagedTextNeverTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]",:\u0eE+-.19tfnd8a "#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xED, 0xA0, 0xF0, 0xFF]
        var refused = 0
        for _ in 0..<3000 {
            var writer = Writer()
            write(randomContent(&random, depth: 0), into: &writer)
            var bytes = writer.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...1, using: &random)) }
            }
            do throws(ParseError) {
                _ = try parse(line: bytes.span)
            } catch {
                refused += 1
                #expect(error.range.lowerBound >= 0 && error.range.upperBound <= bytes.count, "seed \(seed)")
            }
        }
        #expect(refused > 1000, "seed \(seed)")
    }

    private func randomContent(_ random: inout SeededGenerator, depth: Int) -> Value.Content {
        switch Int.random(in: 0..<(depth < 4 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number("\(Int64.random(in: .min ... .max, using: &random))")
        case 3:
            return .number(
                "\(Int16.random(in: .min ... .max, using: &random)).\(UInt8.random(in: 0...255, using: &random))e-3")
        case 4: return .string(randomString(&random))
        case 5:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in Value(randomContent(&random, depth: depth + 1), range: 0..<0) })
        default:
            let count = Int.random(in: 0...20, using: &random)
            return .object(
                (0..<count).map { number in
                    let value = Value(randomContent(&random, depth: 4), range: 0..<0)
                    return Member(name: "\(number)\(randomString(&random))", value: value, range: 0..<0)
                })
        }
    }

    private func randomString(_ random: inout SeededGenerator) -> String {
        let scalars: [Unicode.Scalar] = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let limit: UInt32 = Bool.random(using: &random) ? 0x80 : 0x11_0000
            return Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) ?? "?"
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private func write(_ content: Value.Content, into writer: inout Writer) {
        switch content {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let text): writer.raw(text)
        case .string(let text): writer.string(text)
        case .array(let elements):
            writer.beginArray()
            for element in elements { write(element.content, into: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                write(member.value.content, into: &writer)
            }
            writer.endObject()
        }
    }
}
