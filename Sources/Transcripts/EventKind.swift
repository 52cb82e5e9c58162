/// What kind of event it is: the tag of a record, and the `k` of a session file's line.
package enum EventKind: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case open, data, close, mark, note, pause, resume, redact, error
    /// A kind that this version does not know; its own name is in the event's body.
    case unknown

    /// The spelling in session files.
    package var name: String { "\(self)" }
}

extension Event.Body {
    package var kind: EventKind {
        switch self {
        case .open: .open
        case .data: .data
        case .close: .close
        case .mark: .mark
        case .note: .note
        case .pause: .pause
        case .resume: .resume
        case .redact: .redact
        case .error: .error
        case .unknown: .unknown
        }
    }
}
