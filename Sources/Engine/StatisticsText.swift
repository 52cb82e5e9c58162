import Captures
import Catalog
import Dissection
import Octets
import Transcripts
import Workbench

/// Statistics as lines for a person: numbers in columns, and bars where a picture says more.
struct StatisticsText {
    /// Servers, errors and rows that are shown at most.
    static let rowLimit = 12
    private static let barColumns = 24

    private let statistics: Statistics
    private let name: String

    init(_ statistics: Statistics, name: String) {
        self.statistics = statistics
        self.name = name
    }

    var lines: [String] {
        let parts = [head, protocols, servers, responseTimes, errors].filter { !$0.isEmpty }
        return Array(parts.joined(separator: [""]))
    }

    private var head: [String] {
        let kinds = statistics.conversations.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        let packets = statistics.packets > 0 ? ", \(statistics.packets) packets" : ""
        var lines = [
            "\(printable(Array(name.utf8))): \(sizeText(statistics.fileOctets))\(packets), "
                + "\(seconds(statistics.duration.nanoseconds)) s",
            "\(statistics.connections) conversations (\(kinds)), \(statistics.messages) messages",
        ]
        let tally = statistics.tally
        let signs = [
            (tally.retransmissions, "sent again"), (tally.outOfOrder, "out of order"),
            (tally.differing, "with other octets the second time"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !signs.isEmpty { lines.append("segments: " + signs.joined(separator: ", ")) }
        if tally.missingOctets > 0 { lines.append("\(tally.missingOctets) octets are missing in the capture") }
        return lines
    }

    private var protocols: [String] {
        let ranked = statistics.protocols.sorted { ($1.messages, $0.proto.rawValue) < ($0.messages, $1.proto.rawValue) }
        let rows = ranked.map { proto in
            [
                proto.proto.rawValue, "\(proto.messages)", sizeText(proto.octets), "\(proto.errors)",
                time(proto.responseTimes, 50), time(proto.responseTimes, 99), bar(proto.messages, statistics.messages),
                proto.kinds.map { "\($0.kind.name) \($0.count)" }.joined(separator: ", "),
            ]
        }
        let heads = ["protocol", "messages", "octets", "errors", "median", "99 %", "", ""]
        return table(heads, rows, numbers: 1...5)
    }

    private var servers: [String] {
        let ranked = statistics.rankedServers
        guard !ranked.isEmpty else { return [] }
        let most = ranked.map(\.octets).max() ?? 0
        let rows = ranked.prefix(Self.rowLimit).map { server in
            [
                server.name.isEmpty ? "others" : server.name, server.proto?.rawValue ?? server.transport.rawValue,
                "\(server.conversations)", "\(server.messages)", sizeText(server.octets), "\(server.errors)",
                time(server.responseTimes, 50), time(server.responseTimes, 99),
                bar(Int(clamping: server.octets), Int(clamping: most)),
            ]
        }
        let heads = ["server", "speaks", "conversations", "messages", "octets", "errors", "median", "99 %", ""]
        let left = ranked.count - rows.count
        return table(heads, rows, numbers: 2...7) + (left > 0 ? ["and \(left) more"] : [])
    }

    private var responseTimes: [String] {
        let times = statistics.responseTimes
        guard times.count > 0 else { return [] }
        let most = times.rows.map(\.count).max() ?? 0
        let rows = times.rows.map { row in
            [span(row.lower, row.upper), "\(row.count)", bar(row.count, most)]
        }
        return table(["response time", "answers", ""], rows, numbers: 0...1)
    }

    private var errors: [String] {
        let most = statistics.errors.map(\.count).max() ?? 0
        let rows = statistics.errors.prefix(Self.rowLimit).map { error in
            [
                error.proto.rawValue, errorWords(error.proto, code: error.code), "\(error.count)",
                bar(error.count, most),
            ]
        }
        return rows.isEmpty ? [] : table(["errors", "", "answers", ""], rows, numbers: 2...2)
    }

    private func time(_ times: Distribution, _ percent: Int) -> String {
        times.count == 0 ? "" : durationText(times.quantile(percent: percent))
    }

    private func span(_ lower: Int64, _ upper: Int64) -> String {
        upper == .max ? "from \(durationText(lower))" : "up to \(durationText(upper))"
    }

    private func bar(_ part: Int, _ whole: Int) -> String {
        guard whole > 0, part > 0 else { return "" }
        let eighths = max(1, Int(Double(part) / Double(whole) * Double(Self.barColumns * 8)))
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + rest
    }

    /// Columns as wide as what they hold; numbers stand at the right.
    private func table(_ heads: [String], _ rows: [[String]], numbers: ClosedRange<Int>) -> [String] {
        let all = [heads] + rows
        let widths = heads.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return numbers.contains(column) ? space + text : text + space
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
