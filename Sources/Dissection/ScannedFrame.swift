import DNS
import HTTP
import Octets
import POP3
import SMTP

extension ScannedFrame {
    init(_ frame: HTTP.Frame) {
        let kind: MessageKind =
            switch frame.kind {
            case .request: .request
            case .response: .response
            case .unparsed: .unparsed
            }
        self.init(kind, frame.direction, frame.range)
        ordinal = frame.ordinal
        answers = frame.answers
        code = UInt16(clamping: frame.status ?? 0)
        isInterim = frame.status.map { (100..<200).contains($0) && $0 != 101 } ?? false
        context =
            MessageContext(
                bodyLength: frame.bodyLength, detail: UInt16(frame.framing.rawValue), isCutShort: !frame.complete
            ).packed
        severity = frame.gravity.map { Severity($0) }
        if kind == .unparsed {
            reason = frame.error?.reason ?? "another protocol's since the connection became a tunnel"
        } else if !frame.complete {
            reason = "the connection ended within the message"
            severity = .error
        }
    }

    init(_ frame: SMTP.Frame) {
        let kind: MessageKind =
            switch frame.kind {
            case .command: .command
            case .reply: .reply
            case .content: .content
            case .credentials: .line
            case .unparsed: .unparsed
            }
        self.init(kind, frame.direction, frame.range)
        ordinal = frame.ordinal
        answers = frame.answers
        code = UInt16(clamping: frame.code ?? 0)
        context =
            MessageContext(
                bodyLength: frame.bodyLength, detail: frame.peculiarities.rawValue, isCutShort: !frame.complete,
                isCredentials: frame.kind == .credentials
            ).packed
        let told: Severity? = frame.peculiarities.explanations.isEmpty ? nil : .note
        severity = frame.error == nil ? told : .error
        if kind == .unparsed {
            reason = frame.error?.reason ?? "neither a command nor a reply"
        } else if !frame.complete {
            reason = "the connection ended within the message"
            severity = .error
        }
    }
}

extension ScannedFrame {
    init(_ frame: POP3.Frame) {
        let kind: MessageKind =
            switch frame.kind {
            case .command: .command
            case .response: .response
            case .credentials: .line
            case .unparsed: .unparsed
            }
        self.init(kind, frame.direction, frame.range)
        ordinal = frame.ordinal
        answers = frame.answers
        lineCount = UInt32(clamping: frame.lineCount)
        code = frame.indicator == .error ? 1 : 0
        context =
            MessageContext(
                bodyLength: frame.bodyLength, detail: POP3Detail(frame).packed, isCutShort: !frame.complete,
                isCredentials: frame.kind == .credentials
            ).packed
        let told: Severity? = frame.peculiarities.isEmpty ? nil : .note
        severity = frame.error == nil ? told : .error
        if kind == .unparsed {
            reason =
                frame.error?.reason ?? frame.peculiarities.explanations.first?.text
                ?? "neither a command nor a response"
        } else if !frame.complete {
            reason = "the connection ended within the message"
            severity = .error
        }
    }
}

extension ScannedFrame {
    init(_ frame: DNS.Frame) {
        self.init(frame.error == nil ? .message : .unparsed, frame.direction, frame.range)
        ordinal = frame.ordinal
        answers = frame.answers
        code = UInt16(frame.responseCode)
        context = MessageContext(detail: UInt16(frame.prefixLength), isCutShort: !frame.isComplete).packed
        severity = frame.error == nil && frame.isComplete ? nil : .error
        reason = frame.error?.reason ?? (frame.isComplete ? nil : "the connection ended within the message")
    }
}

extension Severity {
    init(_ gravity: HTTP.Gravity) {
        switch gravity {
        case .note: self = .note
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
