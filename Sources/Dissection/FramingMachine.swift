import DNS
import HTTP
import Octets
import POP3
import SMTP

/// What cuts a connection into messages, by its protocol. The state of each protocol is kept apart, so that a connection without any
/// stays small, and so that it changes in place.
enum FramingMachine: Sendable {
    /// Nothing is known yet, or all is over.
    case none
    case http(Boxed<HTTP.Conversation>)
    case smtp(Boxed<SMTP.Conversation>)
    case pop3(Boxed<POP3.Conversation>)
    case dns(Boxed<DNS.Conversation>)
    case text(Boxed<TextConversation>)

    init(_ proto: ProtocolName, isDatagrams: Bool) {
        switch proto {
        case .http: self = .http(Boxed(HTTP.Conversation()))
        case .smtp: self = .smtp(Boxed(SMTP.Conversation()))
        case .pop3: self = .pop3(Boxed(POP3.Conversation()))
        case .dns, .mdns, .llmnr: self = .dns(Boxed(DNS.Conversation(isDatagrams: isDatagrams)))
        default: self = .text(Boxed(TextConversation(isDatagrams: isDatagrams)))
        }
    }

    // Taken out of the enum while it changes, so that nobody else holds it and nothing is copied.
    mutating func receive(_ bytes: Span<UInt8>, _ direction: Direction, _ emit: (ScannedFrame) -> Void) {
        let machine = self
        self = .none
        switch consume machine {
        case .none: break
        case .http(var box):
            box.value.receive(bytes, direction) { emit(ScannedFrame($0)) }
            self = .http(box)
        case .smtp(var box):
            box.value.receive(bytes, direction) { emit(ScannedFrame($0)) }
            self = .smtp(box)
        case .pop3(var box):
            box.value.receive(bytes, direction) { emit(ScannedFrame($0)) }
            self = .pop3(box)
        case .dns(var box):
            box.value.receive(bytes, direction) { emit(ScannedFrame($0)) }
            self = .dns(box)
        case .text(var box):
            box.value.receive(bytes, direction, emit: emit)
            self = .text(box)
        }
    }

    mutating func finish(_ direction: Direction, _ emit: (ScannedFrame) -> Void) {
        let machine = self
        self = .none
        switch consume machine {
        case .none: break
        case .http(var box):
            box.value.finish(direction) { emit(ScannedFrame($0)) }
            self = .http(box)
        case .smtp(var box):
            box.value.finish(direction) { emit(ScannedFrame($0)) }
            self = .smtp(box)
        case .pop3(var box):
            box.value.finish(direction) { emit(ScannedFrame($0)) }
            self = .pop3(box)
        case .dns(var box):
            box.value.finish(direction) { emit(ScannedFrame($0)) }
            self = .dns(box)
        case .text(var box):
            box.value.finish(direction, emit: emit)
            self = .text(box)
        }
    }

    /// So many octets are missing. A line that lost its middle ends where the next one begins: only what counts octets must know.
    mutating func skip(_ octets: Int, _ direction: Direction, _ emit: (ScannedFrame) -> Void) {
        let machine = self
        switch machine {
        case .http(var box):
            self = .none
            box.value.skip(octets, direction) { emit(ScannedFrame($0)) }
            self = .http(box)
        case .dns(var box):
            self = .none
            box.value.skip(octets, direction) { emit(ScannedFrame($0)) }
            self = .dns(box)
        case .smtp, .pop3, .text, .none: break
        }
    }

    var http: HTTP.Conversation? { if case .http(let box) = self { box.value } else { nil } }
    var smtp: SMTP.Conversation? { if case .smtp(let box) = self { box.value } else { nil } }
    var pop3: POP3.Conversation? { if case .pop3(let box) = self { box.value } else { nil } }
}

/// A value in a place of its own: it moves with a pointer, and is copied when a second holder changes it.
struct Boxed<Value: Sendable>: Sendable {
    /// Changed by one holder alone, which `value` sees to.
    private final class Storage: @unchecked Sendable {
        var value: Value
        init(_ value: Value) { self.value = value }
    }

    private var storage: Storage

    init(_ value: Value) { storage = Storage(value) }

    var value: Value {
        _read { yield storage.value }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
            yield &storage.value
        }
    }
}
