import Testing

@testable import DNS

@Suite struct MnemonicTests {
    @Test func knownNumbersHaveNamesBothWays() {
        func check<Value: Mnemonic>(_ type: Value.Type) {
            #expect(!Value.known.isEmpty)
            for value in Value.known {
                #expect(Value(mnemonic: value.description) == value)
                #expect(Value(mnemonic: value.description.lowercased()) == value)
                #expect(value.meaning?.isEmpty == false)
                #expect(value.reference?.hasPrefix("RFC ") == true)
            }
        }
        check(RecordType.self)
        check(RecordClass.self)
        check(Opcode.self)
        check(ResponseCode.self)
        check(EDNSOption.Code.self)
        #expect(RecordType.aaaa.description == "AAAA")
        #expect(ResponseCode.nameError.description == "NXDOMAIN")
    }

    @Test func unknownNumbersAreKept() {
        #expect(RecordType(rawValue: 65280).description == "TYPE65280")
        #expect(RecordType(mnemonic: "type65280") == RecordType(rawValue: 65280))
        #expect(RecordType(mnemonic: "TYPE1") == .a)
        #expect(RecordClass(rawValue: 32).description == "CLASS32")
        #expect(RecordClass(mnemonic: "Class32")?.rawValue == 32)
        #expect(RecordType(rawValue: 65280).meaning == nil)
    }

    @Test(arguments: ["", "TYPE", "TYPE65536", "TYPE-1", "TYPE+1", "TYPE 1", "XYZ", "1"])
    func whatIsNoTypeIsRefused(text: String) { #expect(RecordType(mnemonic: text) == nil) }

    @Test func theTableHasNoNumberAndNoNameTwice() {
        #expect(Set(RecordType.entries.map(\.number)).count == RecordType.entries.count)
        #expect(Set(RecordType.entries.map(\.mnemonic)).count == RecordType.entries.count)
        let formats = RecordFormat.tables.joined().map(\.type)
        #expect(Set(formats).count == formats.count)
    }

    @Test func theHeadersBitsHaveTheirPlaces() {
        let places: [(WritableKeyPath<Header, Bool>, UInt16, String)] = [
            (\.isResponse, 0x8000, "qr"), (\.isAuthoritative, 0x0400, "aa"), (\.isTruncated, 0x0200, "tc"),
            (\.recursionDesired, 0x0100, "rd"), (\.recursionAvailable, 0x0080, "ra"), (\.reservedBit, 0x0040, "z"),
            (\.authenticData, 0x0020, "ad"), (\.checkingDisabled, 0x0010, "cd"),
        ]
        for (path, bit, name) in places {
            var header = Header(id: 0)
            header[keyPath: path] = true
            #expect(header.flags == bit)
            #expect(header.setFlags == [name])
            header.flags = 0xFFFF
            header[keyPath: path] = false
            #expect(header.flags == 0xFFFF & ~bit)
        }
        var header = Header(id: 0, flags: 0xFFFF)
        header.opcode = .update
        header.responseCode = .refused
        #expect(header.flags == 0xAFF5)
        #expect(header.opcode == .update)
        #expect(header.responseCode == .refused)
        header.responseCode = .badVersion
        #expect(header.responseCode == .noError, "only four bits fit")
    }
}
