import Catalog
import Dissection
import JSON
import Transcripts

/// Writes statistics as one JSON object, as `docs/json.md` describes it.
///
/// - Parameter notes: what the file says about itself, a line each.
func writeJSON(_ statistics: Statistics, notes: [String], to writer: inout JSON.Writer) {
    writer.beginObject()
    writer.key("messages")
    writer.beginObject()
    for proto in statistics.protocols.sorted(by: { $0.proto.rawValue < $1.proto.rawValue }) {
        writer.key(proto.proto.rawValue)
        writer.beginObject()
        for (kind, count) in proto.kinds {
            writer.key(kind.name)
            writer.integer(count)
        }
        writer.endObject()
    }
    writer.endObject()
    writer.key("connections")
    writer.integer(statistics.connections)
    writer.key("bytes")
    writer.integer(statistics.fileOctets)
    writer.key("seconds")
    writer.seconds(nanoseconds: statistics.duration.nanoseconds)
    writer.key("packets")
    writer.integer(statistics.packets)
    writer.key("octets")
    writer.integer(statistics.octets)
    writer.key("transports")
    writer.beginObject()
    for (transport, count) in statistics.conversations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        writer.key(transport.rawValue)
        writer.integer(count)
    }
    writer.endObject()
    writeServers(statistics, to: &writer)
    writer.key("responseTimes")
    writer.beginObject()
    for proto in statistics.protocols where proto.responseTimes.count > 0 {
        writer.key(proto.proto.rawValue)
        writeJSON(proto.responseTimes, to: &writer)
    }
    writer.endObject()
    writer.key("errors")
    writer.beginArray()
    for error in statistics.errors {
        writer.beginObject()
        writer.key("protocol")
        writer.string(error.proto.rawValue)
        writer.key("code")
        writer.integer(error.code)
        writer.key("count")
        writer.integer(error.count)
        writer.endObject()
    }
    writer.endArray()
    writeTCP(statistics, to: &writer)
    writer.key("notes")
    writer.beginArray()
    for note in notes { writer.string(note) }
    writer.endArray()
    writer.endObject()
}

private func writeServers(_ statistics: Statistics, to writer: inout JSON.Writer) {
    writer.key("servers")
    writer.beginArray()
    for server in statistics.rankedServers {
        writer.beginObject()
        writer.key("server")
        if server.name.isEmpty { writer.null() } else { writer.string(server.name) }
        writer.key("transport")
        writer.string(server.transport.rawValue)
        writer.key("protocol")
        if let proto = server.proto { writer.string(proto.rawValue) } else { writer.null() }
        writer.key("connections")
        writer.integer(server.conversations)
        writer.key("messages")
        writer.integer(server.messages)
        writer.key("octets")
        writer.integer(server.octets)
        writer.key("errors")
        writer.integer(server.errors)
        if server.responseTimes.count > 0 {
            writer.key("responseTimes")
            writeJSON(server.responseTimes, to: &writer)
        }
        writer.endObject()
    }
    writer.endArray()
}

private func writeTCP(_ statistics: Statistics, to writer: inout JSON.Writer) {
    writer.key("tcp")
    writer.beginObject()
    writer.key("retransmissions")
    writer.integer(statistics.retransmissions)
    writer.key("outOfOrder")
    writer.integer(statistics.outOfOrder)
    writer.key("differing")
    writer.integer(statistics.differing)
    writer.key("missingOctets")
    writer.integer(statistics.missingOctets)
    writer.endObject()
}

/// Counts exactly, times in seconds.
private func writeJSON(_ times: Distribution, to writer: inout JSON.Writer) {
    writer.beginObject()
    writer.key("count")
    writer.integer(times.count)
    writer.key("least")
    writer.seconds(nanoseconds: times.least)
    writer.key("median")
    writer.seconds(nanoseconds: times.quantile(percent: 50))
    writer.key("p90")
    writer.seconds(nanoseconds: times.quantile(percent: 90))
    writer.key("p99")
    writer.seconds(nanoseconds: times.quantile(percent: 99))
    writer.key("most")
    writer.seconds(nanoseconds: times.most)
    writer.key("mean")
    writer.seconds(nanoseconds: times.mean)
    writer.endObject()
}
