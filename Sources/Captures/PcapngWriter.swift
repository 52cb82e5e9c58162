import Octets

/// Writes a pcapng file (draft-ietf-opsawg-pcapng) block by block, in little-endian order, with times in nanoseconds.
///
/// The octets gather in `bytes`; whoever writes them to a file takes them with `take`. First comes `beginSection`, then
/// `addInterface`, then packets of the interfaces by their number from 0.
package struct PcapngWriter: Sendable {
    /// Octets of an option's text at most: its length has 16 bits.
    package static let textLimit = 65_535

    /// Octets that have not been taken yet.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Gives what was written since the last time.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// - Parameters:
    ///   - application: what made the file.
    ///   - comment: what a person should know of it.
    package mutating func beginSection(application: String, comment: String?) {
        block(0x0A0D_0D0A) { block in
            block.append(0x1A2B_3C4D as UInt32)
            // Version 1.0, and a length that is not told.
            block.append(1 as UInt16)
            block.append(0 as UInt16)
            block.append(UInt64.max)
            block.option(Option.comment, comment)
            block.option(Option.userApplication, application)
            block.endOptions()
        }
    }

    package mutating func addInterface(link: LinkType, name: String, description: String? = nil) {
        block(1) { block in
            block.append(link.rawValue)
            block.append(0 as UInt16)
            // No packet is cut.
            block.append(0 as UInt32)
            block.option(Option.interfaceName, name)
            block.option(Option.interfaceDescription, description)
            block.option(Option.timeResolution, [9])
            block.endOptions()
        }
    }

    /// - Parameter time: nanoseconds since 1970; what was before is written as 1970.
    package mutating func addPacket(_ octets: [UInt8], time: Int64, interface: Int = 0, comment: String? = nil) {
        let ticks = UInt64(max(0, time))
        block(6) { block in
            block.append(UInt32(truncatingIfNeeded: interface))
            block.append(UInt32(truncatingIfNeeded: ticks >> 32))
            block.append(UInt32(truncatingIfNeeded: ticks))
            block.append(UInt32(truncatingIfNeeded: octets.count))
            block.append(UInt32(truncatingIfNeeded: octets.count))
            block.padded(octets)
            if comment != nil {
                block.option(Option.comment, comment)
                block.endOptions()
            }
        }
    }

    private enum Option {
        static let comment: UInt16 = 1
        static let userApplication: UInt16 = 4
        static let interfaceName: UInt16 = 2
        static let interfaceDescription: UInt16 = 3
        static let timeResolution: UInt16 = 9
    }

    /// A block's type, its length, its body, and its length again.
    private mutating func block(_ type: UInt32, _ body: (inout PcapngWriter) -> Void) {
        let start = bytes.count
        append(type)
        append(0 as UInt32)
        body(&self)
        let length = UInt32(truncatingIfNeeded: bytes.count - start + 4)
        append(length)
        for index in 0..<4 { bytes[start + 4 + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
    }

    private mutating func option(_ code: UInt16, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        option(code, Array(text.utf8.prefix(Self.textLimit)))
    }

    private mutating func option(_ code: UInt16, _ value: [UInt8]) {
        append(code)
        append(UInt16(truncatingIfNeeded: value.count))
        padded(value)
    }

    private mutating func endOptions() { append(0 as UInt32) }

    private mutating func padded(_ value: [UInt8]) {
        bytes += value
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
