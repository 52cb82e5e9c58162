import Foundation

/// A directory of the test's own, gone when the test is.
final class Scratch: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "wireside-test-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

/// The permission bits of a file or directory.
func mode(of path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
}
