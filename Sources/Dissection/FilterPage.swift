extension Filter {
    /// The page `docs/filter.md`: the language in a minute, and what it can ask for.
    package static var markdown: String {
        var page = """
            # Filters

            A filter says which messages are wanted: `wireside decode FILE --filter 'FILTER'`, and **f** in the list of a capture's
            conversations. The page is printed from the tables in `Sources/Dissection`; a test compares the two, and
            `WIRESIDE_REGENERATE=1 swift test --filter FilterPageTests` writes it anew.

            ```
            http.status >= 400                      answers in the negative
            dns.rcode != NOERROR                    names that were not found, and worse
            http.host ~ "umass"                     the host has this in it
            http.method in (GET, HEAD)              one of a list
            waited > 200ms and not dns              slow answers
            since > 10s and (smtp or pop3)          mail, ten seconds after the start
            bytes contains "hamburger"              octets of the message, letter for letter
            ```

            - A **field** alone asks whether a message has it, and a **protocol** alone whether it is of it. A name may be short where only one
              is meant: `status`, `host`.
            - `and`, `or`, `not` and brackets; `not` binds most, `or` least. `&&`, `||` and `!` mean the same.
            - A test of a field that a message does not have is false, whatever the sign. Where a message has a field several times, one that
              holds is enough; `!=` and `!~` want all to differ.
            - Text with blanks or signs stands in quotes. Times are `10s`, `250ms`, `2min`; sizes are `512`, `4kB`, `1MiB`.

            | sign | the field … |
            |---|---|

            """
        for comparison in FilterComparison.allCases { page += "| `\(comparison.rawValue)` | \(comparison.meaning) |\n" }
        page += "| `in` | is one of a list in brackets |\n\n## What any message has\n\n| name | meaning |\n|---|---|\n"
        for field in GeneralField.allCases { page += "| `\(field.rawValue)` | \(field.meaning) |\n" }
        page += """

            Protocols: \(ProtocolName.filterable.map { "`\($0.rawValue)`" }.joined(separator: ", ")). All other fields stand in
            [fields.md](fields.md).

            """
        return page
    }
}
