import Testing

@testable import Lab

/// Takes the pictures apart by ITU-T T.81, independently of how they are made.
@Suite struct PictureTests {
    struct Segment: Equatable {
        var marker: UInt8
        var parameters: [UInt8]
    }

    /// The segments up to the scan, and the entropy-coded octets without stuffing.
    func split(_ file: [UInt8]) throws -> (segments: [Segment], scan: [UInt8]) {
        #expect(file.starts(with: [0xFF, 0xD8]))
        #expect(file.suffix(2) == [0xFF, 0xD9])
        var segments: [Segment] = []
        var offset = 2
        while segments.last?.marker != 0xDA {
            try #require(offset + 4 <= file.count && file[offset] == 0xFF)
            let length = Int(file[offset + 2]) << 8 | Int(file[offset + 3])
            try #require(offset + 2 + length <= file.count)
            segments.append(
                Segment(marker: file[offset + 1], parameters: Array(file[offset + 4..<offset + 2 + length])))
            offset += 2 + length
        }
        var scan: [UInt8] = []
        var isStuffed = false
        for octet in file[offset..<file.count - 2] {
            if isStuffed { #expect(octet == 0) } else { scan.append(octet) }
            isStuffed = octet == 0xFF && !isStuffed
        }
        return (segments, scan)
    }

    /// The lightness of each block, read with the code table that the file brings.
    func blocks(of file: [UInt8]) throws -> (width: Int, luma: [Int]) {
        let (segments, scan) = try split(file)
        #expect(segments.map(\.marker) == [0xE0, 0xDB, 0xC0, 0xC4, 0xC4, 0xDA])
        let frame = segments[2].parameters
        let (height, width) = (Int(frame[1]) << 8 | Int(frame[2]), Int(frame[3]) << 8 | Int(frame[4]))
        var bits = scan.flatMap { octet in (0..<8).map { Int(octet >> (7 - $0)) & 1 } }[...]
        func take(_ count: Int) -> Int { (0..<count).reduce(0) { value, _ in value << 1 | (bits.popFirst() ?? 0) } }
        var codes: [[Int]: Int] = [:]
        var (code, index) = (0, 17)
        for (length, count) in segments[3].parameters[1...16].enumerated() {
            for _ in 0..<count {
                codes[[length + 1, code]] = Int(segments[3].parameters[index])
                (code, index) = (code + 1, index + 1)
            }
            code <<= 1
        }
        var (values, last): ([Int], [Int]) = ([], [128, 128, 128])
        for block in 0..<(width / 8 * height / 8 * 3) {
            var (length, word) = (1, take(1))
            while codes[[length, word]] == nil, length < 16 { (length, word) = (length + 1, word << 1 | take(1)) }
            let category = try #require(codes[[length, word]])
            let raw = take(category)
            last[block % 3] += category > 0 && raw < 1 << (category - 1) ? raw - (1 << category) + 1 : raw
            #expect(take(1) == 0)
            if block % 3 == 0 { values.append(last[0]) }
        }
        #expect(bits.count < 8 && bits.allSatisfy { $0 == 1 })
        return (width / 8, values)
    }

    @Test func everyPictureShowsItsNumber() throws {
        let drawings: [Int: [String]] = [
            1: [".....", "..#..", ".##..", "..#..", "..#..", ".###.", "....."],
            7: [".....", ".###.", "...#.", "...#.", "...#.", "...#.", "....."],
            10: [".........", "..#..###.", ".##..#.#.", "..#..#.#.", "..#..#.#.", ".###.###.", "........."],
        ]
        for number in 1...10 {
            let (width, luma) = try blocks(of: Picture(number: number).jpeg)
            #expect(luma.count == width * 7)
            #expect(Set(luma) == [40, 190])
            guard let drawing = drawings[number] else { continue }
            #expect(luma.map { $0 == 40 ? "#" : "." }.joined() == drawing.joined())
        }
    }
}
