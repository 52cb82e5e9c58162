import Glibc
import NIOCore
import NIOPosix

/// Turns a host into the addresses to try, in the order in which the system gives them.
enum Resolver {
    /// How many addresses of one name are tried.
    static let addressLimit = 16

    /// Numbers are taken as they are. Names are asked of the system on a thread of their own, since `getaddrinfo` blocks.
    static func addresses(of address: Address) async throws(SocketError) -> [SocketAddress] {
        switch address.place {
        case .path(let path):
            return [try literal(at: address) { try SocketAddress(unixDomainSocketPath: path) }]
        case .host(let host, let port):
            if let number = try? SocketAddress(ipAddress: host, port: port) { return [number] }
            return try await lookUp(host, port: port)
        }
    }

    private static func literal(
        at address: Address, make: () throws -> SocketAddress
    ) throws(SocketError) -> SocketAddress {
        do { return try make() } catch { throw SocketError(error, while: .connect, at: address.description) }
    }

    private static func lookUp(_ host: String, port: Int) async throws(SocketError) -> [SocketAddress] {
        let answer: Result<[SocketAddress], SocketError>
        do {
            answer = try await NIOThreadPool.singleton.runIfActive { ask(host, port: port) }
        } catch {
            throw SocketError(error, while: .connect, at: host)
        }
        return try answer.get()
    }

    private static func ask(_ host: String, port: Int) -> Result<[SocketAddress], SocketError> {
        var hints = addrinfo()
        // One entry an address, whichever transport will use it.
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else { return .failure(failure(status, for: host)) }
        let found = addresses(in: list, host: host)
        return found.isEmpty ? .failure(failure(EAI_NONAME, for: host)) : .success(found)
    }

    private static func addresses(in list: UnsafeMutablePointer<addrinfo>?, host: String) -> [SocketAddress] {
        var found: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee, found.count < addressLimit {
            next = entry.ai_next
            guard let raw = UnsafeRawPointer(entry.ai_addr), let address = address(raw, family: entry.ai_family, host)
            else { continue }
            if !found.contains(address) { found.append(address) }
        }
        return found
    }

    private static func address(_ raw: UnsafeRawPointer, family: CInt, _ host: String) -> SocketAddress? {
        switch family {
        case AF_INET: SocketAddress(raw.loadUnaligned(as: sockaddr_in.self), host: host)
        case AF_INET6: SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self), host: host)
        default: nil
        }
    }

    private static func failure(_ status: CInt, for host: String) -> SocketError {
        switch status {
        case EAI_AGAIN:
            SocketError(.unresolvable, "no address found for \(host): no name server answered; is the network up?")
        case EAI_NONAME, -5:  // -5 is EAI_NODATA, which glibc hides behind a feature macro
            SocketError(.unresolvable, "no address found for \(host); is the name spelled right?")
        default:
            SocketError(.unresolvable, "no address found for \(host): \(String(cString: gai_strerror(status)))")
        }
    }
}
