import Lab
import Sockets
import Transcripts

/// Where a URL leads: to the lab where the lab stands for what is asked, else to the world.
struct Route: Sendable {
    var address: Address
    var transport: Transport
    var proto: String?
    /// What the person asked for, for titles and endpoints.
    var name: String
    var isLab: Bool
    /// Modelled link to the lab; nil to the world, which has its own.
    var link: Link?
}

/// Knows the lab that runs, if one does, and finds routes.
package final class Switchboard: Sendable {
    let lab: Lab?
    let services: [LabService]
    private let book: AddressBook
    /// What is modelled between us and the lab.
    let link: Link?

    /// - Parameter roundTrip: the modelled round trip to the lab in nanoseconds; 0 for none.
    package init(lab: Lab? = nil, roundTrip: Int64 = 0) {
        self.lab = lab
        services = lab?.services ?? []
        book = lab?.addressBook ?? AddressBook()
        link = roundTrip > 0 ? Link(roundTrip: roundTrip) : nil
    }

    func route(_ target: Target) throws(Target.Failure) -> Route {
        if let name = target.lab { return try labRoute(name) }
        guard let address = target.address else { throw .malformed("this URL names no address") }
        if let host = address.host, let port = address.port,
            let entry = book.entry(for: host, port: port, transport: target.transport),
            let service = services.first(where: {
                $0.name == entry.service && $0.transport == target.transport && $0.address == entry.address
            })
        {
            return route(to: service, at: entry.address, proto: target.proto, name: "\(host):\(port)")
        }
        return Route(
            address: address, transport: target.transport, proto: target.proto, name: address.description, isLab: false)
    }

    private func labRoute(_ name: String) throws(Target.Failure) -> Route {
        guard !services.isEmpty else { throw .malformed("the lab is not running here; wireside lab starts it") }
        guard let service = service(named: name) else {
            let all = services.map(alias).joined(separator: ", ")
            throw .malformed("the lab has no server \(printable(Array(name.utf8))); it has \(all)")
        }
        return route(to: service, at: service.address, proto: nil, name: service.host)
    }

    /// The service of an alias. Where two transports share one, the first is meant, and `-udp` or `-tcp` behind the name
    /// says which.
    private func service(named name: String) -> LabService? {
        if let plain = services.first(where: { $0.aliases.contains("lab://\(name)") }) { return plain }
        return services.first { service in
            let suffix = "-\(service.transport.rawValue)"
            return name.hasSuffix(suffix) && service.aliases.contains("lab://\(name.dropLast(suffix.count))")
        }
    }

    /// The URL that leads to a service and to no other.
    func alias(of service: LabService) -> String {
        let own = service.aliases.first { alias in
            services.first { $0.aliases.contains(alias) } == service
        }
        return own ?? "\(service.aliases.first ?? "lab://\(service.name)")-\(service.transport.rawValue)"
    }

    private func route(to service: LabService, at address: Address, proto: String?, name: String) -> Route {
        Route(
            address: address, transport: service.transport, proto: proto ?? Self.protocols[service.name], name: name,
            isLab: true, link: link)
    }

    private static let protocols = ["web": "http", "smtp": "smtp", "pop3": "pop3", "dns": "dns"]
}
