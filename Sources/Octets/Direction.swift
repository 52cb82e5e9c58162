/// Which way bytes travel on a connection. The client is the side that opened it.
public enum Direction: UInt8, Sendable, Hashable, CaseIterable {
    case clientToServer = 0
    case serverToClient = 1

    public var opposite: Direction { self == .clientToServer ? .serverToClient : .clientToServer }

    /// The spelling in session files and in JSON: `c>s` or `s>c`.
    public var code: String { self == .clientToServer ? "c>s" : "s>c" }

    public init?(code: String) {
        switch code {
        case "c>s": self = .clientToServer
        case "s>c": self = .serverToClient
        default: return nil
        }
    }
}
