import Octets
import Testing
import Transcripts

@testable import Dissection

@Suite struct LookupTests {
    @Test func everyByteFindsItsDeepestField() {
        let tree = Dissected(Samples.get.events()).tree(0)
        let cases: [(byte: Int, name: String)] = [
            (0, "http.method"), (3, "http.requestLine"), (4, "http.path"), (38, "http.target"), (39, "http.parameter"),
            (53, "http.requestLine"), (57, "http.fieldName"), (59, "http.host"), (61, "http.fieldValue"),
            (92, "http.cookieValue"), (95, "http.fieldValue"), (103, "http.headEnd"),
        ]
        for each in cases {
            let path = tree.path(toByte: each.byte)
            #expect(path.flatMap { tree.node(at: $0) }?.definition.name == each.name, "byte \(each.byte)")
        }
        #expect(tree.path(toByte: 104) == nil)
        #expect(tree.path(toByte: -1) == nil)
        #expect(tree.node(at: [99]) == nil)
        #expect(tree.node(at: [])?.definition.name == "http.request")
        #expect(tree.first(HTTPFields.path)?.value == "/kurose_ross/interactive/index.php")
    }

    @Test func secretsAreKnownByTheirRanges() {
        let get = Dissected(Samples.get.events())
        #expect(get.tree(0).secretRanges == [91..<95, 99..<100])
        #expect(get.tree(1).secretRanges == [69..<73])
        let auth = Dissected(Samples.auth.events())
        #expect(auth.records.indices.map { auth.tree($0).secretRanges } == [[], [], [], [11..<19], [], [0..<8], []])
        let text = Dissected(Dialogue([client("PASS hungry\n"), client("USER bob\n")]).events())
        #expect(text.tree(0).secretRanges == [5..<11])
        #expect(text.tree(1).secretRanges == [])
    }

    /// No node that is not itself marked as secret shows a secret in its value or label.
    @Test func onlySecretFieldsHoldSecrets() {
        let dialogue = Dialogue([
            client(
                "GET / HTTP/1.1\nHost: x\nAuthorization: Basic hunter2\nProxy-Authorization: hunter2\nCookie: a=hunter2; hunter2\n\n"
            ),
            server("HTTP/1.1 200 OK\nSet-Cookie: a=hunter2; Path=/\nContent-Length: 0\n\n"),
        ])
        let dissected = Dissected(dialogue.events())
        func check(_ node: FieldNode) {
            if node.definition.secret { return }
            #expect(!node.value.contains("hunter2") && !node.label.contains("hunter2"), "\(node.definition.name)")
            node.children.forEach(check)
        }
        for number in dissected.records.indices {
            check(dissected.tree(number))
            #expect(!dissected.json(number, masking: true).contains("hunter2"))
            #expect(dissected.json(number).contains("hunter2"))
        }
        #expect(dissected.tree(0).secretRanges.count == 4)
    }

    @Test func childrenTileTheMessage() {
        for dialogue in [Samples.get, Samples.chunked] {
            let dissected = Dissected(dialogue.events())
            for number in dissected.records.indices {
                let tree = dissected.tree(number)
                #expect(tree.children.first?.range.lowerBound == 0)
                #expect(tree.children.last?.range.upperBound == tree.range.upperBound)
                for (left, right) in zip(tree.children, tree.children.dropFirst()) {
                    #expect(left.range.upperBound == right.range.lowerBound)
                }
            }
        }
    }

    @Test func aMessageThatIsNotAllToHandSaysSo() {
        let length = decodeLimit + 100
        let dialogue = Dialogue([
            client("GET / HTTP/1.1\nHost: x\n\n"),
            server("HTTP/1.1 200 OK\nContent-Length: \(length)\n\n" + String(repeating: "x", count: length)),
        ])
        let dissected = Dissected(dialogue.events())
        let tree = dissected.tree(1)
        #expect(tree.remarks.map(\.text) == ["only the first 1 048 576 B of 1 048 720 B are decoded"])
        #expect(tree.range == 0..<dissected.records[1].length)
        #expect(tree.children.last?.range.upperBound == dissected.records[1].length)
    }

    @Test func datesAreReadAndOldFormsTold() {
        func date(_ text: String) -> FieldNode? {
            let dialogue = Dialogue([
                client("GET / HTTP/1.1\nHost: x\n\n"), server("HTTP/1.1 304 Not Modified\nDate: \(text)\n\n"),
            ])
            return Dissected(dialogue.events()).tree(1).first(HTTPFields.date)
        }
        #expect(date("Sun, 06 Nov 1994 08:49:37 GMT")?.remarks == [])
        #expect(
            date("Sun Nov  6 08:49:37 1994")?.remarks.map(\.text) == [
                "an old form of Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110 §5.6.7)"
            ])
        #expect(date("yesterday")?.worst == .warning)
    }
}
