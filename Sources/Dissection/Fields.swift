/// The table of fields: every field that a message of any protocol can have, each with its definition.
///
/// Inspector, JSON, filter, completion and masking all read this table; `docs/fields.md` is printed from it.
package enum Fields {
    /// In the order of protocols, and within one in the order in which a message has them.
    package static let all: [FieldDefinition] =
        HTTPFields.all + HTTPHeaderFields.all + SMTPFields.all
        + POP3Fields.all + MailFields.all + DNSFields.all + TextFields.all

    /// The definition with that qualified name (`http.status`), or with that name where only one protocol has it
    /// (`status`).
    package static func named(_ name: String) -> FieldDefinition? {
        if let exact = byName[name] { return exact }
        let short = all.filter { $0.name.split(separator: ".").dropFirst().joined(separator: ".") == name }
        return short.count == 1 ? short[0] : nil
    }

    /// The qualified names that begin with `prefix`, in the table's order: what completion offers.
    package static func names(beginning prefix: String) -> [String] {
        all.map(\.name).filter { $0.hasPrefix(prefix) }
    }

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}

extension Fields {
    /// The table as the Markdown page `docs/fields.md`.
    package static var markdown: String {
        var page = """
            # Fields

            Every field of a decoded message. The page is printed from the table in `Sources/Dissection`; a test compares
            the two, and `WIRESIDE_REGENERATE=1 swift test --filter FieldsTests` writes it anew.

            A name is qualified by its protocol. *Where* is the section in force, and behind a slash the one that the
            lectures cite. A field marked *secret* is masked by the recorder, and on screens until a key shows it.


            """
        var group = ""
        for field in all {
            let proto = String(field.name.prefix { $0 != "." })
            if proto != group {
                group = proto
                page += page.hasSuffix("|\n") ? "\n" : ""
                page += "## \(proto)\n\n| name | type | where | meaning |\n|---|---|---|---|\n"
            }
            page += field.markdownRow
        }
        return page
    }
}

extension FieldDefinition {
    fileprivate var markdownRow: String {
        let kind = type.rawValue + (unit.isEmpty ? "" : ", \(unit)") + (repeats ? ", repeats" : "")
        let place = [reference, lectureReference].compactMap(\.self).joined(separator: " / ")
        return "| `\(name)` | \(kind)\(secret ? ", secret" : "") | \(place) | \(meaning) |\n"
    }
}
