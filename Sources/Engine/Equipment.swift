import Transcripts
import Workbench

/// What tabs are equipped with: the way to servers, the place for recordings, the themes.
package struct Equipment: Sendable {
    package var switchboard: Switchboard
    package var recordings: Recordings
    package var themes: ThemeLibrary
    /// Looks up what a blank tab offers; asked again when a session has ended, and with it perhaps a recording.
    package var destinations: (@Sendable () -> [Destination])?

    package init(
        switchboard: Switchboard, recordings: Recordings, themes: ThemeLibrary,
        destinations: (@Sendable () -> [Destination])? = nil
    ) {
        self.switchboard = switchboard
        self.recordings = recordings
        self.themes = themes
        self.destinations = destinations
    }

    func liveHost(_ id: TabID, _ mailbox: Mailbox) throws(EngineError) -> TabHost {
        let spool: Spool
        let spill: RecordSpill
        do {
            spool = try Spool()
            spill = try RecordSpill()
        } catch {
            throw EngineError(error.description)
        }
        let session = LiveSession(
            id: id, spool: spool, spill: spill, mailbox: mailbox, switchboard: switchboard, recordings: recordings)
        return TabHost(session: session)
    }
}

/// Something that could not be done: one sentence for the person.
package struct EngineError: Error, Sendable, Equatable {
    package var sentence: String
    package init(_ sentence: String) { self.sentence = sentence }
}
