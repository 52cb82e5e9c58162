import Cells
import Dissection
import Transcripts
import Widgets

func draw(_ overlay: Overlay, _ state: State, _ layout: Layout, _ buffer: inout Buffer) {
    switch overlay {
    case .help(let top): drawPage(HelpPage(state), "Help", top, &buffer)
    case .statistics(let top): drawPage(HelpPage(statistics: state), "Statistics", top, &buffer)
    case .prompt(let prompt): draw(prompt, state, &buffer)
    // The bottom line asks.
    case .quit: break
    }
}

private func draw(_ prompt: PromptState, _ state: State, _ buffer: inout Buffer) {
    let theme = state.theme
    let line = LineEditor.Styles(prefix: theme[.prompt], text: theme[.text], search: theme[.search])
    let styles = Prompt.Styles(
        line: line, candidate: theme[.status], note: theme[.muted], selected: theme[.selection])
    if prompt.purpose == .wanted { return drawFilter(prompt, styles, &buffer) }
    let candidates = prompt.candidates.map { name in
        let place = state.destinations.first { $0.target == name }
        return Prompt.Candidate(name, note: LineCommand.named(name)?.meaning ?? place?.detail ?? "")
    }
    Prompt(prefix: prompt.label, editor: prompt.line, candidates: candidates, styles: styles)
        .draw(into: &buffer, in: buffer.bounds)
}

/// The line of a filter, and above it what may follow, or what is wrong with it.
private func drawFilter(_ prompt: PromptState, _ styles: Prompt.Styles, _ buffer: inout Buffer) {
    let remark: String? =
        switch FilterCheck(prompt.line.text) {
        case .empty: "as in: http.status >= 400 and waited > 200ms"
        case .valid: nil
        case .unfinished(let error), .wrong(let error): error.sentence
        }
    let completion = FilterCompletion(prompt.line.text, cursor: prompt.line.cursor)
    let offers = prompt.candidates.compactMap { name in completion.offers.first { $0.text == name } }
    var candidates = offers.map { Prompt.Candidate($0.text, note: $0.meaning) }
    if candidates.isEmpty, let remark { candidates = [Prompt.Candidate(remark)] }
    Prompt(prefix: prompt.label, editor: prompt.line, candidates: candidates, styles: styles)
        .draw(into: &buffer, in: buffer.bounds)
}

// MARK: Help

private func drawPage(_ page: HelpPage, _ title: String, _ top: Int, _ buffer: inout Buffer) {
    let state = page.state
    let area = HelpPage.area(state)
    buffer.fill(area, style: state.theme[.text])
    var inside = area
    if Layout.hasBorder(area) {
        inside = buffer.box(
            area, title: title, trailing: state.keymap.key(for: .back, in: [.help]).map { "\($0) closes" } ?? "",
            style: state.theme[.focusedBorder],
            titleStyle: state.theme[.focusedTitle], focused: true, lines: state.options.ascii ? .ascii : .light)
    }
    page.view(top: min(top, page.lastTop)).draw(into: &buffer, in: inside)
}

/// The keys in force and the commands of the `:` line, from their tables; or what a capture holds in numbers.
struct HelpPage {
    let state: State
    private let isStatistics: Bool

    init(_ state: State) { (self.state, isStatistics) = (state, false) }
    init(statistics state: State) { (self.state, isStatistics) = (state, true) }

    /// All of the screen but the bottom line.
    static func area(_ state: State) -> Rect {
        Rect(x: 0, y: 0, columns: state.size.columns, rows: max(1, state.size.rows - 1))
    }

    func view(top: Int) -> HelpView {
        let theme = state.theme
        let styles = HelpView.Styles(heading: theme[.title], keys: theme[.helpKey], meaning: theme[.text])
        return HelpView(entries: entries, top: top, styles: styles)
    }

    /// The highest first line that still fills the page.
    var lastTop: Int { view(top: 0).lastTop(in: Layout.inside(Self.area(state))) }

    /// Where the person is comes first.
    private var entries: [HelpView.Entry] { isStatistics ? numbers : keys }

    private var numbers: [HelpView.Entry] {
        guard let capture = state.tab.capture else { return [] }
        let columns = Layout.inside(Self.area(state)).columns
        let page = StatisticsPage(
            capture.statistics, name: state.tab.title, notes: capture.notes, columns: columns, symbols: symbols)
        return Array(
            page.parts.map { part in
                part.enumerated().map { HelpView.Entry.row($0.element, isHeading: $0.offset == 0) }
            }.joined(separator: [.text("")]))
    }

    private var keys: [HelpView.Entry] {
        var here = state
        here.overlays = []
        let first = here.contexts
        let others = Context.allCases.filter { !first.contains($0) }
        let signs: [HelpView.Entry] = [
            .heading("signs"),
            .text(
                "\(symbols.client) from the client   \(symbols.server) from the server   \(symbols.mark) a mark   \" a note   ! something went wrong"
            ),
            .text("* there is something to say about this field"),
        ]
        return signs + (first + others).flatMap(section) + commands
    }

    private var symbols: Symbols { state.options.ascii ? .ascii : .unicode }

    private func section(_ context: Context) -> [HelpView.Entry] {
        var seen: Set<Command> = []
        var entries: [HelpView.Entry] = []
        for binding in state.keymap.bindings where binding.context == context && seen.insert(binding.command).inserted {
            let keys = state.keymap.keys(for: binding.command, in: context).map(\.description)
            entries.append(.binding(keys: keys.joined(separator: " "), meaning: binding.command.title))
        }
        return entries.isEmpty ? [] : [.text(""), .heading(context.title)] + entries
    }

    private var commands: [HelpView.Entry] {
        [.text(""), .heading("commands, after :")]
            + LineCommand.table.map { .binding(keys: ":\($0.usage)", meaning: $0.meaning) }
    }
}
