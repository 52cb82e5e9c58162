import DNS
import Octets
import Resolution
import Sockets
import Synchronization
import Transcripts

/// One question to one name server over UDP or TCP, and the wait for its answer. What passes is told to who watches, in the
/// shape of a transcript's events.
package struct NameExchange: Sendable {
    /// How long a server may take to answer.
    package static let timeout: Duration = .seconds(2)
    /// Messages that are no answer to the question, and are passed over before the exchange is given up.
    static let strayLimit = 16

    /// Something that happened in an exchange.
    package struct Note: Sendable {
        /// Tells exchanges apart, within the program.
        package var exchange: Int
        /// Where the question came from that the asker asks for: an address and port, or nil where it asks for itself.
        package var cause: String?
        package var body: Event.Body
    }

    package typealias Watch = @Sendable (Note) -> Void

    package var asker: String
    package var server: Party
    package var transport: Transport
    package var asking: Asking
    package var cause: String?
    package var isLab: Bool
    package var link: Link?
    package var timeout: Duration
    package var watch: Watch?

    package init(
        asker: String, server: Party, transport: Transport = .udp, asking: Asking, cause: String? = nil, isLab: Bool,
        link: Link? = nil, timeout: Duration = NameExchange.timeout, watch: Watch? = nil
    ) {
        self.asker = asker
        self.server = server
        self.transport = transport
        self.asking = asking
        self.cause = cause
        self.isLab = isLab
        self.link = link
        self.timeout = timeout
        self.watch = watch
    }

    /// Why there is no response.
    package struct Failure: Error, Sendable, Hashable {
        package var outcome: Outcome
        package var reason: String
    }

    /// Asks, and waits for the response that has the query's id and question.
    package func ask(_ query: Message) async throws(Failure) -> Message {
        let number = exchangeNumbers.wrappingAdd(1, ordering: .relaxed).newValue
        let bytes: [UInt8]
        do {
            bytes = try query.serialise().octets
        } catch {
            throw Failure(outcome: .malformed, reason: error.reason)
        }
        let connection: Connection
        do throws(SocketError) {
            var dialer = Dialer(link: link)
            dialer.timeout = timeout
            connection = try await dialer.connect(to: Address(parsing: server.address), transport: transport)
        } catch {
            throw unopened(error, number)
        }
        tell(number, .open(opening(from: connection.local.address, connection.handshakeTime)))
        do throws(Failure) {
            let response = try await exchange(query, bytes, connection, number)
            tell(number, .close(Closing(by: .clientToServer)))
            await connection.close()
            return response
        } catch {
            tell(number, .error("\(error.outcome): \(error.reason)"))
            tell(number, .close(Closing(by: .clientToServer)))
            await connection.close()
            throw error
        }
    }

    private func opening(from local: String, _ took: Int64?) -> Opening {
        Opening(
            transport: transport, client: Endpoint(address: local, name: asker),
            server: Endpoint(address: server.address, name: server.name), proto: "dns", lab: isLab,
            modelledRoundTrip: link?.roundTrip, took: took, asking: asking)
    }

    /// There was no connection: the question was never sent.
    private func unopened(_ error: SocketError, _ number: Int) -> Failure {
        let failure = Failure(outcome: error.kind == .timedOut ? .timeout : .unreachable, reason: error.reason)
        tell(number, .open(opening(from: "", nil)))
        tell(number, .error("\(failure.outcome): \(failure.reason)"))
        tell(number, .close(Closing(by: .clientToServer)))
        return failure
    }

    private func tell(_ number: Int, _ body: Event.Body) {
        watch?(Note(exchange: number, cause: cause, body: body))
    }

    private func exchange(
        _ query: Message, _ bytes: [UInt8], _ connection: Connection, _ number: Int
    ) async throws(Failure) -> Message {
        let framed = transport == .tcp ? MessageStream.framed(bytes) : bytes
        tell(number, .data(.clientToServer, framed))
        do {
            try await connection.send(framed, within: timeout)
        } catch {
            throw Failure(outcome: .unreachable, reason: error.reason)
        }
        var arrivals = Arrivals(over: transport)
        let deadline = ContinuousClock.now + timeout
        var strays = 0
        while strays < Self.strayLimit {
            guard let arrived = try await next(connection, until: deadline) else {
                throw Failure(outcome: .malformed, reason: "the server closed the connection without an answer")
            }
            tell(number, .data(.serverToClient, arrived))
            for message in arrivals.take(arrived) {
                if let response = Self.response(message, to: query) { return response }
                strays += 1
            }
        }
        throw Failure(outcome: .malformed, reason: "what came back was no answer to the question")
    }

    private func next(_ connection: Connection, until deadline: ContinuousClock.Instant) async throws(Failure)
        -> [UInt8]?
    {
        let left = deadline - ContinuousClock.now
        let inbound: Inbound?
        do throws(SocketError) {
            inbound = try await connection.next(within: max(left, .zero))
        } catch {
            throw Failure(
                outcome: .timeout, reason: "no answer from \(server.address) in \(timeout.components.seconds) s")
        }
        switch inbound {
        case .data(let bytes): return bytes
        case .failed(let error): throw Failure(outcome: .unreachable, reason: error.reason)
        case .end, nil: return nil
        }
    }

    /// Anybody can send a datagram: only what bears the id and the question is the answer (RFC 5452 §9).
    private static func response(_ bytes: [UInt8], to query: Message) -> Message? {
        guard let message = try? Message.read(bytes.span).message, message.header.isResponse,
            message.header.id == query.header.id,
            message.questions == query.questions || message.questions.isEmpty
        else { return nil }
        return message
    }
}

private let exchangeNumbers = Atomic<Int>(0)

/// What arrives over either transport, as messages: datagrams are messages as they are.
struct Arrivals {
    private var stream: MessageStream?

    init(over transport: Transport) { stream = transport == .udp ? nil : MessageStream() }

    mutating func take(_ octets: [UInt8]) -> [[UInt8]] { stream?.take(octets) ?? [octets] }
}
