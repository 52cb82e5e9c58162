import CNcurses
import Cells

/// The terminal: shows buffers, gives input. Not `Sendable`: it belongs to the one thread that made it, which should be a
/// plain thread that does nothing else; everything else reaches it through a `Waker`.
package final class Screen {
    /// How many bytes of input are read before a step at most, so that a flood cannot keep the screen from being drawn.
    package static let drainLimit = 64 << 10

    package let waker: Waker
    package private(set) var size: Size
    let options: ScreenOptions
    let abilities: screen_abilities
    var pairs: ColorPairs
    /// What the terminal shows; nil where all is to be drawn.
    var shown: Buffer?
    var shownTitle: String?
    private var takesMouse: Bool
    private var decoder = InputDecoder()
    /// When a sequence that has begun is to be taken for complete. Counted from its last byte and not from the last
    /// wait, since wake-ups may come faster than patience ends.
    private var patienceEnd: Int64?
    private var isOpen = true
    private var inputIsOpen = true

    /// Takes the terminal over.
    package init(options: ScreenOptions = ScreenOptions()) throws(TerminalError) {
        self.options = options
        takesMouse = options.mouse
        let waker = try Waker()
        self.waker = waker
        guard guard_install(options.inputDescriptor, options.outputDescriptor, waker.descriptor) else {
            throw .alreadyOpen
        }
        var abilities = screen_abilities()
        let result = Self.open(options, &abilities)
        self.abilities = abilities
        let depth = ColorDepth(
            wanted: options.colors, colors: Int(abilities.colors), direct: abilities.direct)
        pairs = ColorPairs(depth: depth, abilities: abilities)
        size = Size(columns: 0, rows: 0)
        guard result == SCREEN_OPENED else {
            isOpen = false
            guard_remove()
            throw Self.error(result, options)
        }
        takeOver()
        size = measure()
    }

    deinit { close() }

    /// The colours that this terminal shows.
    package var colorDepth: ColorDepth { pairs.depth }
    package var hasMouse: Bool { abilities.mouse && takesMouse }
    package var hasTitle: Bool { abilities.title }

    /// Whether both descriptors of `options` lead to a terminal.
    package static func isPossible(with options: ScreenOptions = ScreenOptions()) -> Bool {
        wait_is_terminal(options.inputDescriptor) && wait_is_terminal(options.outputDescriptor)
    }

    /// Gives the terminal back as it was found. May be called again.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        send(leaving)
        screen_close()
        guard_set_active(false)
        guard_remove()
    }

    /// Calls `step` with what came, does what it answers, and waits, until it answers `quit`. The first call has the size.
    /// A wake-up, or the time that was asked for, calls it with no events.
    package func run(_ step: ([InputEvent]) -> Step) {
        guard isOpen else { return }
        guard_set_listening(true)
        defer { guard_set_listening(false) }
        var events: [InputEvent] = [.resize(size)]
        while true {
            let answer = step(events)
            events = []
            carryOut(answer)
            if answer.quit { return }
            if answer.suspend { suspend(into: &events) }
            if events.isEmpty { wait(answer.wakeAfter, into: &events) }
        }
    }

    private func carryOut(_ step: Step) {
        if let mouse = step.mouse { take(mouse: mouse) }
        if step.redraw {
            shown = nil
            screen_redraw()
        }
        if let buffer = step.buffer {
            present(buffer, title: step.title)
        } else if let title = step.title {
            show(title)
        }
        if let bytes = step.clipboard { send(ControlSequences.clipboard(bytes)) }
        if step.bell { screen_bell() }
    }

    private func take(mouse: Bool) {
        takesMouse = mouse
        guard abilities.mouse else { return }
        send(Array((mouse ? ControlSequences.mouseOn : ControlSequences.mouseOff).utf8))
    }

    /// Blocks until there is something to call the program for.
    private func wait(_ wakeAfter: Int64?, into events: inout [InputEvent]) {
        let end = wakeAfter.map { wait_now() + min(max(0, $0), Int64.max / 4) }
        while true {
            let left = end.map { max(0, $0 - wait_now()) }
            let patience = patienceEnd.map { max(0, $0 - wait_now()) }
            let time = [left, patience].compactMap { $0 }.min() ?? -1
            let came = Int(wait_for(inputIsOpen ? options.inputDescriptor : -1, waker.descriptor, time))
            takeSignals(into: &events)
            if came & WAIT_INPUT != 0 {
                drain(into: &events)
                patienceEnd = decoder.patience.map { wait_now() + $0 }
            } else if let patienceEnd, wait_now() >= patienceEnd {
                decoder.flush(into: &events)
                self.patienceEnd = nil
            }
            if !events.isEmpty || came & WAIT_WOKEN != 0 { return }
            if let end, wait_now() >= end { return }
        }
    }

    /// Reads what is there, up to the limit.
    private func drain(into events: inout [InputEvent]) {
        var bytes = [UInt8](repeating: 0, count: 8 << 10)
        var total = 0
        repeat {
            let count = wait_read(options.inputDescriptor, &bytes, bytes.count)
            guard count > 0 else {
                inputIsOpen = false
                decoder.flush(into: &events)
                events.append(.hangup)
                return
            }
            decoder.decode(bytes.span.extracting(0..<count), into: &events)
            total += count
        } while total < Self.drainLimit
            && Int(wait_for(options.inputDescriptor, -1, 0)) & WAIT_INPUT != 0
    }

    private func takeSignals(into events: inout [InputEvent]) {
        let signals = guard_take_signals()
        func came(_ signal: Int) -> Bool { Int(signals) & signal != 0 }
        guard signals != 0 else { return }
        if came(SIGNAL_STOP) {
            suspend(into: &events)
        } else if came(SIGNAL_CONTINUE) {
            resume(into: &events)
        } else if came(SIGNAL_RESIZE) {
            size = measure()
            events.append(.resize(size))
        }
        if came(SIGNAL_HANGUP) { events.append(.hangup) }
        if came(SIGNAL_TERMINATE) { events.append(.terminate) }
        if came(SIGNAL_INTERRUPT) { events.append(.interrupt) }
    }

    /// Gives the terminal back, stops the job, and takes the terminal again when it goes on.
    private func suspend(into events: inout [InputEvent]) {
        send(leaving)
        screen_leave()
        guard_set_active(false)
        guard_restore_modes()
        guard_stop_job(waker.descriptor)
        // The shell may have changed the modes meanwhile; what it leaves is what it wants back.
        guard_keep_modes()
        resume(into: &events)
    }

    private func resume(into events: inout [InputEvent]) {
        screen_enter()
        takeOver()
        shown = nil
        shownTitle = nil
        size = measure()
        events += [.resumed, .resize(size)]
    }

    /// The size of the terminal; where it has none, what ncurses makes of environment and terminfo.
    private func measure() -> Size {
        var (rows, columns): (Int32, Int32) = (0, 0)
        if wait_terminal_size(options.outputDescriptor, &rows, &columns) {
            rows = min(rows, Int32(Buffer.rowsLimit))
            columns = min(columns, Int32(Buffer.columnsLimit))
            screen_resize(rows, columns)
            shown = nil
        }
        screen_size(&rows, &columns)
        return Size(columns: Int(columns), rows: Int(rows))
    }

    private static func open(_ options: ScreenOptions, _ abilities: inout screen_abilities) -> screen_result {
        guard let name = options.terminal else {
            return screen_open(nil, options.inputDescriptor, options.outputDescriptor, &abilities)
        }
        return screen_open(name, options.inputDescriptor, options.outputDescriptor, &abilities)
    }

    private static func error(_ result: screen_result, _ options: ScreenOptions) -> TerminalError {
        switch result {
        case SCREEN_UNKNOWN_TERMINAL: .unknownTerminal(options.terminal)
        case SCREEN_INCAPABLE: .incapable
        default: .noStream
        }
    }
}

extension Screen {
    /// Switches on what ncurses does not, and tells the guard how to undo everything.
    private func takeOver() {
        var restore = [CChar](repeating: 0, count: 512)
        let count = screen_restore_bytes(&restore, restore.count)
        let bytes = leaving.map(CChar.init(bitPattern:)) + restore.prefix(count)
        guard_set_restore(bytes, bytes.count)
        guard_set_active(true)
        send(entering)
    }

    private var entering: [UInt8] {
        var text = abilities.mouse ? ControlSequences.pasteOn : ""
        if hasMouse { text += ControlSequences.mouseOn }
        if hasTitle { text += ControlSequences.keepTitle }
        return Array(text.utf8)
    }

    private var leaving: [UInt8] {
        var text = abilities.mouse ? ControlSequences.pasteOff : ""
        // Whether or not the mouse is taken just now: a crash restores what was prepared before.
        if abilities.mouse { text += ControlSequences.mouseOff }
        if hasTitle { text += ControlSequences.restoreTitle }
        return Array(text.utf8)
    }

    func send(_ bytes: [UInt8]) { wait_write(options.outputDescriptor, bytes, bytes.count) }
}
