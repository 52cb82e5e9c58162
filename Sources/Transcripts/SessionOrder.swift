/// What a session file's lines owe one another: time does not go back, and bytes belong to a connection that is open.
struct SessionOrder {
    /// Connections of one file at most.
    static let connectionLimit = 1 << 20

    /// The time of the last event that was let through.
    private(set) var time = Moment.zero
    /// True while open, false once closed.
    private var connections: [Int: Bool] = [:]

    /// Takes note of `event`, or says what is wrong with its place and forgets it.
    mutating func admit(_ event: Event, line: Int) throws(SessionError) {
        guard event.time >= time else {
            throw SessionError(line: line, "time goes back", "put lines in the order of their t")
        }
        switch event.body {
        case .open: try open(event.connection, line)
        case .data, .redact: try use(event.connection, line)
        case .close(let closing):
            try use(event.connection, line)
            if !closing.half { connections[event.connection] = false }
        default: break
        }
        time = event.time
    }

    private mutating func open(_ connection: Int, _ line: Int) throws(SessionError) {
        guard connections[connection] == nil else {
            throw SessionError(line: line, "connection \(connection) was opened before", "give it a number of its own")
        }
        guard connections.count < Self.connectionLimit else {
            throw SessionError(
                line: line, "this is connection \(connections.count + 1) of \(Self.connectionLimit) at most",
                "split the file")
        }
        connections[connection] = true
    }

    private func use(_ connection: Int, _ line: Int) throws(SessionError) {
        guard let isOpen = connections[connection] else {
            throw SessionError(line: line, "connection \(connection) was never opened", "add its open line above")
        }
        guard isOpen else {
            throw SessionError(line: line, "connection \(connection) is closed", "move this line above its close line")
        }
    }
}
