import Cells
import TestKit
import Testing

@testable import Widgets

@Suite struct HexViewTests {
    private let bytes = Array("DATA\r\nSubject: \u{FF}x".utf8)

    @Test(arguments: [
        (80, 16), (72, 16), (71, 8), (39, 8), (38, 4), (23, 4), (22, 4), (10, 2), (5, 2), (4, 1), (2, 1), (0, 1),
    ]) func adaptsToTheWidth(columns: Int, bytesPerRow: Int) {
        let layout = HexLayout(columns: columns, lastOffset: 100)
        #expect(layout.bytesPerRow == bytesPerRow)
        #expect(layout.columns <= max(2, columns))
    }

    @Test func drawsBytes() {
        let view = HexView(count: bytes.count, baseOffset: 0x4C)
        #expect(
            screenRows(columns: 40, rows: 4) { view.draw(bytes, into: &$0, in: $1) } == [
                "004c  44 41 54 41 0d 0a 53 75  DATA␍␊Su",
                "0054  62 6a 65 63 74 3a 20 c3  bject: ·",
                "005c  bf 78                    ·x",
                "",
            ])
        #expect(
            screenRows(columns: 72, rows: 1) { view.draw(bytes, into: &$0, in: $1) } == [
                "004c  44 41 54 41 0d 0a 53 75  62 6a 65 63 74 3a 20 c3  DATA␍␊Subject: ·"
            ])
        let narrow = screenRows(columns: 17, rows: 2, symbols: .ascii) { view.draw(bytes, into: &$0, in: $1) }
        #expect(narrow == ["44 41 54 41  DATA", "0d 0a 53 75  ..Su"])
        var scrolled = view
        scrolled.topRow = 2
        #expect(scrolled.visibleBytes(in: Rect(x: 0, y: 0, columns: 40, rows: 2)) == 16..<18)
        #expect(screenRows(columns: 40, rows: 1) { scrolled.draw(bytes, into: &$0, in: $1) }[0].hasPrefix("005c  bf"))
    }

    @Test func saysWhichBytesAreNotAtHand() {
        let view = HexView(count: 3)
        #expect(
            screenRows(columns: 40, rows: 1) { view.draw(into: &$0, in: $1) { $0 == 1 ? 0x41 : nil } } == [
                "0000  ?? 41 ??                 ·A·"
            ])
    }

    @Test func lightsRanges() {
        let lit = Style(attributes: .underline)
        let view = HexView(count: bytes.count, highlights: [.init(6..<10, style: lit, brackets: true)], cursor: 1)
        var buffer = Buffer(columns: 39, rows: 2)
        view.draw(bytes, into: &buffer, in: buffer.bounds)
        #expect(
            buffer.trimmedRows == [
                "0000  44 41 54 41 0d 0a[53 75  DATA␍␊Su", "0008  62 6a]65 63 74 3a 20 c3  bject: ·",
            ])
        #expect(
            buffer.map { $0.attributes.contains(.underline) } == [
                "........................#####........##", "......#####....................##......",
            ])
        #expect(
            buffer.map { $0.attributes.contains(.reverse) } == [
                ".........##.....................#......", ".......................................",
            ])
    }

    /// Every byte that shows is found at its digits and at its character, at every width.
    @Test func findsBytesBothWays() throws {
        for columns in 2...80 {
            let area = Rect(x: 3, y: 2, columns: columns, rows: 3)
            let view = HexView(count: 30, topRow: 1)
            for index in view.visibleBytes(in: area) {
                let cells = try #require(view.cells(ofByte: index, in: area))
                #expect(view.byte(atX: cells.hex.x, y: cells.hex.y, in: area) == index)
                #expect(view.byte(atX: cells.hex.x + 1, y: cells.hex.y, in: area) == index)
                if let text = cells.text { #expect(view.byte(atX: text.x, y: text.y, in: area) == index) }
            }
            #expect(view.cells(ofByte: 0, in: area) == nil)
            #expect(view.byte(atX: 0, y: 0, in: area) == nil)
        }
    }

    @Test func revealsAByte() {
        let area = Rect(x: 0, y: 0, columns: 40, rows: 3)
        var view = HexView(count: 800)
        view.reveal(100, in: area)
        #expect(view.topRow == 10)
        view.reveal(100, in: area)
        #expect(view.topRow == 10)
        view.reveal(0, in: area)
        #expect(view.topRow == 0)
    }
}
