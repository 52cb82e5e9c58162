import Octets

/// What the field lines of one head say about where the message ends and whether the connection goes on.
package struct FramingFields: Sendable, Hashable {
    package enum ContentLength: Sendable, Hashable {
        case absent
        case octets(UInt64)
        /// It is no number, too large a one, or two that differ.
        case invalid(ParseError)
    }

    package var contentLength = ContentLength.absent
    /// Where a `Transfer-Encoding` value stands.
    package var transferEncoding: Range<Int>?
    /// The last transfer coding is `chunked`.
    package var endsInChunked = false
    /// A `Connection` field holds `close`, `keep-alive`, `upgrade`.
    package var close = false
    package var keepAlive = false
    package var upgrade = false
    /// The request waits for `100 (Continue)` (RFC 9110 §10.1.1).
    package var expectsContinue = false
    package var hosts = 0
    /// Of a request, as far as it changes how the response is framed.
    var method = MethodClass.other
    private var contentLengths = 0
    private var contentLengthRange = 0..<0
    private var chunkedTimes = 0
    private var lastHost = 0..<0

    package init() {}

    mutating func take(_ line: FieldLine, in bytes: Span<UInt8>) {
        // The length of the name rules out all but a few lines before any octet is compared.
        switch line.name.count {
        case 4 where bytes.equalsIgnoringCase("Host", in: line.name):
            hosts += 1
            lastHost = line.range
        case 6 where bytes.equalsIgnoringCase("Expect", in: line.name):
            expectsContinue = expectsContinue || bytes.equalsIgnoringCase("100-continue", in: line.value)
        case 10 where bytes.equalsIgnoringCase("Connection", in: line.name):
            takeConnection(line.value, bytes)
        case 14 where bytes.equalsIgnoringCase("Content-Length", in: line.name):
            takeContentLength(line.value, bytes)
        case 17 where bytes.equalsIgnoringCase("Transfer-Encoding", in: line.name):
            takeTransferEncoding(line.value, bytes)
        default: break
        }
    }

    private mutating func takeConnection(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        bytes.forEachListElement(of: value) { option in
            if bytes.equalsIgnoringCase("close", in: option) { close = true }
            if bytes.equalsIgnoringCase("keep-alive", in: option) { keepAlive = true }
            if bytes.equalsIgnoringCase("upgrade", in: option) { upgrade = true }
        }
    }

    /// A list of equal numbers counts as one of them (RFC 9110 §8.6).
    private mutating func takeContentLength(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        contentLengthRange = value
        var elements = 0
        bytes.forEachListElement(of: value) { element in
            elements += 1
            takeContentLengthElement(element, bytes)
        }
        if elements == 0 { invalidate(value, "Content-Length is empty") }
    }

    private mutating func takeContentLengthElement(_ element: Range<Int>, _ bytes: Span<UInt8>) {
        contentLengths += 1
        switch (bytes.decimal(in: element), contentLength) {
        case (_, .invalid): break
        case (.value(let octets), .absent): contentLength = .octets(octets)
        case (.value(let octets), .octets(let before)):
            if octets != before { invalidate(element, "two values of Content-Length differ") }
        case (.overflow, _): invalidate(element, "Content-Length is more than 64 bits hold")
        case (.malformed, _): invalidate(element, "Content-Length is not a decimal number")
        }
    }

    private mutating func invalidate(_ range: Range<Int>, _ reason: String) {
        contentLength = .invalid(ParseError(.peer, at: range, reason, "RFC 9112 §6.3"))
    }

    private mutating func takeTransferEncoding(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        transferEncoding = value
        bytes.forEachListElement(of: value) { element in
            let end = bytes.firstOffset(of: 0x3B, from: element.lowerBound, upTo: element.upperBound)
            let name = bytes.trimmed(element.lowerBound..<(end ?? element.upperBound))
            endsInChunked = bytes.equalsIgnoringCase("chunked", in: name)
            if endsInChunked { chunkedTimes += 1 }
        }
    }
}

extension FramingFields {
    /// The rules of RFC 9112 §6.3 in their order.
    func framing(of start: Head.StartLine, answering: MethodClass) throws(ParseError) -> (Framing, UInt64) {
        if case .response(let line) = start {
            // Rules 1 and 2: status and method decide before any field does.
            if line.status.rawValue == 101 { return (.tunnel, 0) }
            if answering == .head || line.status.forbidsContent { return (.none, 0) }
            if answering == .connect, line.status.isSuccessful { return (.tunnel, 0) }
        }
        if let transferEncoding {
            // Rules 3 and 4: it overrides Content-Length.
            if endsInChunked { return (.chunked, 0) }
            if case .response = start { return (.untilClose, 0) }
            throw ParseError(
                .peer, at: transferEncoding, "the last transfer coding of a request is not chunked", "RFC 9112 §6.3")
        }
        switch contentLength {
        case .invalid(let error): throw error  // Rule 5.
        case .octets(let octets): return (.contentLength, octets)  // Rule 6.
        case .absent: break
        }
        if case .request = start { return (.none, 0) }  // Rule 7.
        return (.untilClose, 0)  // Rule 8.
    }

    /// The connection ends after this message (RFC 9112 §9.3).
    func endsConnection(_ version: Version) -> Bool {
        close || (version < .http11 && !keepAlive)
    }

    /// What in the fields together is odd.
    func tellPeculiarities(of start: Head.StartLine, _ remark: (HeadRemark) -> Void) {
        tellTransfer(start, remark)
        switch start {
        case .request(let line): tellHost(line, remark)
        case .response(let line): tellForbidden(line, remark)
        }
    }

    private func tellTransfer(_ start: Head.StartLine, _ remark: (HeadRemark) -> Void) {
        if contentLengths > 1, case .octets = contentLength {
            remark(HeadRemark(.warning, at: contentLengthRange, "Content-Length is given twice", "RFC 9110 §8.6"))
        }
        guard let transferEncoding else { return }
        if contentLength != .absent {
            remark(
                HeadRemark(
                    .warning, at: contentLengthRange,
                    "Content-Length beside Transfer-Encoding, which can smuggle a message past a proxy",
                    "RFC 9112 §6.3"))
        }
        if chunkedTimes > 1 {
            remark(HeadRemark(.warning, at: transferEncoding, "chunked is applied more than once", "RFC 9112 §6.1"))
        }
        if start.versionNumber < .http11 {
            remark(HeadRemark(.warning, at: transferEncoding, "HTTP/1.0 has no Transfer-Encoding", "RFC 9112 §6.1"))
        }
    }

    private func tellHost(_ line: RequestLine, _ remark: (HeadRemark) -> Void) {
        if hosts == 0, line.versionNumber == .http11 {
            remark(HeadRemark(.error, at: line.range, "a request of HTTP/1.1 without a Host field", "RFC 9112 §3.2"))
        }
        if hosts > 1 { remark(HeadRemark(.error, at: lastHost, "more than one Host field", "RFC 9112 §3.2")) }
    }

    private func tellForbidden(_ line: StatusLine, _ remark: (HeadRemark) -> Void) {
        guard line.status.isInformational || line.status.rawValue == 204 else { return }
        if contentLength != .absent {
            remark(
                HeadRemark(
                    .warning, at: contentLengthRange, "a response of this status has no Content-Length", "RFC 9110 §8.6"
                ))
        }
        if let transferEncoding {
            remark(
                HeadRemark(
                    .warning, at: transferEncoding, "a response of this status has no Transfer-Encoding",
                    "RFC 9112 §6.1"))
        }
    }
}

extension Head.StartLine {
    var versionNumber: Version {
        switch self {
        case .request(let line): line.versionNumber
        case .response(let line): line.versionNumber
        }
    }
}

extension Span where Element == UInt8 {
    /// The elements of a comma-separated list (RFC 9110 §5.6.1), trimmed; empty ones are left out, and commas in quoted
    /// strings do not count.
    func forEachListElement(of range: Range<Int>, _ take: (Range<Int>) -> Void) {
        var start = range.lowerBound
        var quoted = false
        var offset = start
        while offset < range.upperBound {
            switch self[offset] {
            case 0x22: quoted.toggle()
            case 0x5C where quoted: offset += 1
            case 0x2C where !quoted:
                giveElement(start..<offset, take)
                start = offset + 1
            default: break
            }
            offset += 1
        }
        giveElement(start..<range.upperBound, take)
    }

    private func giveElement(_ range: Range<Int>, _ take: (Range<Int>) -> Void) {
        let element = trimmed(range)
        if !element.isEmpty { take(element) }
    }
}
