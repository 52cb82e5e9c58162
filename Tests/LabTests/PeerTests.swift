import Foundation
import Sockets
import Testing

@testable import Lab

/// The lab as programs of others see it.
@Suite(.timeLimit(.minutes(2))) struct CurlTests {
    /// Runs curl, quietly but for errors, and gives what it printed.
    static func curl(_ arguments: String...) async throws -> String {
        let result = try await Tool.run("curl", ["-sS", "--noproxy", "*", "--max-time", "60"] + arguments)
        #expect(result.status == 0, "\(result.output)")
        return result.output
    }

    @Test(.enabled(if: Tool.isPresent("curl"), "curl is not installed"))
    func getAndHead() async throws {
        try await withLab { lab in
            let url = lab.webURL
            #expect(try await Self.curl("-i", "\(url)/").hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await Self.curl("-i", "--http1.0", "\(url)/").contains("\r\nConnection: close\r\n"))
            let head = try await Self.curl("-I", "\(url)/pictures/10.jpg")
            #expect(head.contains("Content-Type: image/jpeg\r\n"))
            #expect(head.hasSuffix("\r\n\r\n"))
            let codes = "%{http_code} %{num_connects}\\n"
            let both = try await Self.curl(
                "-o", "/dev/null", "-o", "/dev/null", "-w", codes, "\(url)/", "\(url)/nothing")
            #expect(both == "200 1\n404 0\n")
        }
    }

    @Test(.enabled(if: Tool.isPresent("curl"), "curl is not installed"))
    func conditional() async throws {
        try await withLab { lab in
            let folder = try Tool.scratchFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let (url, code) = ("\(lab.webURL)/kurose_ross/interactive/index.php", "%{http_code} %{size_download}")
            let before = try await Self.curl("-o", "/dev/null", "-w", code, "-z", "Mon, 29 Feb 2016 00:00:00 GMT", url)
            let after = try await Self.curl("-o", "/dev/null", "-w", code, "-z", "Wed, 02 Mar 2016 00:00:00 GMT", url)
            #expect(before.hasPrefix("200 ") && before != "200 0")
            #expect(after == "304 0")
            let tag = folder.appendingPathComponent("tag").path
            let first = try await Self.curl("--etag-save", tag, "-o", "/dev/null", "-w", code, url)
            let second = try await Self.curl("--etag-compare", tag, "-o", "/dev/null", "-w", code, url)
            #expect(first == before)
            #expect(second == "304 0")
        }
    }

    @Test(.enabled(if: Tool.isPresent("curl"), "curl is not installed"))
    func cookies() async throws {
        try await withLab { lab in
            let folder = try Tool.scratchFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let jar = folder.appendingPathComponent("jar").path
            let url = "\(lab.webURL)/cookie"
            #expect(try await Self.curl("-c", jar, "-b", jar, url).contains("you are visitor 1678"))
            #expect(try await Self.curl("-c", jar, "-b", jar, url).contains("visitor 1678, and this is visit 2"))
            #expect(try await Self.curl(url).contains("you are visitor 1679"))
        }
    }

    @Test(.enabled(if: Tool.isPresent("curl"), "curl is not installed"))
    func filesAndForms() async throws {
        try await withLab { lab in
            let folder = try Tool.scratchFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("file")
            let content = Data((0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try content.write(to: file)
            let (url, code) = ("\(lab.webURL)/files/x", "%{http_code}")
            let (copy, none) = (folder.appendingPathComponent("copy"), "/dev/null")
            // curl asks for 100 (Continue) before content of this size.
            #expect(try await Self.curl("-o", none, "-w", code, "-T", file.path, url) == "201")
            #expect(try await Self.curl("-o", none, "-w", code, "-T", file.path, url) == "204")
            #expect(
                try await Self.curl("-H", "Transfer-Encoding: chunked", "-o", none, "-w", code, "-T", file.path, url)
                    == "204")
            #expect(try await Self.curl("-o", copy.path, "-w", code, url) == "200")
            #expect(try Data(contentsOf: copy) == content)
            #expect(try await Self.curl("-o", none, "-w", code, "-X", "DELETE", url) == "204")
            #expect(try await Self.curl("-o", none, "-w", code, url) == "404")
            let page = try await Self.curl("-d", "animal=monkeys&fruit=banana", "\(lab.webURL)/form")
            #expect(page.contains("<li>animal = monkeys</li>\n<li>fruit = banana</li>"))
            #expect(try await Self.curl("\(lab.webURL)/animalsearch?monkeys&banana").contains("<li>banana</li>"))
        }
    }

    @Test(.enabled(if: Tool.isPresent("curl"), "curl is not installed"))
    func movedChunkedSlowAndFlooded() async throws {
        try await withLab { lab in
            let url = lab.webURL
            let moved = try await Self.curl(
                "-L", "-o", "/dev/null", "-w", "%{http_code} %{url_effective}", "\(url)/old")
            #expect(moved == "200 \(url)/index.html")
            #expect(try await Self.curl("\(url)/chunked").hasSuffix("chunk by chunk, line 8 of 8\n"))
            let raw = try await Self.curl("--raw", "-i", "\(url)/chunked")
            #expect(raw.contains("Transfer-Encoding: chunked\r\n"))
            #expect(raw.hasSuffix("0\r\nLine-Count: 8\r\n\r\n"))
            #expect(try await Self.curl("\(url)/slow?ms=20").contains("20 ms"))
            let flood = try await Self.curl("-o", "/dev/null", "-w", "%{size_download}", "\(url)/flood?bytes=100000001")
            #expect(flood == "100000001")
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct MaildropPeerTests {
    @Test(.enabled(if: Tool.isPresent("curl"), "curl is not installed"))
    func curlListsFetchesAndDeletes() async throws {
        try await withLab { lab in
            let url = "pop3://bob:hungry@\(try #require(lab.service("pop3")).address)"
            #expect(try await CurlTests.curl("\(url)/") == "1 498\r\n2 912\r\n")
            let letter = try await CurlTests.curl("\(url)/2")
            #expect(Array(letter.utf8) == lab.mailboxes.letters(of: "bob@hamburger.edu").last?.content)
            _ = try await CurlTests.curl("-I", "-X", "DELE 1", "\(url)/")
            #expect(try await CurlTests.curl("\(url)/") == "1 912\r\n")
        }
    }

    /// What SMTP put in comes out by POP3, octet by octet.
    @Test(.enabled(if: Tool.isPresent("swaks"), "swaks is not installed"))
    func aLetterBySwaksIsReadBack() async throws {
        try await withLab { lab in
            let sent = try await SwaksTests.swaks(
                lab, "--from", "alice@crepes.fr", "--to", "carol@hamburger.edu", "--body", "one\n.\n..two\n")
            #expect(sent.status == 0, "\(sent.output)")
            let url = "pop3://carol:hungry@\(try #require(lab.service("pop3")).address)/1"
            let letter = try await CurlTests.curl(url)
            #expect(Array(letter.utf8) == lab.mailboxes.letters(of: "carol@hamburger.edu").first?.content)
            #expect(letter.contains("one\r\n.\r\n..two\r\n"))
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct SwaksTests {
    static func swaks(_ lab: Lab, _ arguments: String...) async throws -> (status: Int32, output: String) {
        let port = try #require(lab.service("smtp")).port
        return try await Tool.run(
            "swaks", ["--server", "127.0.0.1", "--port", "\(port)", "--timeout", "20"] + arguments)
    }

    @Test(.enabled(if: Tool.isPresent("swaks"), "swaks is not installed"))
    func aLetterArrives() async throws {
        try await withLab { lab in
            let result = try await Self.swaks(
                lab, "--helo", "crepes.fr", "--from", "alice@crepes.fr", "--to", "bob@hamburger.edu,alice@crepes.fr",
                "--header", "Subject: ketchup", "--body", "one\n.\n..two\n")
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("<-  250-SIZE 10485760"))
            for mailbox in ["bob@hamburger.edu", "alice@crepes.fr"] {
                let letter = String(decoding: lab.mailboxes.letters(of: mailbox).last?.content ?? [], as: UTF8.self)
                #expect(
                    letter.hasPrefix("Return-Path: <alice@crepes.fr>\r\nReceived: from crepes.fr ([127.0.0.1])\r\n"))
                #expect(letter.contains("\r\nSubject: ketchup\r\n"))
                #expect(letter.contains("one\r\n.\r\n..two\r\n"))
            }
        }
    }

    @Test(.enabled(if: Tool.isPresent("swaks"), "swaks is not installed"))
    func whatIsRefusedIsReportedAndPipeliningWorks() async throws {
        try await withLab { lab in
            let refused = try await Self.swaks(lab, "--from", "a@crepes.fr", "--to", "x@example.com")
            #expect(refused.status != 0)
            #expect(refused.output.contains("<** 550 x@example.com... relaying denied"))
            let pipelined = try await Self.swaks(
                lab, "--pipeline", "--from", "a@crepes.fr", "--to", "bob@hamburger.edu,x@example.com", "--body", "hello"
            )
            #expect(pipelined.status == 0, "\(pipelined.output)")
            #expect(lab.mailboxes.letters(of: "bob@hamburger.edu").count == 3, "two wait from the start")
        }
    }
}
