import Octets
import Transcripts

/// What a parser made of a text.
struct Reading: Equatable {
    var header: SessionHeader?
    var events: [Event] = []
    var errors: [SessionError] = []
    var torn: SessionParser.TornLine?
}

/// Feeds `bytes` in chunks of at most `chunk`, asking for all there is after each.
func read(_ bytes: [UInt8], chunk: Int = .max) -> Reading {
    var parser = SessionParser()
    var reading = Reading()
    var start = 0
    while start < bytes.count {
        let end = start + min(chunk, bytes.count - start)
        parser.append(bytes[start..<end].span)
        drain(&parser, into: &reading)
        start = end
    }
    parser.finish()
    drain(&parser, into: &reading)
    reading.torn = parser.torn
    return reading
}

func read(_ text: String, chunk: Int = .max) -> Reading { read(Array(text.utf8), chunk: chunk) }

private func drain(_ parser: inout SessionParser, into reading: inout Reading) {
    while true {
        do {
            switch try parser.next() {
            case .header(let header): reading.header = header
            case .event(let event): reading.events.append(event)
            case nil: return
            }
        } catch {
            reading.errors.append(error)
        }
    }
}

/// The session file of `events`.
func write(_ header: SessionHeader = SessionHeader(), _ events: [Event]) -> [UInt8] {
    var encoder = EventEncoder()
    var bytes: [UInt8] = []
    encoder.append(header, to: &bytes)
    for event in events { encoder.append(event, to: &bytes) }
    return bytes
}

/// The one line that `event` becomes, without its LF.
func line(of event: Event) -> String {
    var encoder = EventEncoder()
    var bytes: [UInt8] = []
    encoder.append(event, to: &bytes)
    return String(decoding: bytes.dropLast(), as: UTF8.self)
}

func event(_ nanoseconds: Int64, _ body: Event.Body) -> Event { event(nanoseconds, 0, body) }

func event(_ nanoseconds: Int64, _ connection: Int, _ body: Event.Body) -> Event {
    Event(time: Moment(nanoseconds: nanoseconds), connection: connection, body: body)
}

let someOpening = Opening(
    transport: .tcp, client: Endpoint(address: "127.0.0.1:50000"), server: Endpoint(address: "127.0.0.1:25"))
