import Foundation
import NIOCore
import Testing

@testable import Sockets

@Suite struct SocketErrorTests {
    @Test(arguments: [
        (
            ECONNREFUSED, SocketError.Kind.refused,
            "no answer from h:1: connection refused; is a server listening there?"
        ),
        (ENOENT, .refused, "no answer from h:1: there is no such socket; is its server running?"),
        (ENETUNREACH, .unreachable, "no way to h:1: network is unreachable; is the network up?"),
        (EHOSTUNREACH, .unreachable, "no way to h:1: no route to host; is the network up?"),
        (ECONNRESET, .reset, "the connection was reset by h:1"),
        (EPIPE, .reset, "the connection was reset by h:1"),
        (EADDRINUSE, .portTaken, "h:1 is taken; stop the other server or choose another port"),
        (EMSGSIZE, .tooLarge, "the datagram is too large for h:1; send less at once"),
        (EIO, .other, "could not connect to h:1: input/output error"),
    ])
    func systemErrorsInWords(number: CInt, kind: SocketError.Kind, reason: String) {
        let error = SocketError(IOError(errnoCode: number, reason: "connect"), while: .connect, at: "h:1")
        #expect(error.kind == kind)
        #expect(error.reason == reason)
    }

    @Test func rightsAreAdvisedByWhatWasTried() {
        let listening = SocketError(IOError(errnoCode: EACCES, reason: "bind"), while: .listen, at: "127.0.0.1:80")
        #expect(listening.kind == .notAllowed)
        #expect(listening.reason.hasSuffix("ports below 1024 need rights, so choose a higher one"))
        let connecting = SocketError(IOError(errnoCode: EPERM, reason: "connect"), while: .connect, at: "h:1")
        #expect(connecting.reason.hasSuffix("is a firewall or a sandbox in the way?"))
    }

    @Test func silenceAndCancellation() {
        let silent = SocketError(ChannelError.connectTimeout(.seconds(10)), while: .connect, at: "h:1")
        #expect(silent.kind == .timedOut)
        #expect(silent.reason.hasPrefix("no answer from h:1 within 10 s; "))
        #expect(SocketError(CancellationError(), while: .connect, at: "h:1").kind == .cancelled)
        #expect(SocketError(ChannelError.ioOnClosedChannel, while: .talk, at: "h:1").kind == .closed)
    }
}
