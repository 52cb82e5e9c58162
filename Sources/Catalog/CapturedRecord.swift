import Octets
import Transcripts

/// An event of a capture in numbers: 48 octets, whatever it holds. Octets of data stay where they are.
package struct CapturedRecord: Hashable, Sendable, BitwiseCopyable {
    package let time: Moment
    /// Where the octets of data lie; for all else the number of what it says.
    let place: UInt64
    private let connection32: UInt32
    private let packet32: UInt32
    private let length32: UInt32
    /// One more than the number of the event before it in its conversation; 0 where it is the first.
    private let previous32: UInt32
    /// Of data: where it begins in its stream, modulo 2^32. It lies in what would be padding.
    let offset32: UInt32
    private let directionTag: UInt8

    /// Data that lies at `place`.
    init(
        data direction: Direction, place: UInt64, length: Int, time: Moment, connection: Int, packet: Int?,
        previous: Int?, offset: UInt32 = 0
    ) {
        self.time = time
        self.place = place
        offset32 = offset
        connection32 = UInt32(clamping: connection)
        packet32 = UInt32(clamping: packet ?? 0)
        length32 = UInt32(clamping: length)
        previous32 = previous.map { UInt32(clamping: $0 + 1) } ?? 0
        directionTag = direction.rawValue
    }

    /// Something else, whose words have a number.
    init(words: Int, time: Moment, connection: Int, packet: Int?, previous: Int?) {
        self.time = time
        place = UInt64(words)
        offset32 = 0
        connection32 = UInt32(clamping: connection)
        packet32 = UInt32(clamping: packet ?? 0)
        length32 = 0
        previous32 = previous.map { UInt32(clamping: $0 + 1) } ?? 0
        directionTag = .max
    }

    /// Where data begins in its stream, if that is within 2 GiB of `offset`.
    func offset(near offset: UInt64) -> UInt64 {
        let ahead = Int64(Int32(truncatingIfNeeded: Int64(offset32) - Int64(truncatingIfNeeded: offset & 0xFFFF_FFFF)))
        return ahead < 0 ? offset - min(offset, ahead.magnitude) : offset + ahead.magnitude
    }

    package var connection: Int { Int(connection32) }
    /// The number, from 1, of the packet that brought it; nil where the file has no packets.
    package var packet: Int? { packet32 == 0 ? nil : Int(packet32) }
    /// Octets of data.
    package var length: Int { Int(length32) }
    /// Of data; nil for all else.
    package var direction: Direction? { Direction(rawValue: directionTag) }
    /// Where the octets of data lie.
    package var range: Range<UInt64> { place..<(place + UInt64(length32)) }
    /// The number of the event before it in its conversation.
    var previous: Int? { previous32 == 0 ? nil : Int(previous32) - 1 }
}
