import Foundation
import Testing

@testable import Dissection

@Suite struct FieldsTests {
    @Test func namesAreQualifiedAndOnce() {
        let names = Fields.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(name.split(separator: ".").count == 2, "\(name)") }
    }

    @Test func everyFieldSaysInOneSentenceWhatItMeansAndWhere() {
        for field in Fields.all {
            #expect(field.meaning.hasSuffix("."), "\(field.name)")
            #expect(!field.meaning.dropLast().contains(". "), "\(field.name)")
            #expect(!field.meaning.contains("|"), "\(field.name)")
            #expect(field.reference.contains("RFC ") || field.reference.contains("Fetch"), "\(field.name)")
            #expect(field.lectureReference != field.reference, "\(field.name)")
        }
    }

    @Test func fieldsAreFoundByFullAndByShortName() {
        #expect(Fields.named("http.status")?.lectureReference == "RFC 2616 §6.1.1")
        #expect(Fields.named("status") == HTTPFields.status)
        #expect(Fields.named("host")?.name == "http.host")
        #expect(Fields.named("content") == nil)
        #expect(Fields.named("http.nonsense") == nil)
        #expect(HTTPHeaderFields.definition(of: "hOsT")?.name == "http.host")
        #expect(Fields.names(beginning: "smtp.ver") == ["smtp.verb"])
    }

    @Test func secretsAreMarked() {
        let secret = Fields.all.filter(\.secret).map(\.name)
        #expect(
            secret == [
                "http.credentials", "http.cookieValue", "smtp.credentials", "pop3.password", "pop3.digest",
                "pop3.credentials", "text.secret",
            ])
    }

    @Test func thePageIsTheTable() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = root.appending(path: "docs/fields.md")
        if ProcessInfo.processInfo.environment["WIRESIDE_REGENERATE"] == "1" {
            try Fields.markdown.write(to: page, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: page, encoding: .utf8)
        #expect(written == Fields.markdown, "run WIRESIDE_REGENERATE=1 swift test --filter FieldsTests")
    }
}
