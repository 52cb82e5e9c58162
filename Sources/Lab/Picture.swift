/// A small JPEG of a number, drawn and encoded here: the base page needs ten real pictures.
///
/// Every 8×8 block has one colour, so a block is one DC coefficient and the rest is nothing (ITU-T T.81).
struct Picture {
    let number: Int

    /// The file: baseline, three components without subsampling.
    var jpeg: [UInt8] {
        let rows = cells
        var file: [UInt8] = [0xFF, 0xD8]
        Self.append(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0], to: &file)
        Self.append(0xDB, [0] + Array(repeating: Self.quantum, count: 64), to: &file)
        let (height, width) = (rows.count * 8, (rows.first?.count ?? 0) * 8)
        let size = [height >> 8, height & 0xFF, width >> 8, width & 0xFF].map { UInt8($0) }
        Self.append(0xC0, [8] + size + [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0], to: &file)
        Self.append(0xC4, [0x00] + Self.dcCounts + Array(0...11), to: &file)
        Self.append(0xC4, [0x10] + [1] + Array(repeating: 0, count: 15) + [0x00], to: &file)
        Self.append(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0], to: &file)
        file += scan(rows)
        return file + [0xFF, 0xD9]
    }

    /// A segment: its marker, its length with the two octets of the length, its parameters.
    private static func append(_ marker: UInt8, _ parameters: [UInt8], to file: inout [UInt8]) {
        let length = parameters.count + 2
        file += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + parameters
    }

    /// A DC coefficient is eight times a block's mean; divided by this it is the mean itself.
    private static let quantum: UInt8 = 8
    /// How many codes there are of each length from 1 to 16, of table K.3.
    private static let dcCounts: [UInt8] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
}

// MARK: - The drawing

extension Picture {
    private struct Colour {
        var components: [Int]

        init(_ luma: Int, _ blue: Int, _ red: Int) { components = [luma, blue, red] }
    }

    /// Three columns and five rows a digit, a row an octal digit.
    private static let digits = [
        "75557", "26227", "71747", "71717", "55711", "74717", "74757", "71111", "75757", "75717",
    ]

    /// Which cells are ink, with a margin of one cell.
    private var cells: [[Bool]] {
        let glyphs = String(number).utf8.map { Self.digits[Int($0) - 0x30].utf8.map { Int($0) - 0x30 } }
        let inner = (0..<5).map { row -> [Bool] in
            let columns = glyphs.map { glyph in [4, 2, 1].map { glyph[row] & $0 != 0 } }
            return [false] + columns.flatMap { $0 + [false] }
        }
        let blank = Array(repeating: false, count: inner[0].count)
        return [blank] + inner + [blank]
    }

    private func colour(ink: Bool) -> Colour {
        ink ? Colour(40, 128, 128) : Colour(190, 60 + number * 37 % 140, 200 - number * 53 % 140)
    }
}

// MARK: - The entropy-coded segment

extension Picture {
    private struct BitWriter {
        var bytes: [UInt8] = []
        private var pending: UInt32 = 0
        private var count = 0

        mutating func append(_ value: Int, bits: Int) {
            for bit in (0..<bits).reversed() {
                pending = pending << 1 | UInt32(value >> bit & 1)
                count += 1
                if count == 8 { flush() }
            }
        }

        /// An FF is followed by a zero, so that it is no marker (§B.1.1.5).
        private mutating func flush() {
            bytes.append(UInt8(pending & 0xFF))
            if bytes.last == 0xFF { bytes.append(0) }
            (pending, count) = (0, 0)
        }

        mutating func finish() {
            while count != 0 { append(1, bits: 1) }
        }
    }

    private func scan(_ rows: [[Bool]]) -> [UInt8] {
        var writer = BitWriter()
        var last = [128, 128, 128]
        for ink in rows.joined() {
            for (component, value) in colour(ink: ink).components.enumerated() {
                Self.append(difference: value - last[component], to: &writer)
                last[component] = value
            }
        }
        writer.finish()
        return writer.bytes
    }

    /// The category's code, the difference's bits, and the end of the block, whose code is one zero.
    private static func append(difference: Int, to writer: inout BitWriter) {
        let category = Int.bitWidth - abs(difference).leadingZeroBitCount
        switch category {
        case 0: writer.append(0b00, bits: 2)
        case 1...5: writer.append(0b010 + category - 1, bits: 3)
        default: writer.append((1 << (category - 2)) - 2, bits: category - 2)
        }
        writer.append(difference < 0 ? difference - 1 : difference, bits: category)
        writer.append(0, bits: 1)
    }
}
