import HTTP

/// A date of a mail's header in universal time: `Mon, 23 Nov 2026 22:30:04 +0000` (RFC 5322 §3.3).
struct MailDate: CustomStringConvertible {
    /// Since 1970.
    var seconds: Int64

    /// HTTP writes the same but for the zone (RFC 9110 §5.6.7).
    var description: String {
        "\(FieldDate(seconds: seconds))".split(separator: " ").dropLast().joined(separator: " ") + " +0000"
    }
}
