import Dissection
import Foundation
import Glibc
import JSON
import Lab
import Octets
import Sockets
import Transcripts
import Workbench

/// `open` without a screen: standard input goes to the server, what comes back to standard output.
///
/// It ends well when the server closes, or when the server has said something and then nothing for the idle time, which
/// counts from the end of the input. A server that says nothing at all is a time-out.
package struct HeadlessOpen: Sendable {
    private let url: String
    private let record: String?
    /// In nanoseconds.
    private let idle: Int64
    private let output: OutputForm

    package init(url: String, record: String?, idle seconds: Double, output: OutputForm) {
        self.url = url
        self.record = record
        idle = Int64(seconds * 1e9)
        self.output = output
    }

    package func run() async throws(Failure) {
        let route = try route()
        let connection: Connection
        do {
            connection = try await Dialer(link: route.link).connect(
                to: route.address, transport: route.transport, name: route.name)
        } catch {
            throw Failure(error.kind == .timedOut ? .timeOut : .unavailable, error.reason)
        }
        // Octets of DNS are nothing to look at.
        let form = route.proto == "dns" && output == .standard ? OutputForm.text : output
        let log = HeadlessLog(output: form, start: SystemClock.now)
        if let record { try await log.record(into: record, route) }
        await log.opened(connection, route)
        let sending = Task { await send(connection, log, QuestionSender(proto: route.proto, route.transport)) }
        let failure = await receive(connection, log)
        sending.cancel()
        await connection.close()
        try await log.close()
        if let failure { throw failure }
    }

    private func route() throws(Failure) -> Route {
        do {
            let target = try Target(parsing: url)
            guard target.lab == nil else {
                throw Failure(
                    .usage,
                    "lab:// leads into a lab that runs with the workbench; here, run wireside lab and open the address it prints"
                )
            }
            return try Switchboard().route(target)
        } catch let failure as Failure {
            throw failure
        } catch let failure as Target.Failure {
            throw Failure(.usage, failure.sentence)
        } catch {
            throw Failure(.usage, "this URL cannot be opened")
        }
    }

    /// Sends standard input until it ends.
    private func send(_ connection: Connection, _ log: HeadlessLog, _ questions: QuestionSender?) async {
        if let questions { return await ask(questions, connection, log) }
        let limit = connection.transport == .udp ? Connection.datagramLimit : Connection.pieceLimit
        let input = StandardInput(limit: limit)
        for await piece in input.pieces {
            input.taken()
            await log.happen(.data(.clientToServer, piece))
            do {
                try await connection.send(piece)
            } catch {
                await log.happen(.error(error.reason))
                break
            }
        }
        await log.inputEnded()
    }

    /// Octets of a line with a question: a name has 255, and its escapes at most four times as many.
    private static let questionLimit = 4096

    /// Sends a question for each line of standard input.
    private func ask(_ questions: QuestionSender, _ connection: Connection, _ log: HeadlessLog) async {
        let input = StandardInput(limit: Connection.pieceLimit)
        var waiting: [UInt8] = []
        for await piece in input.pieces {
            input.taken()
            waiting += piece
            guard let end = waiting.lastIndex(of: UInt8(ascii: "\n")) else {
                if waiting.count > Self.questionLimit {
                    printError("a question is longer than \(Self.questionLimit) octets; nothing more is sent")
                    return await log.inputEnded()
                }
                continue
            }
            guard await put(Array(waiting[...end]), questions, connection, log) else { return await log.inputEnded() }
            waiting.removeFirst(end + 1)
        }
        if !waiting.isEmpty { _ = await put(waiting + [UInt8(ascii: "\n")], questions, connection, log) }
        await log.inputEnded()
    }

    /// False where nothing more can be sent.
    private func put(
        _ lines: [UInt8], _ questions: QuestionSender, _ connection: Connection, _ log: HeadlessLog
    ) async -> Bool {
        for message in questions.messages(from: lines) ?? [] {
            switch message {
            case .failure(let error): printError(error.sentence)
            case .success(let octets):
                await log.happen(.data(.clientToServer, octets))
                do {
                    try await connection.send(octets)
                } catch {
                    await log.happen(.error(error.reason))
                    return false
                }
            }
        }
        return true
    }

    /// Prints what comes until the server closes, or nothing comes for the idle time after the input's end.
    private func receive(_ connection: Connection, _ log: HeadlessLog) async -> Failure? {
        while true {
            let inbound: Inbound?
            do {
                inbound = try await connection.next(within: .nanoseconds(await log.patience(idle)))
            } catch {
                guard await log.patience(idle) <= 0 else { continue }
                return await idled(connection, log)
            }
            switch inbound {
            case .data(let bytes)?:
                guard await log.received(bytes) else { return nil }
            case .end?, nil:
                await log.happen(.close(Closing(by: .serverToClient)))
                return nil
            case .failed(let error)?:
                await log.happen(.close(Closing(by: .serverToClient, reason: error.reason)))
                return Failure(.unavailable, error.reason)
            }
        }
    }
}

extension HeadlessOpen {
    private func idled(_ connection: Connection, _ log: HeadlessLog) async -> Failure? {
        await log.happen(.close(Closing(by: .clientToServer, reason: "idle")))
        guard await !log.hasHeard else { return nil }
        let time = seconds(idle)
        return Failure(.timeOut, "\(connection.remote.address) said nothing for \(time) s; --idle waits longer")
    }
}

/// Standard input in pieces, read on a thread of its own so that nothing else waits for it.
private struct StandardInput: Sendable {
    /// Pieces that are read before the first of them is taken.
    static let piecesAhead = 4

    let pieces: AsyncStream<[UInt8]>
    /// Counts up from zero: one that is let go below the count it was made with ends the program.
    private let room = DispatchSemaphore(value: 0)

    init(limit: Int) {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        pieces = stream
        let room = room
        for _ in 0..<Self.piecesAhead { room.signal() }
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: limit)
            while true {
                room.wait()
                let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
                guard count > 0 || count < 0 && errno == EINTR else { break }
                if count > 0 { continuation.yield(Array(buffer.prefix(count))) } else { room.signal() }
            }
            continuation.finish()
        }
    }

    /// A piece has been dealt with: another may be read.
    func taken() { room.signal() }
}
