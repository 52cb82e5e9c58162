import Dissection
import Transcripts

/// What stands between a session and its file: it may change events, hold them back for a while, or add some (a `redact`).
package protocol EventFilter: Sendable {
    mutating func filter(_ event: Event, into sink: (Event) -> Void)
    /// Lets go of all that was held back: the recording pauses or ends.
    mutating func flush(into sink: (Event) -> Void)
}

extension Redactor: EventFilter {}
