/// Where a session stands (RFC 1939 §3), for a hint of what comes next.
package enum SessionState: Sendable, Hashable {
    /// The server has not greeted yet.
    case connected
    /// AUTHORIZATION: the client is to say who it is. The name is that of USER, once it was accepted.
    case authorization(user: String?)
    case authenticating
    /// TRANSACTION: letters can be listed, fetched and marked. So many are marked to be deleted.
    case transaction(deleted: Int)
    /// UPDATE: the client said QUIT from TRANSACTION, and marked letters are deleted.
    case update
    /// TLS has begun, and this machine sees none of it.
    case encrypted
    /// The session ended without an UPDATE.
    case quit
}
