import Foundation
import Testing

// The built program in a real terminal, against real servers. The cases are Python scripts under `cases`, since a
// terminal emulator stands in Python's packages; each case is one case here, and is skipped, by name, where something
// that it needs is not on this machine.

@Suite(.serialized) struct ProgramTests {
    @Test func casesAreFound() throws {
        let scripts = Set(try ProgramCase.all().map(\.script))
        #expect(scripts.isSuperset(of: ["harness.py", "real_servers.py"]))
    }

    @Test(arguments: try ProgramCase.all())
    func holds(item: ProgramCase) async throws {
        guard let python = Python.found else {
            return try skip(item, "python3 with pyte is not here")
        }
        let report = try await python.run(item)
        switch report.outcome {
        case .passed: break
        case .skipped(let reason): try skip(item, reason)
        case .failed: Issue.record("\(item.testDescription)\n\(report.text)")
        }
    }

    /// `make test` requires all: there, a missing program is a failure, but for those that it could not install without
    /// doing harm, which it names in WIRESIDE_EXCUSED. A cancelled case is not on Swift Testing's own console.
    private func skip(_ item: ProgramCase, _ reason: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let excused = (environment["WIRESIDE_EXCUSED"] ?? "").split(separator: " ")
        // What only the authors have, nobody else can install.
        let isOurs = reason == "../shared is not here"
        let isExcused = excused.contains { reason == "\($0) is not here" }
        if environment["WIRESIDE_REQUIRE_ALL"] == "1", !isExcused, !isOurs {
            Issue.record("skipped, though all is required: \(reason)")
            return
        }
        print("skipped: \(item.testDescription): \(isExcused ? "excused: " : "")\(reason)")
        try Test.cancel("\(reason)")
    }
}

/// One `test_` function of one script.
struct ProgramCase: Sendable, CustomTestStringConvertible {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cases")

    var script: String
    var name: String

    var path: String { Self.folder.appending(path: script).path }
    var testDescription: String { "\(script) \(name)" }

    static func all() throws -> [ProgramCase] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".py") }
            .sorted()
            .flatMap { script in
                try names(in: String(contentsOf: folder.appending(path: script), encoding: .utf8))
                    .map { ProgramCase(script: script, name: $0) }
            }
    }

    private static func names(in source: String) -> [String] {
        source.matches(of: #/(?m)^def (test_\w+)\(/#).map { String($0.1) }
    }
}

/// A Python interpreter that has the terminal emulator.
struct Python: Sendable {
    enum Outcome {
        case passed
        case failed
        case skipped(String)
    }

    struct Report {
        var status: Int32
        var text: String

        /// What the script's line about the case says. A script that ended otherwise has failed, whatever it printed.
        var outcome: Outcome {
            guard status == 0 else { return .failed }
            let lines = text.split(separator: "\n")
            if let skipped = lines.first(where: { $0.hasPrefix("skipped ") }) {
                return .skipped(skipped.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? "")
            }
            return lines.contains { $0.hasPrefix("passed ") } ? .passed : .failed
        }
    }

    var path: String

    /// The first of the usual places whose Python has pyte: a Python of the user's own need not.
    static let found: Python? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/bin"]).map { Python(path: "\($0)/python3") }.first { $0.hasPyte }
    }()

    private var hasPyte: Bool {
        guard FileManager.default.isExecutableFile(atPath: path) else { return false }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-c", "import pyte"]
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    func run(_ item: ProgramCase) async throws -> Report {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = [item.path, item.name]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["WIRESIDE_BINARY": Self.binary, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Report(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
    }

    /// The program lies beside the bundle of the tests, in the build folder of the same configuration.
    private static var binary: String {
        let bundle =
            CommandLine.arguments.dropFirst().first { $0.hasSuffix(".xctest") }
            ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
        return URL(filePath: bundle).deletingLastPathComponent().appending(path: "wireside").path
    }
}
