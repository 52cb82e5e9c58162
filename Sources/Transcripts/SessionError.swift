/// What is wrong with a line of a session file, and what to do about it.
package struct SessionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    package var line: Int
    /// One plain clause: what was found.
    package var what: String
    /// One plain clause: what to write instead.
    package var advice: String

    package init(line: Int, _ what: String, _ advice: String) {
        self.line = line
        self.what = what
        self.advice = advice
    }

    package var description: String { "line \(line): \(what); \(advice)" }
}
