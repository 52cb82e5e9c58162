import Captures
import Octets
import Transcripts

/// Who takes what a file holds as it passes: events of packets with their octets where they lie, or events of a transcript.
protocol CaptureTaker: AnyObject {
    /// The time that the events count from, in nanoseconds since 1970; before the first of them.
    func begin(at epoch: Int64)
    func take(_ event: CapturedEvent, _ bytes: Span<UInt8>)
    /// - Parameter packet: the number of the packet that brought it, where there are packets.
    func take(_ event: Event, packet: Int?)
    /// Called after each packet or event; what it throws ends the reading.
    func settle() throws
    /// Nothing is there to be read just now: what is known had better be shown.
    func runsDry()
}
