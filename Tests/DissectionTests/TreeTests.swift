import Octets
import Testing
import Transcripts

@testable import Dissection

@Suite struct TreeTests {
    @Test func requestGolden() {
        #expect(
            Dissected(Samples.get.events()).tree(0).lines() == [
                "request=GET /kurose_ross/interactive/index.php?a=1&b HTTP/1.1 [0..<104] http.request",
                " request line=GET /kurose_ross/interactive/index.php?a=1&b HTTP/1.1 [0..<55] http.requestLine",
                "  method=GET [0..<3] http.method",
                "  target=/kurose_ross/interactive/index.php?a=1&b [4..<44] http.target",
                "   path=/kurose_ross/interactive/index.php [4..<38] http.path",
                "   query=a=1&b [39..<44] http.query",
                "    a=1 [39..<42] http.parameter",
                "    parameter=b [43..<44] http.parameter",
                "  version=HTTP/1.1 [45..<53] http.version",
                " Host=gaia.cs.umass.edu [55..<80] http.host",
                "  name=Host [55..<59] http.fieldName",
                "  value=gaia.cs.umass.edu [61..<78] http.fieldValue",
                " Cookie=id=****; x=* [80..<102] http.cookie",
                "  name=Cookie [80..<86] http.fieldName",
                "  value=id=****; x=* [88..<100] http.fieldValue",
                "   id=**** [88..<95] http.cookiePair",
                "    name=id [88..<90] http.cookieName",
                "    value=1678 [91..<95] http.cookieValue",
                "   x=* [97..<100] http.cookiePair",
                "    name=x [97..<98] http.cookieName",
                "    value=y [99..<100] http.cookieValue",
                " empty line= [102..<104] http.headEnd",
            ])
    }

    @Test func responseGolden() {
        #expect(
            Dissected(Samples.get.events()).tree(1).lines() == [
                "response=HTTP/1.1 200 OK [0..<150] http.response",
                " status line=HTTP/1.1 200 OK [0..<17] http.statusLine",
                "  version=HTTP/1.1 [0..<8] http.version",
                "  status=200 [9..<12] http.status",
                "  reason=OK [13..<15] http.reason",
                " Date=Tue, 18 Aug 2015 15:44:04 GMT [17..<54] http.date",
                "  name=Date [17..<21] http.fieldName",
                "  value=Tue, 18 Aug 2015 15:44:04 GMT [23..<52] http.fieldValue",
                "   date=Tue, 18 Aug 2015 15:44:04 GMT [23..<52] http.dateTime",
                " Set-Cookie=id=****; Path=/ [54..<83] http.set-cookie",
                "  name=Set-Cookie [54..<64] http.fieldName",
                "  value=id=****; Path=/ [66..<81] http.fieldValue",
                "   id=**** [66..<73] http.cookiePair",
                "    name=id [66..<68] http.cookieName",
                "    value=1678 [69..<73] http.cookieValue",
                "   Path=/ [75..<81] http.cookieAttribute",
                " Content-Length=5 [83..<102] http.content-length",
                "  name=Content-Length [83..<97] http.fieldName",
                "  value=5 [99..<100] http.fieldValue",
                " Content-Type=text/plain; charset=utf-8 [102..<143] http.content-type",
                "  name=Content-Type [102..<114] http.fieldName",
                "  value=text/plain; charset=utf-8 [116..<141] http.fieldValue",
                " empty line= [143..<145] http.headEnd",
                " content=hello [145..<150] http.content",
                "  length=5 [145..<145] http.bodyLength",
            ])
    }

    @Test func chunksGolden() {
        #expect(
            Dissected(Samples.chunked.events()).tree(1).lines() == [
                "response=HTTP/1.1 200 OK [0..<76] http.response",
                " status line=HTTP/1.1 200 OK [0..<17] http.statusLine",
                "  version=HTTP/1.1 [0..<8] http.version",
                "  status=200 [9..<12] http.status",
                "  reason=OK [13..<15] http.reason",
                " Transfer-Encoding=chunked [17..<45] http.transfer-encoding",
                "  name=Transfer-Encoding [17..<34] http.fieldName",
                "  value=chunked [36..<43] http.fieldValue",
                " empty line= [45..<47] http.headEnd",
                " content=4 B of unknown type [47..<76] http.content",
                "  length=4 [47..<47] http.bodyLength",
                "  chunks=2 [47..<63] http.chunks",
                "   chunk=4 B [47..<60] http.chunk",
                "    size=4 [47..<48] http.chunkSize",
                "    extension=;q=1 [48..<52] http.chunkExtension",
                "    data=Wiki [54..<58] http.chunkData",
                "   last chunk=0 B [60..<63] http.chunk",
                "    size=0 [60..<61] http.chunkSize",
                "  trailers=1 [63..<76] http.trailers",
                "   ETag=\"a\" [63..<74] http.etag",
                "    name=ETag [63..<67] http.fieldName",
                "    value=\"a\" [69..<72] http.fieldValue",
            ])
    }

    @Test func letterGolden() {
        let letter = Dialogue([
            server("220 x\n"), client("DATA\n"), server("354 go\n"),
            client("From: a@b\nSubject: one\n two\n\n..dot\nbye\n.\n"), server("250 ok\n"),
        ])
        let dissected = Dissected(letter.events())
        #expect(
            dissected.tree(3).lines() == [
                "letter=44 B [0..<48] smtp.content",
                " From=a@b [0..<11] mail.from",
                " Subject=one\r\n two [11..<31] mail.subject",
                " empty line= [31..<33] mail.headEnd",
                " body=..dot\r\nbye\r\n [33..<45] mail.body",
                "  stuffed dot=. [33..<34] smtp.stuffedDot",
                " end=. [45..<48] smtp.endOfData",
            ])
        #expect(
            Dissected(Samples.letter.events()).tree(3).lines() == [
                "command=MAIL FROM: <alice@crepes.fr> [0..<30] smtp.command",
                " verb=MAIL [0..<4] smtp.verb",
                " argument=FROM: <alice@crepes.fr> [5..<28] smtp.argument",
                "  from=<alice@crepes.fr> [11..<28] smtp.reversePath",
            ])
    }

    @Test func replyGolden() {
        let dissected = Dissected(Samples.auth.events())
        #expect(
            dissected.tree(2).lines() == [
                "reply=250 AUTH LOGIN [0..<38] smtp.reply",
                " line=250-x [0..<7] smtp.line",
                "  code=250 [0..<3] smtp.code",
                "   severity=2 [0..<1] smtp.severity",
                "   category=5 [1..<2] smtp.category",
                "   detail=0 [2..<3] smtp.detail",
                "  separator=- [3..<4] smtp.separator",
                "  text=x [4..<5] smtp.text",
                " line=250-SIZE 1000 [7..<22] smtp.line",
                "  code=250 [7..<10] smtp.code",
                "   severity=2 [7..<8] smtp.severity",
                "   category=5 [8..<9] smtp.category",
                "   detail=0 [9..<10] smtp.detail",
                "  separator=- [10..<11] smtp.separator",
                "  text=SIZE 1000 [11..<20] smtp.text",
                "   SIZE=SIZE 1000 [11..<20] smtp.keyword",
                " line=250 AUTH LOGIN [22..<38] smtp.line",
                "  code=250 [22..<25] smtp.code",
                "   severity=2 [22..<23] smtp.severity",
                "   category=5 [23..<24] smtp.category",
                "   detail=0 [24..<25] smtp.detail",
                "  separator=  [25..<26] smtp.separator",
                "  text=AUTH LOGIN [26..<36] smtp.text",
                "   AUTH=AUTH LOGIN [26..<36] smtp.keyword",
            ])
        #expect(
            dissected.tree(3).lines() == [
                "command=AUTH LOGIN ******** [0..<21] smtp.command",
                " verb=AUTH [0..<4] smtp.verb",
                " argument=LOGIN ******** [5..<19] smtp.argument",
                "  mechanism=LOGIN [5..<10] smtp.mechanism",
                "  initial response=YWxpY2U= [11..<19] smtp.credentials",
            ])
        #expect(
            dissected.tree(5).lines() == [
                "credentials=******** [0..<10] smtp.command",
                " credentials=c2VjcmV0 [0..<8] smtp.credentials",
            ])
        #expect(
            dissected.tree(6).lines() == [
                "reply=535 5.7.8 no [0..<14] smtp.reply",
                " line=535 5.7.8 no [0..<14] smtp.line",
                "  code=535 [0..<3] smtp.code",
                "   severity=5 [0..<1] smtp.severity",
                "   category=3 [1..<2] smtp.category",
                "   detail=5 [2..<3] smtp.detail",
                "  separator=  [3..<4] smtp.separator",
                "  text=5.7.8 no [4..<12] smtp.text",
                "   enhanced code=5.7.8 [4..<9] smtp.enhancedCode",
            ])
    }
}
