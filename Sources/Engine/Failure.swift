/// The program's version.
package let version = "0.1.0"

/// Why a command ends without having done what was asked: a status of sysexits.h and one sentence.
package struct Failure: Error, Sendable, Equatable {
    package struct Status: Sendable, Equatable {
        package var code: Int32
        package static let usage = Status(code: 64)
        package static let badData = Status(code: 65)
        package static let noInput = Status(code: 66)
        package static let unavailable = Status(code: 69)
        package static let inputOutput = Status(code: 74)
        package static let timeOut = Status(code: 75)
        package static let proto = Status(code: 76)
    }

    package var status: Int32
    package var sentence: String

    package init(_ status: Status, _ sentence: String) {
        self.status = status.code
        self.sentence = sentence
    }
}

/// How a headless command prints.
package enum OutputForm: Sendable {
    /// What the command prints by itself: bytes for `open`, lines of text for the others.
    case standard
    case text
    case json
}

package enum ColorChoice: String, Sendable, CaseIterable {
    case always, auto, never

    /// Colours are not wanted: an option beats `NO_COLOR`, which counts where it is set and not empty.
    func isOff(_ environment: [String: String]) -> Bool {
        self == .never || self == .auto && environment["NO_COLOR"]?.isEmpty == false
    }
}
