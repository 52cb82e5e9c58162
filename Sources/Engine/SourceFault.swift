import Inflate

/// Why the octets of a file end before the file does.
struct SourceFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// One plain clause: what and where.
    let description: String
    /// Somebody wanted no more of it.
    let isStop: Bool
    /// The system's error number, where the system did not read.
    let number: Int32?

    private init(_ description: String, isStop: Bool = false, number: Int32? = nil) {
        self.description = description
        self.isStop = isStop
        self.number = number
    }

    static func shrunk(from size: UInt64, to end: UInt64) -> SourceFault {
        SourceFault("the file became shorter while it was read: it had \(size) octets, and ended at octet \(end)")
    }

    static func unreadable(at place: UInt64, _ number: Int32) -> SourceFault {
        SourceFault("nothing can be read from octet \(place) on (\(systemText(number)))", number: number)
    }

    static func damaged(_ error: InflateError) -> SourceFault { SourceFault("\(error)") }

    static func stopped(at place: UInt64) -> SourceFault {
        SourceFault("reading was stopped at octet \(place)", isStop: true)
    }
}
