import Cells
import Testing

@testable import Workbench

/// The top line says whether, into which file, and how much is recorded, as far as there is room.
@Suite struct RecorderSignTests {
    private func header(columns: Int, _ recorder: RecorderState) -> String {
        var state = State(size: Size(columns: columns, rows: 24))
        state.tab.title = "hamburger.edu"
        state.tab.connection = .open(detail: "tcp hamburger.edu", lab: true)
        state.tab.recorder = recorder
        return render(state).rows[0]
    }

    private let recording = RecorderState(mode: .on, file: "/home/x/sessions/a-session-with-bob.session", events: 14)

    @Test func namesTheFileWhereThereIsRoom() {
        let row = header(columns: 100, recording)
        #expect(row.contains("a-session-with-bob.session   lab   ● rec 14 events"))
        #expect(!row.contains("/home"))
    }

    @Test func cutsTheFileWithASignAndNeverTheCount() {
        let row = header(columns: 66, recording)
        #expect(row.contains("a-session-w…") || row.contains("a-session-wi…"), "\(row)")
        #expect(row.contains("● rec 14 events"))
        #expect(!header(columns: 56, recording).contains("a-sess"))
    }

    @Test func namesNoFileWhereNoneIsOpen() {
        #expect(header(columns: 100, RecorderState()).contains("not recording"))
        #expect(header(columns: 100, RecorderState(mode: .paused, file: "b.session", events: 2)).contains("b.session"))
    }
}
