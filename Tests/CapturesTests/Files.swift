import Octets
@testable import Captures

/// Capture files as octets, made by hand, in either byte order.
struct FileMaker {
    var order: ByteOrder

    func number16(_ value: Int) -> [UInt8] {
        let bytes = Frames.big16(value)
        return order == .big ? bytes : bytes.reversed()
    }

    func number32(_ value: UInt32) -> [UInt8] {
        let bytes = Frames.big32(value)
        return order == .big ? bytes : bytes.reversed()
    }

    // MARK: pcap

    func pcapHeader(magic: UInt32 = 0xA1B2_C3D4, link: UInt32 = 1, major: Int = 2, minor: Int = 4) -> [UInt8] {
        number32(magic) + number16(major) + number16(minor) + number32(0) + number32(0) + number32(65_535)
            + number32(link)
    }

    func record(_ bytes: [UInt8], seconds: UInt32 = 1_700_000_000, fraction: UInt32 = 0, original: Int? = nil)
        -> [UInt8]
    {
        number32(seconds) + number32(fraction) + number32(UInt32(bytes.count))
            + number32(UInt32(original ?? bytes.count)) + bytes
    }

    // MARK: pcapng

    func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
        let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
        let length = number32(UInt32(padded.count + 12))
        return number32(type) + length + padded + length
    }

    var section: [UInt8] { section() }

    func section(major: Int = 1, options: [UInt8] = []) -> [UInt8] {
        let fixed = number32(0x1A2B_3C4D) + number16(major) + number16(0) + [UInt8](repeating: 0xFF, count: 8)
        return block(0x0A0D_0D0A, fixed + options)
    }

    func interface(link: Int = 1, snapLength: UInt32 = 0, options: [UInt8] = []) -> [UInt8] {
        block(1, number16(link) + number16(0) + number32(snapLength) + options)
    }

    func option(_ code: Int, _ value: [UInt8]) -> [UInt8] {
        number16(code) + number16(value.count) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    func enhanced(
        _ bytes: [UInt8], interface: UInt32 = 0, ticks: UInt64 = 0, original: Int? = nil, options: [UInt8] = []
    ) -> [UInt8] {
        let padding = options.isEmpty ? [] : [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
        return block(6, number32(interface) + rest(bytes, ticks, original) + padding + options)
    }

    func number64(_ value: UInt64) -> [UInt8] {
        let halves = [number32(UInt32(value >> 32)), number32(UInt32(truncatingIfNeeded: value))]
        return order == .big ? halves[0] + halves[1] : halves[1] + halves[0]
    }

    /// The old packet block.
    func old(_ bytes: [UInt8], interface: Int = 0, ticks: UInt64 = 0) -> [UInt8] {
        block(2, number16(interface) + number16(3) + rest(bytes, ticks, nil))
    }

    func simple(_ bytes: [UInt8], original: Int? = nil) -> [UInt8] {
        block(3, number32(UInt32(original ?? bytes.count)) + bytes)
    }

    private func rest(_ bytes: [UInt8], _ ticks: UInt64, _ original: Int?) -> [UInt8] {
        number32(UInt32(ticks >> 32)) + number32(UInt32(truncatingIfNeeded: ticks)) + number32(UInt32(bytes.count))
            + number32(UInt32(original ?? bytes.count)) + bytes
    }
}

/// What a scanner makes of a file, packets and complaints in their order.
struct Reading: Equatable {
    struct Found: Equatable {
        var number: Int
        var time: Int64?
        var link: UInt16
        var original: Int
        var offset: UInt64
        var bytes: [UInt8]
    }

    var packets: [Found] = []
    var errors: [String] = []
    /// Which of the errors say that nothing behind them can be read.
    var ends: [Bool] = []
    /// The packets' interfaces.
    var interfaces: [Int] = []
    var notes = CaptureNotes()

    init(packets: [Found] = [], errors: [String] = []) {
        self.packets = packets
        self.errors = errors
    }
}

extension Reading {
    /// The packets and complaints that are told, whatever else is known.
    static func == (left: Reading, right: Reading) -> Bool {
        left.packets == right.packets && left.errors == right.errors
    }
}
