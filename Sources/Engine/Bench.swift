import Cells
import Dissection
import Glibc
import Lab
import Sockets
import Synchronization
import Transcripts
import Workbench

/// What the workbench begins with.
package enum FirstStep: Sendable {
    case nothing
    case open(url: String, record: String?)
    case replay(path: String)
    /// Files of any kind, a tab each.
    case decode(paths: [String])
    /// A name to resolve.
    case trace(TraceRequest)
}

/// Everything behind the screen, from the configuration to the lab, set up once and taken down once.
package final class Bench: Sendable {
    private let environment: [String: String]
    private let paths: Paths
    private let configuration: Configuration
    private let complaint: String?
    private let themes: ThemeLibrary
    private let themeName: String
    private let first: FirstStep
    private let mailbox = Mailbox()
    private let lab = Mutex<Lab?>(nil)
    private let ending = Mutex<(@Sendable () async -> Void)?>(nil)

    package init(configuration path: String?, theme: String?, color: ColorChoice, first: FirstStep) {
        environment = Surroundings.environment
        paths = Paths(environment: environment, executable: Surroundings.executable)
        (configuration, complaint) = Self.load(path ?? paths.configuration, asked: path != nil)
        themes = ThemeLibrary(paths: paths, monochrome: color.isOff(environment))
        themeName = theme ?? configuration.theme ?? Setting.usualTheme
        self.first = first
    }

    /// What to tell the terminal before it starts.
    package var wantsMouse: Bool { configuration.options.mouse }
    package var isMonochrome: Bool { themes.isMonochrome }

    /// Starts the lab. What it says comes through the mailbox.
    package func start() async {
        do {
            let trip = configuration.labRoundTrip
            let lab = try await Lab.start(link: trip > 0 ? Link(roundTrip: trip) : nil)
            self.lab.withLock { $0 = lab }
        } catch {
            mailbox.post(.said(Notice(.error, "the lab did not start: \(error.reason)")))
        }
    }

    /// The desk for a screen of that size. Call it on the screen's thread.
    ///
    /// - Parameter wake: makes the screen's loop come round, from any thread.
    package func makeDesk(size: Size, wake: @escaping @Sendable () -> Void) -> Desk {
        mailbox.onPost(wake)
        let lab = lab.withLock { $0 }
        let switchboard = Switchboard(lab: lab, roundTrip: configuration.labRoundTrip)
        let destinations = Destinations(switchboard: switchboard, paths: paths)
        let first = destinations.first
        if !first.isAll {
            let mailbox = mailbox
            Task.detached { mailbox.post(.destinations(destinations.list)) }
        }
        let equipment = Equipment(
            switchboard: switchboard, recordings: recordings, themes: themes, destinations: { destinations.list })
        var state = State(size: size, clock: SystemClock.now, keymap: configuration.keymap, themes: themes.names)
        state.options = configuration.options
        state.destinations = first.list
        let desk = Desk(state: state, mailbox: mailbox, equipment: equipment)
        _ = desk.step(firstActions)
        return desk
    }

    private var recordings: Recordings {
        var path: String?
        if case .open(_, let asked) = first { path = asked }
        return Recordings(folder: paths.sessions, startsBySelf: configuration.records, firstPath: path)
    }

    private var firstActions: [Action] {
        var actions = themeActions
        if let complaint { actions.append(.engine(.said(Notice(.error, complaint)))) }
        switch first {
        case .nothing: break
        case .open(let url, _): actions.append(.open(url: url))
        case .replay(let path): actions.append(.replay(path: path))
        case .decode(let paths): actions.append(.files(paths))
        case .trace(let request): actions.append(.trace(request))
        }
        return actions
    }

    /// The theme that was asked for, or what is wrong with it and the usual one.
    private var themeActions: [Action] {
        do {
            return [.engine(.theme(try themes.theme(named: themeName)))]
        } catch {
            let usual = (try? ThemeLibrary(paths: Paths.none).theme(named: Setting.usualTheme)) ?? .monochrome
            return [.engine(.theme(usual)), .engine(.said(Notice(.error, error.sentence)))]
        }
    }

    /// Takes the desk back from the screen's thread, to be closed.
    package func retire(_ desk: Desk) {
        let closing = desk.closing
        ending.withLock { $0 = closing }
    }

    /// Ends sessions and lab: recordings are whole after it.
    package func close() async {
        await ending.withLock { $0 }?()
        await lab.withLock { $0 }?.stop()
    }

    private static func load(_ path: String, asked: Bool) -> (Configuration, String?) {
        do {
            let configuration = try Configuration.load(path: path)
            let isMissing = asked && access(path, R_OK) != 0
            return (configuration, isMissing ? "there is no file \(path) to read; the defaults are in force" : nil)
        } catch {
            return (Configuration(), "\(error.sentence); the defaults are in force")
        }
    }
}

/// What the process was started with.
enum Surroundings {
    static var environment: [String: String] {
        var all: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { all[name] = String(cString: value) }
        }
        return all
    }

    /// The variables that mean something here.
    private static let names = [
        "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR", "TERM", "COLORTERM", "LANG", "LC_ALL",
    ]

    static var executable: String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = buffer.withUnsafeMutableBytes {
            guard let base = $0.bindMemory(to: CChar.self).baseAddress else { return 0 }
            return readlink("/proc/self/exe", base, $0.count)
        }
        return String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
    }
}
