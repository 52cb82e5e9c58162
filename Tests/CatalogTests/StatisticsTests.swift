import Captures
import Dissection
import Octets
import Testing
import Transcripts

@testable import Catalog

/// What a capture comes to in numbers.
@Suite struct StatisticsTests {
    private static let millisecond: Int64 = 1_000_000

    /// A conversation of HTTP with a server, whose answer has that status and is waited for so long.
    private func exchange(
        _ statistics: inout Statistics, connection: Int, server: String, status: Int, waits milliseconds: Int64
    ) {
        let start = Moment(nanoseconds: Int64(connection) * 10 * Self.millisecond)
        let end = Moment(nanoseconds: start.nanoseconds + milliseconds * Self.millisecond)
        statistics.open(connection: connection, .tcp, server: .written(server), at: start)
        var dissector = Dissector()
        dissector.open(connection: connection, transport: .tcp, serverPort: 80)
        func say(_ text: String, _ direction: Direction, _ time: Moment) {
            let bytes = Array(text.utf8)
            statistics.data(connection: connection, octets: bytes.count, at: time)
            dissector.receive(bytes.span, direction, connection: connection, event: 0, time: time) {
                statistics.receive($0)
            }
        }
        say("GET / HTTP/1.1\r\nHost: a\r\n\r\n", .clientToServer, start)
        say("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n", .serverToClient, end)
    }

    @Test func messagesServersTimesAndErrorsAreCounted() throws {
        var statistics = Statistics()
        exchange(&statistics, connection: 0, server: "10.0.0.2:80", status: 200, waits: 20)
        exchange(&statistics, connection: 1, server: "10.0.0.2:80", status: 404, waits: 40)
        exchange(&statistics, connection: 2, server: "10.0.0.3:80", status: 404, waits: 80)
        let http = try #require(statistics.protocols.first)
        #expect((http.proto, http.messages, http.errors) == (.http, 6, 2))
        #expect(http.kinds.map { "\($0.kind) \($0.count)" } == ["request 3", "response 3"])
        #expect(statistics.connections == 3 && statistics.conversations == [.tcp: 3])
        #expect(statistics.rankedServers.map(\.name) == ["10.0.0.2:80", "10.0.0.3:80"])
        #expect(statistics.rankedServers.map(\.conversations) == [2, 1])
        #expect(statistics.rankedServers.map(\.errors) == [1, 1])
        #expect(statistics.errors == [Statistics.OfError(proto: .http, code: 404, count: 2)])
        let times = statistics.responseTimes
        #expect((times.count, times.least, times.most) == (3, 20 * Self.millisecond, 80 * Self.millisecond))
        #expect(statistics.duration.nanoseconds == 100 * Self.millisecond)
    }

    @Test func twoFilesAddUp() {
        var first = Statistics(), second = Statistics(), both = Statistics()
        exchange(&first, connection: 0, server: "10.0.0.2:80", status: 200, waits: 20)
        exchange(&second, connection: 0, server: "10.0.0.2:80", status: 500, waits: 30)
        exchange(&both, connection: 0, server: "10.0.0.2:80", status: 200, waits: 20)
        exchange(&both, connection: 1, server: "10.0.0.2:80", status: 500, waits: 30)
        first.add(second)
        #expect(first.protocols == both.protocols && first.errors == both.errors)
        #expect(first.rankedServers == both.rankedServers && first.octets == both.octets)
    }

    @Test func serversPastTheLimitAreOneRow() {
        var statistics = Statistics()
        for number in 0..<Statistics.serverLimit + 5 {
            statistics.open(connection: number, .udp, server: .written("a:\(number)"), at: .zero)
        }
        #expect(statistics.rankedServers.count == Statistics.serverLimit + 1)
        #expect(statistics.rankedServers.last?.conversations == 5 && statistics.rankedServers.last?.name == "")
    }

    @Test func quantilesAreWithinATenth() {
        var times = Distribution()
        for value in 1...1_000 as ClosedRange<Int64> { times.note(value * 1_000) }
        for percent in [10, 50, 90, 99] {
            let truth = Double(percent) * 10_000
            let told = Double(times.quantile(percent: percent))
            #expect(abs(told - truth) <= truth / 8, "\(percent): \(told)")
        }
        #expect((times.least, times.most, times.mean) == (1_000, 1_000_000, 500_500))
        #expect(times.rows.reduce(0) { $0 + $1.count } == 1_000)
        var huge = Distribution()
        for value in [Int64.max, -5, 0] { huge.note(value) }
        #expect((huge.least, huge.most, huge.count) == (0, .max, 3))
        #expect(Distribution().quantile(percent: 50) == 0 && Distribution().rows.isEmpty)
    }

    @Test func theTimelineKeepsItsBins() {
        var statistics = Statistics()
        for second in 0..<1_000 {
            statistics.data(connection: 0, octets: 1, at: Moment(nanoseconds: Int64(second) * 1_000_000_000))
        }
        #expect(statistics.timeline.bins.count <= Timeline.binLimit)
        #expect(statistics.timeline.bins.reduce(0) { $0 + $1.octets } == 1_000)
        #expect(statistics.timeline.joined(into: 10).count <= 10)
        #expect(statistics.timeline.joined(into: 10).reduce(0) { $0 + $1.bin.octets } == 1_000)
    }
}
