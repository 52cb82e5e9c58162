/// Where a session stands, for a hint of what comes next.
package enum SessionState: Sendable, Hashable {
    /// The server has not greeted yet.
    case connected
    /// The client is to say HELO or EHLO.
    case greeted
    /// Ready for a letter, or for anything else.
    case hello
    /// A letter was begun; recipients are missing. The path is as written, without brackets; empty for the null path.
    case mail(from: String)
    /// So many recipients were accepted; more or the letter may follow.
    case recipients(Int)
    /// The letter itself is being sent.
    case data
    /// The letter was sent; the server has not said what it does with it.
    case contentSent
    case authenticating
    /// TLS has begun, and this machine sees none of it.
    case encrypted
    /// The client said QUIT, or the server said that it closes.
    case quit
}
