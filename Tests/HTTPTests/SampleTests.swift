import HTTP
import Octets
import TestKit
import Testing

@Suite struct SampleTests {
    static let get = """
        GET /kurose/index.html HTTP/1.1\r\nHost: www-net.cs.umass.edu\r\nUser-Agent: Firefox/3.6.10\r\n\
        Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-us,en;q=0.5\r\n\
        Accept-Encoding: gzip,deflate\r\nKeep-Alive: 115\r\nConnection: keep-alive\r\n\r\n
        """
    static let okHead = """
        HTTP/1.1 200 OK\r\nDate: Sun, 26 Sep 2010 20:09:20 GMT\r\nServer: Apache/2.0.52 (CentOS)\r\n\
        Last-Modified: Tue, 30 Oct 2007 17:00:02 GMT\r\nETag: "17dc6-a5c-bf716880"\r\nAccept-Ranges: bytes\r\n\
        Content-Length: 2652\r\nKeep-Alive: timeout=10, max=100\r\nConnection: Keep-Alive\r\n\
        Content-Type: text/html; charset=ISO-8859-1\r\n\r\n
        """

    @Test(arguments: Feeding.all()) func theLecturesExchange(feeding: Feeding) {
        let content = [UInt8](repeating: 0x78, count: 2652)
        let response = Array(Self.okHead.utf8) + content
        let found = frames(
            [(.clientToServer, Array(Self.get.utf8)), (.serverToClient, response + response)], feeding: feeding)
        #expect(found.map(\.kind) == [.request, .response, .response])
        #expect(found[0].range == 0..<UInt64(Self.get.utf8.count))
        #expect(found[0].framing == .none && found[0].error == nil)
        #expect(found[1].headLength == Self.okHead.utf8.count)
        #expect(found[1].bodyLength == 2652 && found[1].status == 200 && found[1].answers == 0)
        #expect(found[1].range.upperBound == found[2].range.lowerBound)
        #expect(found[2].answers == nil && found[2].gravity == .note)
    }
}
