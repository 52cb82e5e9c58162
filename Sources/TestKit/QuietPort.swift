import Glibc
import Testing

/// A port of 127.0.0.1 where nobody answers, and which no other test can get: it is held by a stream socket that does not
/// listen, or by a datagram socket that hears only itself.
///
/// A listener's port that was given back is not such a port. Another test may be given it, and a program that another test
/// starts in that instant may have inherited the listening socket.
package final class QuietPort {
    package let number: Int
    private var descriptor: Int32

    /// - Parameter datagrams: of UDP rather than TCP.
    package init(datagrams: Bool = false) throws {
        let kind = datagrams ? SOCK_DGRAM : SOCK_STREAM
        descriptor = socket(AF_INET, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let holder = descriptor
        try withUnsafeMutableBytes(of: &place) { bytes in
            let pointer = try #require(bytes.baseAddress).assumingMemoryBound(to: sockaddr.self)
            try #require(bind(holder, pointer, length) == 0)
            try #require(getsockname(holder, pointer, &length) == 0)
            if datagrams { try #require(Glibc.connect(holder, pointer, length) == 0) }
        }
        number = Int(UInt16(bigEndian: place.sin_port))
    }

    /// Gives the port back.
    package func release() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    deinit { release() }
}
