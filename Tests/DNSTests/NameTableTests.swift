import Testing

@testable import DNS

@Suite struct NameTableTests {
    @Test func whatIsRolledBackIsForgotten() throws {
        let message = octets("01'a'00 01'b'00 01'c'00")
        var table = NameTable()
        for (hash, offset) in [(5, 0), (5, 3), (5, 6)] as [(UInt32, Int)] { table.enter(hash: hash, offset: offset) }
        #expect(table.offset(of: octets("01'b'00")[...], hash: 5, in: message) == 3)
        #expect(table.offset(of: octets("01'c'00")[...], hash: 5, in: message) == 6)
        table.rollBack(to: 3)
        #expect(table.offset(of: octets("01'b'00")[...], hash: 5, in: message) == nil)
        #expect(table.offset(of: octets("01'a'00")[...], hash: 5, in: message) == 0)
    }

    @Test func anUnfinishedNameIsNone() {
        var table = NameTable()
        table.enter(hash: 9, offset: 0)
        #expect(table.offset(of: octets("01'a'00")[...], hash: 9, in: octets("01'a'")) == nil)
    }

    @Test func namesThatCollideCostNoMoreThanTheProbes() {
        var table = NameTable()
        func name(_ index: Int) -> [UInt8] { [1, UInt8(index), 0] }
        let message = (0..<100).flatMap(name)
        for index in 0..<100 { table.enter(hash: 7, offset: index * 3) }
        let found = (0..<100).filter {
            table.offset(of: name($0)[...], hash: 7, in: message) == $0 * 3
        }
        #expect(found == Array(0..<NameTable.probeLimit))
        table.rollBack(to: 0)
        #expect(table.offset(of: name(0)[...], hash: 7, in: message) == nil)
    }

    @Test func letterCaseIsKept() {
        var table = NameTable()
        table.enter(hash: 1, offset: 0)
        #expect(table.offset(of: octets("01'A'00")[...], hash: 1, in: octets("01'a'00")) == nil)
    }
}
