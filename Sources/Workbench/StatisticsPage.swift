import Catalog
import Cells
import Dissection
import Transcripts
import Widgets

/// Statistics as lines for a person, on the screen and on standard output: numbers in columns, and bars where a picture says more.
package struct StatisticsPage {
    /// Servers, errors and rows that are shown at most.
    static let rowLimit = 12
    /// Columns of a bar, where there is room.
    private static let barColumns = 24

    private let statistics: Statistics
    private let name: String
    private let notes: [String]
    private let columns: Int
    private let symbols: Symbols

    /// - Parameters:
    ///   - name: what the numbers are of, fit to print.
    ///   - notes: what the file says about itself, a line each, fit to print.
    ///   - columns: no line is longer, but for what must not be cut.
    package init(_ statistics: Statistics, name: String, notes: [String] = [], columns: Int, symbols: Symbols) {
        self.notes = notes
        self.statistics = statistics
        self.name = name
        self.columns = columns
        self.symbols = symbols
    }

    /// The first line of each part says what its columns are.
    package var parts: [[String]] {
        [head, protocols, servers, responseTimes, errors, timeline, told].filter { !$0.isEmpty }
    }

    package var lines: [String] { Array(parts.joined(separator: [""])) }

    private var head: [String] {
        let kinds = statistics.conversations.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        let packets = statistics.packets > 0 ? ", \(statistics.packets) packets" : ""
        var lines = [
            "\(name): \(sizeText(statistics.fileOctets))\(packets), "
                + "\(seconds(statistics.duration.nanoseconds)) s",
            "\(statistics.connections) conversations (\(kinds)), \(statistics.messages) messages",
        ]
        let signs = [
            (statistics.retransmissions, "sent again"), (statistics.outOfOrder, "out of order"),
            (statistics.differing, "with other octets the second time"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !signs.isEmpty { lines.append("segments: " + signs.joined(separator: ", ")) }
        if statistics.missingOctets > 0 {
            lines.append("\(statistics.missingOctets) octets are missing in the capture")
        }
        return lines
    }

    private var told: [String] { notes.isEmpty ? [] : ["what the file says about itself"] + notes }

    private var protocols: [String] {
        let ranked = statistics.protocols.sorted { ($1.messages, $0.proto.rawValue) < ($0.messages, $1.proto.rawValue) }
        let rows = ranked.flatMap { proto in
            [
                Line(
                    [
                        proto.proto.rawValue, "\(proto.messages)", sizeText(proto.octets), "\(proto.errors)",
                        time(proto.responseTimes, 50), time(proto.responseTimes, 99),
                    ], bar(proto.messages, statistics.messages))
            ] + proto.kinds.map { Line(["  \($0.kind.name)", "\($0.count)", "", "", "", ""]) }
        }
        return table(["protocol", "messages", "octets", "errors", "median", "99 %"], rows, numbers: 1...5)
    }

    private var servers: [String] {
        let ranked = statistics.rankedServers
        guard !ranked.isEmpty else { return [] }
        let most = ranked.map(\.octets).max() ?? 0
        let rows = ranked.prefix(Self.rowLimit).map { server in
            Line(
                [
                    server.name.isEmpty ? "others" : server.name, server.proto?.rawValue ?? server.transport.rawValue,
                    "\(server.messages)", sizeText(server.octets), "\(server.errors)", time(server.responseTimes, 50),
                    time(server.responseTimes, 99),
                ], Bar(part: server.octets, whole: most))
        }
        let heads = ["server", "speaks", "messages", "octets", "errors", "median", "99 %"]
        let left = ranked.count - rows.count
        return table(heads, rows, numbers: 2...6) + (left > 0 ? ["and \(left) more"] : [])
    }

    private var responseTimes: [String] {
        let times = statistics.responseTimes
        guard times.count > 0 else { return [] }
        let most = times.rows.map(\.count).max() ?? 0
        let rows = times.rows.map { row in
            Line([span(row.lower, row.upper), "\(row.count)"], bar(row.count, most))
        }
        return table(["response time", "answers"], rows, numbers: 0...1)
    }

    private var errors: [String] {
        let most = statistics.errors.map(\.count).max() ?? 0
        let rows = statistics.errors.prefix(Self.rowLimit).map { error in
            Line(
                [error.proto.rawValue, errorWords(error.proto, code: error.code), "\(error.count)"],
                bar(error.count, most))
        }
        return rows.isEmpty ? [] : table(["errors", "", "answers"], rows, numbers: 2...2)
    }

    private func time(_ times: Distribution, _ percent: Int) -> String {
        times.count == 0 ? "" : durationText(times.quantile(percent: percent))
    }

    private func span(_ lower: Int64, _ upper: Int64) -> String {
        upper == .max ? "from \(durationText(lower))" : "up to \(durationText(upper))"
    }

    private func bar(_ part: Int, _ whole: Int) -> Bar { Bar(part: UInt64(max(0, part)), whole: UInt64(max(0, whole))) }

    /// How much came when, a row for each of at most so many stretches.
    private var timeline: [String] {
        let bins = statistics.timeline.joined(into: Self.rowLimit)
        guard bins.count > 1 else { return [] }
        let most = bins.map(\.bin.octets).max() ?? 0
        let rows = bins.map { place in
            Line(
                [seconds(place.start), "\(place.bin.messages)", sizeText(place.bin.octets)],
                Bar(part: place.bin.octets, whole: most))
        }
        return table(["from second", "messages", "octets"], rows, numbers: 0...2)
    }

    /// Columns as wide as what they hold; numbers stand at the right, and the bar takes what is left.
    private func table(_ heads: [String], _ rows: [Line], numbers: ClosedRange<Int>) -> [String] {
        let all = [Line(heads)] + rows
        let widths = heads.indices.map { column in all.map { $0.cells[column].count }.max() ?? 0 }
        let used = widths.reduce(0) { $0 + $1 + 2 }
        let room = min(Self.barColumns, columns - used)
        return all.map { row in
            let cells = row.cells.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return numbers.contains(column) ? space + text : text + space
            }
            let bar = row.bar.map { Bars.text($0.part, of: $0.whole, columns: room, symbols) } ?? ""
            return Self.trimmed((cells + [bar]).joined(separator: "  "))
        }
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    private struct Bar {
        var part: UInt64
        var whole: UInt64
    }

    private struct Line {
        var cells: [String]
        var bar: Bar?

        init(_ cells: [String], _ bar: Bar? = nil) {
            self.cells = cells
            self.bar = bar
        }
    }
}
