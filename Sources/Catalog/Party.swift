import Captures

/// One end of a conversation: in a capture numbers, of which a text is made when somebody looks; elsewhere what was written.
package enum Party: Hashable, Sendable {
    case socket(SocketName)
    case written(String)

    /// `address:port`; empty where nobody said.
    package var text: String {
        switch self {
        case .socket(let name): name.text
        case .written(let text): text
        }
    }
}
