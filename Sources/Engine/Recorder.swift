import Foundation
import Glibc
import Octets
import Synchronization
import Transcripts

/// Writes a session file, event by event: when `append` returns, what the filter let through has been handed to the kernel, so
/// that a killed process loses nothing.
///
/// A disk that is full costs the recording, never the session: the file is cut back to its last whole line, `failure` says
/// what happened in one sentence, and later events are dropped.
package final class Recorder: Sendable {
    /// Names tried before giving up: `x.session`, `x-2.session`, … `x-1000.session`.
    package static let nameLimit = 1000

    /// The file's path, which may differ from the one that was asked for.
    package let path: String
    private let state: Mutex<State>

    /// Bytes of a recording that is still written which may be written anew for another title: while that is done nothing
    /// else is recorded.
    package static let retitlingLimit = 16 << 20

    private struct State: Sendable {
        var descriptor: Int32
        var encoder = EventEncoder()
        var lines: [UInt8] = []
        var filter: (any EventFilter)?
        /// Bytes of whole lines in the file.
        var size = 0
        var eventCount = 0
        var time = Moment.zero
        var isPaused = false
        var isClosed = false
        var failure: String?
    }

    /// Makes a new file of mode 0600, its directory too where it is not there (0700), and writes the header. Never overwrites:
    /// `-2`, `-3` … go behind the name.
    package init(path: String, header: SessionHeader, filter: (any EventFilter)? = nil) throws(RecorderError) {
        try makeDirectory(of: path)
        let (descriptor, path) = try createFile(path)
        self.path = path
        state = Mutex(State(descriptor: descriptor, filter: filter))
        state.withLock { state in
            state.encoder.append(header, to: &state.lines)
            write(&state)
        }
        if let failure { throw RecorderError(failure) }
    }

    deinit { finish() }

    /// `20261123-223144-hamburger.edu.session`: the header's start (UTC) and what the session is with, in characters that any
    /// file system takes.
    package static func defaultName(start: Timestamp, host: String) -> String {
        let safe = host.unicodeScalars.map { scalar -> Character in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || ".-_".unicodeScalars.contains(scalar))
                ? Character(scalar) : "-"
        }
        let name = String(safe.prefix(80)).trimmingCharacters(in: CharacterSet(charactersIn: ".-"))
        return start.fileNameText + (name.isEmpty ? "" : "-\(name)") + ".session"
    }

    /// Events in the file.
    package var eventCount: Int { state.withLock { $0.eventCount } }
    package var isPaused: Bool { state.withLock { $0.isPaused } }
    /// Why recording stopped by itself; nil while all is well.
    package var failure: String? { state.withLock { $0.failure } }

    /// Records an event. While paused, only connections' beginnings and ends are kept, for the file to make sense; the filter
    /// sees everything all the same, since what it saw tells what is secret later.
    package func append(_ event: Event) {
        state.withLock { take(event, &$0) }
    }

    /// Stops recording until `resume`; what the filter held back is written first.
    package func pause(at time: Moment, connection: Int = 0) {
        state.withLock { state in
            guard !state.isPaused else { return }
            flush(&state)
            take(Event(time: time, connection: connection, body: .pause), &state)
            state.isPaused = true
        }
    }

    package func resume(at time: Moment, connection: Int = 0) {
        state.withLock { state in
            guard state.isPaused else { return }
            flush(&state)
            state.isPaused = false
            take(Event(time: time, connection: connection, body: .resume), &state)
        }
    }

    /// Notes and marks are kept while paused too: the person asked for them.
    package func note(_ text: String, at time: Moment, connection: Int = 0) {
        state.withLock { take(Event(time: time, connection: connection, body: .note(text)), &$0) }
    }

    package func mark(_ mark: Mark, at time: Moment, connection: Int = 0) {
        state.withLock { take(Event(time: time, connection: connection, body: .mark(mark)), &$0) }
    }

    /// Gives the file another title. Throws, and leaves all as it was, where that cannot be done.
    package func retitle(_ title: String) throws(EngineError) {
        let failure: EngineError? = state.withLock { state in
            guard !state.isClosed, state.failure == nil else { return nil }
            guard state.size <= Self.retitlingLimit else {
                return EngineError(
                    "the recording is too long for a new title while it goes on; give it one in its replay")
            }
            do throws(EngineError) {
                let (descriptor, size) = try SessionFile.rewritten(path, title: title)
                close(state.descriptor)
                (state.descriptor, state.size) = (descriptor, size)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Writes what the filter held back and closes the file. Later events are dropped.
    package func finish() {
        state.withLock { state in
            guard !state.isClosed else { return }
            flush(&state)
            state.isClosed = true
            if close(state.descriptor) != 0, errno != EINTR { fail(&state, errno) }
        }
    }
}

extension Recorder {
    private func take(_ event: Event, _ state: inout State) {
        guard state.filter != nil else { return record([event], &state) }
        var passed: [Event] = []
        state.filter?.filter(event) { passed.append($0) }
        record(passed, &state)
    }

    private func flush(_ state: inout State) {
        var passed: [Event] = []
        state.filter?.flush { passed.append($0) }
        record(passed, &state)
    }

    /// Events that a filter held back come behind later ones of other connections: their time may not go back in the file.
    private func record(_ events: [Event], _ state: inout State) {
        let events = state.isPaused ? events.filter { !$0.body.isTraffic } : events
        guard !events.isEmpty, !state.isClosed, state.failure == nil else { return }
        for var event in events {
            event.time = max(event.time, state.time)
            state.time = event.time
            state.encoder.append(event, to: &state.lines)
        }
        write(&state)
        if state.failure == nil { state.eventCount += events.count }
    }

    private func write(_ state: inout State) {
        let failure = state.lines.withUnsafeBytes { writeAll($0, to: state.descriptor) }
        if let failure {
            fail(&state, failure)
        } else {
            state.size += state.lines.count
        }
        state.lines.removeAll(keepingCapacity: true)
    }

    private func fail(_ state: inout State, _ number: Int32) {
        if !state.isClosed { ftruncate(state.descriptor, off_t(state.size)) }
        state.failure =
            "recording to \(path) stopped (\(systemText(number))); "
            + (isFull(number) ? "make room and start a new recording" : "start a new recording in another place")
    }
}

/// Why a recording cannot begin.
package struct RecorderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One plain sentence: what, where, why, what to do.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension Event.Body {
    /// What a pause leaves out.
    fileprivate var isTraffic: Bool { kind == .data || kind == .redact || kind == .unknown }
}

/// Makes the directories above `path` that are not there, for nobody else to read.
private func makeDirectory(of path: String) throws(RecorderError) {
    let directory = NSString(string: path).deletingLastPathComponent
    guard !directory.isEmpty, access(directory, F_OK) != 0 else { return }
    try makeDirectory(of: directory)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
        throw RecorderError("cannot make the directory \(directory) (\(systemText(errno))); record to another place")
    }
}

/// Creates the file, or the first of its numbered siblings that is not there.
private func createFile(_ path: String) throws(RecorderError) -> (descriptor: Int32, path: String) {
    for number in 1...Recorder.nameLimit {
        let name = numbered(path, number)
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor >= 0 { return (descriptor, name) }
        guard errno == EEXIST else {
            throw RecorderError("cannot make \(name) (\(systemText(errno))); record to another place")
        }
    }
    throw RecorderError("\(path) and \(Recorder.nameLimit - 1) numbered names are taken; record to another place")
}

/// `a/b.session` as `a/b-2.session`.
private func numbered(_ path: String, _ number: Int) -> String {
    guard number > 1 else { return path }
    let suffix = NSString(string: path).pathExtension
    let stem = NSString(string: path).deletingPathExtension
    return "\(stem)-\(number)" + (suffix.isEmpty ? "" : ".\(suffix)")
}
