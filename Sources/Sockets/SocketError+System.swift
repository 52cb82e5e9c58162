import Glibc
import NIOCore

extension SocketError {
    /// What we were doing when the system said no; it picks the advice.
    enum Attempt {
        case connect
        case listen
        case talk
    }

    /// Puts `error`, as NIO or the system gave it, into words about `place`.
    init(_ error: any Error, while attempt: Attempt, at place: String) {
        switch error {
        case let error as SocketError: self = error
        case let error as IOError: self.init(number: error.errnoCode, while: attempt, at: place)
        case ChannelError.connectTimeout(let limit): self = .noAnswer(from: place, within: limit)
        case is CancellationError: self.init(.cancelled, "stopped before \(place) answered")
        case is ChannelError: self.init(.closed, "the connection with \(place) is closed")
        default: self.init(.other, "\(attempt.failure(place)): \(error)")
        }
    }

    static func noAnswer(from place: String, within limit: TimeAmount) -> SocketError {
        SocketError(
            .timedOut,
            "no answer from \(place) within \(limit.nanoseconds / 1_000_000_000) s; is it switched on, "
                + "and does a firewall let this through?")
    }

    init(number: CInt, while attempt: Attempt, at place: String) {
        let failure = attempt.failure(place)
        switch number {
        case ECONNREFUSED:
            self.init(.refused, "no answer from \(place): connection refused; is a server listening there?")
        case ETIMEDOUT:
            self.init(
                .timedOut,
                "no answer from \(place): timed out; is it switched on, and does a firewall let this through?")
        case ENETUNREACH, EHOSTUNREACH:
            self.init(.unreachable, "no way to \(place): \(Self.words(number)); is the network up?")
        case ECONNRESET, ECONNABORTED, EPIPE:
            self.init(.reset, "the connection was reset by \(place)")
        case EADDRINUSE:
            self.init(.portTaken, "\(place) is taken; stop the other server or choose another port")
        case EADDRNOTAVAIL:
            self.init(.badAddress, "\(place) is not an address of this machine; choose one that is")
        case EACCES, EPERM:
            self.init(.notAllowed, "\(failure): not allowed; \(attempt.permissionAdvice)")
        case ENOENT:
            self.init(.refused, "no answer from \(place): there is no such socket; is its server running?")
        case EMSGSIZE:
            self.init(.tooLarge, "the datagram is too large for \(place); send less at once")
        case EMFILE, ENFILE:
            self.init(.other, "\(failure): too many open files; close some connections")
        default:
            self.init(.other, "\(failure): \(Self.words(number))")
        }
    }

    /// The system's own words, in lower case at the beginning as ours are.
    private static func words(_ number: CInt) -> String {
        guard let words = strerror(number) else { return "error \(number)" }
        let text = String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension SocketError.Attempt {
    func failure(_ place: String) -> String {
        switch self {
        case .connect: "could not connect to \(place)"
        case .listen: "could not listen on \(place)"
        case .talk: "the connection with \(place) failed"
        }
    }

    var permissionAdvice: String {
        self == .listen
            ? "ports below 1024 need rights, so choose a higher one" : "is a firewall or a sandbox in the way?"
    }
}
