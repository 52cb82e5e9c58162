import Glibc
import HTTP
import Octets

// Tables of what the inner loops do, each beside a rival that is measured in the same run. `make bench` runs it, and the
// same generator in Python beside it.

@main
enum Bench {
    static func main() {
        let megabytes = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 64
        lines(megabytes: megabytes)
        messages(count: megabytes * 2_000)
    }

    /// Guards that the primitives of `Octets` are inlined into other rooms: the same loop, written here, is the rival.
    private static func lines(megabytes: Int) {
        let text = Array("a line of the length that mail and headers often have, more or less\r\n".utf8)
        var bytes: [UInt8] = []
        while bytes.count < megabytes << 20 { bytes += text }
        let ours = seconds { linesByOctets(bytes.span) }
        let rival = seconds { linesByLoop(bytes.span) }
        print("lines of \(megabytes) MiB       seconds   MB/s")
        row("Octets, from its room", ours.time, bytes.count)
        row("a loop written in place", rival.time, bytes.count)
        print(
            "the loop takes \(ratio(rival.time, ours.time)) times as long; both found \(ours.value == rival.value ? "the same" : "DIFFERENT") lines\n"
        )
    }

    private static func linesByOctets(_ bytes: Span<UInt8>) -> Int {
        var count = 0
        var start = 0
        while let line = bytes.line(from: start) {
            count += 1
            start = line.end
        }
        return count
    }

    private static func linesByLoop(_ bytes: Span<UInt8>) -> Int {
        var count = 0
        for index in bytes.indices where bytes[index] == 0x0A { count += 1 }
        return count
    }

    /// Frames of pipelined requests and responses, as the dissector takes them.
    private static func messages(count: Int) {
        let request = Array(
            "GET /index.html HTTP/1.1\r\nHost: gaia.cs.umass.edu\r\nUser-Agent: bench\r\nAccept: text/html\r\nAccept-Language: en\r\nConnection: keep-alive\r\n\r\n"
                .utf8)
        let response = Array(
            "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 00:00:00 GMT\r\nServer: bench\r\nETag: \"17dc6-a5c\"\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
                .utf8)
        let batch = 64
        let requests = Array(repeatElement(request, count: batch).joined())
        let responses = Array(repeatElement(response, count: batch).joined())
        let run = seconds {
            var conversation = HTTP.Conversation()
            var frames = 0
            for _ in 0..<max(1, count / batch / 2) {
                conversation.receive(requests.span, .clientToServer) { _ in frames += 1 }
                conversation.receive(responses.span, .serverToClient) { _ in frames += 1 }
            }
            return frames
        }
        let octets = run.value / 2 * (request.count + response.count)
        print("HTTP messages framed       seconds   MB/s   ns a message")
        row("HTTP.Conversation", run.time, octets, each: run.value)
        print("messages: \(run.value) seconds: \(run.time)")
    }

    // MARK: Measuring

    private static func seconds<Value>(_ body: () -> Value) -> (time: Double, value: Value) {
        let start = processorTime()
        let value = body()
        return (max(processorTime() - start, 1e-9), value)
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func row(_ name: String, _ time: Double, _ octets: Int, each count: Int? = nil) {
        let rate = Int(Double(octets) / time / 1e6)
        let nanoseconds = count.map { "   \(Int(time / Double(max(1, $0)) * 1e9))" } ?? ""
        print(
            name + String(repeating: " ", count: max(1, 27 - name.count))
                + "\(thousandths(time))   \(rate)\(nanoseconds)")
    }

    private static func ratio(_ left: Double, _ right: Double) -> String { "\(Double(Int(left / right * 10)) / 10)" }

    private static func thousandths(_ time: Double) -> String { "\(Double(Int(time * 1000)) / 1000)" }
}
