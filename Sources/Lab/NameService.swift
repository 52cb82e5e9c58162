import DNS
import Octets
import Sockets
import Transcripts

/// Carries a name server over connections: datagrams, or messages with their length on a stream.
package enum NameService {
    /// How long a client may say nothing (RFC 7766 §6.2.3 leaves it to the server).
    static let idleLimit: Duration = .seconds(30)
    /// How long a client may take no bytes.
    static let sendLimit: Duration = .seconds(10)
    /// Octets of a datagram at most, whatever the client says that it can take.
    static let datagramLimit = 4096

    /// Who sent a query.
    package struct Client: Sendable {
        /// Its address and port.
        package var address: String
        package var transport: Transport
    }

    package typealias Answer = @Sendable (Message, Client) async -> Message

    /// Ports tried where any will do: one that is free for datagrams may be taken for streams.
    static let portTries = 16

    /// Listens on UDP and TCP at one address and port; port 0 stands for any that is free for both.
    package static func listen(
        at host: String, port: Int, answer: @escaping Answer
    ) async throws(SocketError) -> [Listener] {
        for _ in 1..<(port == 0 ? portTries : 1) {
            do throws(SocketError) {
                return try await listenOnce(at: host, port: port, answer: answer)
            } catch {
                if error.kind != .portTaken { throw error }
            }
        }
        return try await listenOnce(at: host, port: port, answer: answer)
    }

    private static func listenOnce(
        at host: String, port: Int, answer: @escaping Answer
    ) async throws(SocketError) -> [Listener] {
        let options = Listener.Options(loopbackOnly: true)
        let datagrams = try await Listener.listen(
            at: Address(host: host, port: port), transport: .udp, options: options, handler: { await serve($0, answer) }
        )
        do throws(SocketError) {
            let streams = try await Listener.listen(
                at: Address(host: host, port: datagrams.port ?? port), transport: .tcp, options: options,
                handler: { await serve($0, answer) })
            return [datagrams, streams]
        } catch {
            await datagrams.stop()
            throw error
        }
    }

    private static func serve(_ connection: Connection, _ answer: Answer) async {
        let isStream = connection.transport != .udp
        var arrivals = Arrivals(over: connection.transport)
        while let inbound = try? await connection.next(within: idleLimit) {
            // A complaint about an earlier datagram changes nothing for the next question.
            guard case .data(let bytes) = inbound else {
                if isStream { return }
                continue
            }
            for message in arrivals.take(bytes) {
                guard let reply = await reply(to: message, connection, answer) else { continue }
                let framed = isStream ? MessageStream.framed(reply) : reply
                guard (try? await connection.send(framed, within: sendLimit)) != nil || !isStream else { return }
            }
        }
    }

    /// The octets of the response; nil for what must not be answered.
    private static func reply(to bytes: [UInt8], _ connection: Connection, _ answer: Answer) async -> [UInt8]? {
        // What has no header, or is a response itself, is answered by nobody: else two servers could talk for ever.
        guard let reading = try? Message.read(bytes.span), !reading.message.header.isResponse else { return nil }
        let query = reading.message
        let response =
            reading.error == nil
            ? await answer(query, Client(address: connection.remote.address, transport: connection.transport))
            : Message(answering: query, .formatError)
        let limit = connection.transport == .udp ? datagramLimit(of: query) : Message.lengthLimit
        return try? response.serialise(limit: limit).octets
    }

    private static func datagramLimit(of query: Message) -> Int {
        guard let edns = query.edns else { return Message.plainUDPLimit }
        return min(max(Int(edns.payloadSize), Message.plainUDPLimit), datagramLimit)
    }
}
