import Octets

/// `method SP request-target SP HTTP-version` (RFC 9112 §3).
package struct RequestLine: Sendable, Hashable {
    /// The whole line with its terminator.
    package var range: Range<Int>
    package var method: Range<Int>
    package var target: Range<Int>
    package var version: Range<Int>
    package var versionNumber: Version
}

/// `HTTP-version SP status-code SP [reason-phrase]` (RFC 9112 §4).
package struct StatusLine: Sendable, Hashable {
    /// The whole line with its terminator.
    package var range: Range<Int>
    package var version: Range<Int>
    package var versionNumber: Version
    package var code: Range<Int>
    package var status: Status
    /// May be empty.
    package var reason: Range<Int>
}

extension RequestLine {
    /// Reads `line`. What a tolerant reader can pass over is told to `remark`.
    ///
    /// - Throws: where there are not three parts, the method is no token, or the version is none.
    init(_ bytes: Span<UInt8>, _ line: Line, remark: (HeadRemark) -> Void) throws(ParseError) {
        let content = line.content.lowerBound..<bytes.trimmedEnd(of: line.content)
        guard let afterMethod = bytes.firstOffset(of: 0x20, from: content.lowerBound, upTo: content.upperBound),
            bytes.consists(of: .token, in: content.lowerBound..<afterMethod)
        else { throw Self.malformed(line, "a request-line begins with a method and a space") }
        let versionStart = content.upperBound - Version.length
        guard versionStart > afterMethod, let number = Version(bytes, in: versionStart..<content.upperBound),
            bytes[versionStart - 1] == 0x20
        else { throw Self.malformed(line, "a request-line ends with a version such as HTTP/1.1") }
        let target = bytes.trimmed(afterMethod..<versionStart)
        guard !target.isEmpty else { throw Self.malformed(line, "the request-line has no target") }
        self.init(
            range: line.range, method: content.lowerBound..<afterMethod, target: target,
            version: versionStart..<content.upperBound, versionNumber: number)
        tellPeculiarities(bytes, line, remark)
    }

    private static func malformed(_ line: Line, _ reason: String) -> ParseError {
        ParseError(.peer, at: line.content, reason, "RFC 9112 §3")
    }

    private func tellPeculiarities(_ bytes: Span<UInt8>, _ line: Line, _ remark: (HeadRemark) -> Void) {
        if method.upperBound + 1 != target.lowerBound || target.upperBound + 1 != version.lowerBound
            || version.upperBound != line.content.upperBound
        {
            remark(HeadRemark(.warning, at: line.content, "more than one space in the request-line", "RFC 9112 §3"))
        }
        if let odd = bytes.firstOffset(notIn: .visible, in: target) {
            let isSpace = bytes[odd] == 0x20 || bytes[odd] < 0x20 || bytes[odd] == 0x7F
            remark(
                HeadRemark(
                    isSpace ? .error : .warning, at: odd..<(odd + 1),
                    isSpace ? "whitespace or a control character in the target" : "the target is not ASCII",
                    isSpace ? "RFC 9112 §3.2" : "RFC 3986 §2"))
        }
        tellForm(bytes, remark)
        if versionNumber.major != 1 {
            remark(HeadRemark(.warning, at: version, "this is not version 1 of HTTP", "RFC 9112 §2.3"))
        }
    }

    /// A target is a path, a whole URI, for CONNECT host and port, for OPTIONS perhaps `*` (RFC 9112 §3.2).
    private func tellForm(_ bytes: Span<UInt8>, _ remark: (HeadRemark) -> Void) {
        let first = bytes[target.lowerBound]
        if first == UInt8(ascii: "/") || bytes.equals("CONNECT", in: method) { return }
        if bytes.equals("*", in: target) {
            if bytes.equals("OPTIONS", in: method) || bytes.equals("PRI", in: method) { return }
            remark(HeadRemark(.error, at: target, "the target * belongs to OPTIONS alone", "RFC 9112 §3.2.4"))
        } else if !hasScheme(bytes) {
            remark(HeadRemark(.warning, at: target, "the target does not begin with a slash", "RFC 9112 §3.2.1"))
        }
    }

    private func hasScheme(_ bytes: Span<UInt8>) -> Bool {
        guard let colon = bytes.firstOffset(of: 0x3A, from: target.lowerBound, upTo: target.upperBound) else {
            return false
        }
        return bytes.consists(of: .token, in: target.lowerBound..<colon) && bytes.hasPrefix("://", at: colon)
    }
}

extension StatusLine {
    /// Reads `line`. What a tolerant reader can pass over is told to `remark`.
    ///
    /// - Throws: where it does not begin with a version, a space and three digits.
    init(_ bytes: Span<UInt8>, _ line: Line, remark: (HeadRemark) -> Void) throws(ParseError) {
        let content = line.content
        let versionEnd = content.lowerBound + Version.length
        guard versionEnd <= content.upperBound, let number = Version(bytes, in: content.lowerBound..<versionEnd) else {
            throw Self.malformed(line, "a status-line begins with a version such as HTTP/1.1")
        }
        let code = (versionEnd + 1)..<(versionEnd + 4)
        guard code.upperBound <= content.upperBound, bytes[versionEnd] == 0x20,
            let value = bytes.decimal(in: code).value
        else { throw Self.malformed(line, "a status code of three digits follows the version and a space") }
        guard code.upperBound == content.upperBound || bytes[code.upperBound] == 0x20 else {
            throw Self.malformed(line, "a space follows the status code")
        }
        let reason = min(code.upperBound + 1, content.upperBound)..<content.upperBound
        self.init(
            range: line.range, version: content.lowerBound..<versionEnd, versionNumber: number, code: code,
            status: Status(Int(value)), reason: reason)
        tellPeculiarities(bytes, line, remark)
    }

    private static func malformed(_ line: Line, _ reason: String) -> ParseError {
        ParseError(.peer, at: line.content, reason, "RFC 9112 §4")
    }

    private func tellPeculiarities(_ bytes: Span<UInt8>, _ line: Line, _ remark: (HeadRemark) -> Void) {
        if code.upperBound == line.content.upperBound {
            remark(HeadRemark(.note, at: code, "no space behind the status code", "RFC 9112 §4"))
        }
        if !(100..<600).contains(status.rawValue) {
            remark(HeadRemark(.warning, at: code, "the status code is not between 100 and 599", "RFC 9110 §15"))
        }
        if let odd = bytes.firstOffset(notIn: .fieldValue, in: reason) {
            remark(HeadRemark(.warning, at: odd..<(odd + 1), "a control character in the reason", "RFC 9112 §4"))
        }
        if versionNumber.major != 1 {
            remark(HeadRemark(.warning, at: version, "this is not version 1 of HTTP", "RFC 9112 §2.3"))
        }
    }
}
