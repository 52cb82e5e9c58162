import ArgumentParser
import Engine
import Foundation
import Terminal

/// A person sits at both ends: keys come in, and cells go out.
func isInteractive(_ options: HeadlessOptions) -> Bool {
    !options.json && !options.text && Screen.isPossible()
}

extension HeadlessOptions {
    var output: OutputForm { json ? .json : text ? .text : .standard }
}

/// Opens the workbench on this terminal and comes back when it is left.
func runWorkbench(_ common: CommonOptions, _ options: LookOptions, first: FirstStep) async throws {
    guard Screen.isPossible() else {
        throw end(Failure(.usage, "the workbench needs a terminal; wireside --help lists what works without one"))
    }
    let bench = Bench(configuration: common.config, theme: options.theme, color: common.color, first: first)
    await bench.start()
    let failure = await onThreadOfItsOwn { drive(bench) }
    await bench.close()
    if let failure { throw end(failure) }
}

/// The screen's loop: a plain thread that owns ncurses and blocks until there is something to do.
private func drive(_ bench: Bench) -> Failure? {
    do throws(TerminalError) {
        let options = ScreenOptions(mouse: bench.wantsMouse, colors: bench.isMonochrome ? .none : .auto)
        let screen = try Screen(options: options)
        defer { screen.close() }
        let waker = screen.waker
        let desk = bench.makeDesk(size: screen.size, wake: { waker.wake() })
        screen.run { Step(desk.step($0)) }
        bench.retire(desk)
        return nil
    } catch {
        return Failure(.usage, error.description)
    }
}

extension Step {
    fileprivate init(_ frame: Desk.Frame) {
        self.init(
            buffer: frame.buffer, title: frame.title, clipboard: frame.clipboard, mouse: frame.mouse,
            redraw: frame.redraws, suspend: frame.suspends, quit: frame.quits, wakeAfter: frame.wakeAfter)
    }
}

private func onThreadOfItsOwn<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 8 << 20
        thread.start()
    }
}
