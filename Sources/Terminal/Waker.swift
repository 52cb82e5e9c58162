import CNcurses

/// Wakes the screen's loop from any thread. Many calls before the loop comes round are one.
package final class Waker: Sendable {
    let descriptor: Int32

    package init() throws(TerminalError) {
        descriptor = waker_make()
        guard descriptor >= 0 else { throw .noWaker }
    }

    package func wake() { waker_wake(descriptor) }

    deinit { if descriptor >= 0 { waker_close(descriptor) } }
}
