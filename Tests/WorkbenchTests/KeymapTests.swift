import Cells
import Dissection
import Octets
import TestKit
import Testing
import Transcripts
import Widgets

@testable import Workbench

@Suite struct KeymapTests {
    @Test func noKeyReachesTwoCommands() {
        #expect(Keymap.standard.conflicts == [])
        var broken = Keymap.standard
        if let key = try? Key(parsing: "g") { broken.bind(key, to: .zoom, in: .session) }
        #expect(broken.conflicts.count == 1)
    }

    @Test func everyKeyOfTheTableParses() {
        #expect(Keymap.standard.bindings.count == Keymap.defaultTable.reduce(0) { $0 + $1.2.count })
    }

    /// Everything can be reached: by a key, or by a command of the `:` line.
    @Test func everyCommandIsReached() {
        let bound = Set(Keymap.standard.bindings.map(\.command))
        let byName: Set<Command> = [.disconnect]
        #expect(Set(Command.allCases).subtracting(bound) == byName)
        #expect(LineCommand.named("close") != nil)
    }

    /// In each context, each key does what its command does.
    @Test(arguments: Keymap.standard.bindings) func theKeyDoesItsCommand(_ binding: Binding) {
        var byKey = Self.desk(in: binding.context)
        var byCommand = byKey
        #expect(byKey.state.contexts.contains(binding.context))
        #expect(byKey.state.keymap.command(for: binding.key, in: byKey.state.contexts) == binding.command)
        let effects = byKey.act(.input(.key(binding.key)))
        #expect(effects == byCommand.act(.command(binding.command)))
        #expect(byKey.screen == byCommand.screen)
    }

    private static func desk(in context: Context) -> Desk {
        var desk =
            switch context {
            case .start: Desk()
            case .replay: Desk.replayed()
            case .question: Desk.asked()
            case .conversations, .allMessages: Desk.captured()
            case .capture: Desk.inConversation()
            case .trace: Desk.traced()
            default: Desk.smtp()
            }
        switch context {
        case .session, .reading: desk.press("Escape")
        case .messages: desk.press("Escape", "Tab")
        case .fields: desk.press("Escape", "Tab", "Tab")
        case .bytes: desk.press("Shift-Tab")
        case .help: desk.press("F1")
        case .ladder: desk.press("Escape", "L")
        case .allMessages: desk.press("a")
        case .typing: desk.type("a line")
        case .start, .replay, .question, .conversations, .capture, .trace, .everywhere: break
        }
        return desk
    }

    /// Help and the bottom line print the table in force.
    @Test func helpAndFooterFollowTheBindings() throws {
        var desk = Desk.smtp(100, 120)
        desk.press("Escape")
        #expect(desk.rows.last?.contains("\\ zoom") == true)
        let old = try Key(parsing: "\\")
        desk.state.keymap.unbind(old, in: .reading)
        desk.state.keymap.bind(try Key(parsing: "F12"), to: .zoom, in: .reading)
        #expect(desk.rows.last?.contains("F12 zoom") == true)
        desk.press("?")
        #expect(desk.rows.contains { $0.contains("F12") && $0.contains("one pane fills the screen") })
        #expect(!desk.rows.contains { $0.contains("\\  ") && $0.contains("one pane fills the screen") })
        desk.press("Escape")
        desk.press("\\")
        #expect(!desk.tab.zoomed)
        desk.press("F12")
        #expect(desk.tab.zoomed)
    }

    @Test func helpListsEveryCommandThatIsBound() {
        var desk = Desk.smtp(200, 400)
        desk.press("F1")
        let text = desk.rows.joined(separator: "\n")
        for command in Set(Keymap.standard.bindings.map(\.command)) { #expect(text.contains(command.title)) }
        for command in LineCommand.table { #expect(text.contains(":\(command.name)")) }
    }
}
