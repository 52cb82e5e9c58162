import Foundation
import HTTP
import Octets
import Sockets
import Testing
import Transcripts

@testable import Lab

/// Thu, 01 Jan 2026 00:00:00 GMT, so that dates in tests stand still.
let newYear: Int64 = 1_767_225_600

/// Programs of others that a test needs.
enum Tool {
    /// Whether the program is here; with WIRESIDE_REQUIRE_ALL=1 it has to be, and the test then fails without it.
    static func isPresent(_ name: String) -> Bool {
        ProcessInfo.processInfo.environment["WIRESIDE_REQUIRE_ALL"] == "1" || path(name) != nil
    }

    static func path(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Closes what was inherited: a socket that another test opens while the program is started would live on in it.
    private static let closing = """
        for file in /proc/self/fd/*; do number=${file##*/}; if ((number > 2)); then exec {number}>&-; fi; done; exec "$@"
        """

    /// Runs a program to its end and gives its status and what it printed on both outputs.
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        let process = Process()
        let program = try #require(path(name), "\(name) is not installed")
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", closing, program, program] + arguments
        process.standardInput = FileHandle.nullDevice
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("output")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let handle = try FileHandle(forWritingTo: file)
        process.standardOutput = handle
        process.standardError = handle
        let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { ended.resume(throwing: error) }
        }
        return (status, String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    static func scratchFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wireside-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// A lab on free ports for the time of a test.
func withLab(_ ports: LabPorts = .free, _ body: (Lab) async throws -> Void) async throws {
    let lab = try await Lab.start(ports: ports, now: { newYear })
    do {
        try await body(lab)
    } catch {
        await lab.stop()
        throw error
    }
    await lab.stop()
}

extension Lab {
    func connect(_ service: String, _ transport: Transcripts.Transport = .tcp) async throws -> Connection {
        let found = try #require(self.service(service, transport: transport))
        return try await Dialer().connect(to: found.address, transport: transport)
    }

    var webURL: String { "http://\(service("web")?.address.description ?? "")" }
}

extension Connection {
    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Reads until `end` has come, or nothing more does, and gives it as text.
    func read(until end: String) async throws -> String {
        var bytes: [UInt8] = []
        while !bytes.suffix(end.utf8.count).elementsEqual(end.utf8),
            case .data(let more)? = try await next(within: .seconds(20))
        {
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All that comes before the peer ends the connection.
    func readAll() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while case .data(let more)? = try await next(within: .seconds(20)) { bytes += more }
        return bytes
    }

    /// The next `count` final responses to requests of these methods.
    func responses(to methods: [HTTP.Method]) async throws -> [Response] {
        var reader = ResponseReader()
        for method in methods { reader.expect(method) }
        var responses: [Response] = []
        while responses.count < methods.count {
            if let response = try reader.next() {
                responses.append(response)
            } else if case .data(let bytes)? = try await next(within: .seconds(20)) {
                reader.append(bytes.span)
            } else {
                reader.finish()
                if let last = try reader.next() { responses.append(last) }
                break
            }
        }
        return responses
    }
}
