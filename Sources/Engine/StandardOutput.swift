import Glibc

/// Writes to a file descriptor, all of it. False when the other end is gone, which ends a command quietly.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 {
            if errno == EINTR { continue }
            return false
        }
        rest = rest.dropFirst(written)
    }
    return true
}

@discardableResult
func printLine(_ line: String) -> Bool { writeAll(Array((line + "\n").utf8)) }

/// One sentence on standard error, after the program's name.
package func printError(_ sentence: String) { writeAll(Array("wireside: \(sentence)\n".utf8), to: STDERR_FILENO) }

/// Text of a peer's, fit to be printed on a terminal: control bytes and what is no UTF-8 as visible escapes.
func printable(_ bytes: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            text += scalar.escaped(asASCII: true)
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text
}
