/// The first line of a session file.
package struct SessionHeader: Hashable, Sendable {
    /// The value of the member `format`, by which a session file is known.
    package static let format = "wireside-session"
    /// The version that this program writes, and the newest that it reads.
    package static let version: Int64 = 1

    /// What wrote the file: `wireside 0.1.0`. Empty where nobody said.
    package var tool: String
    /// When the transcript's time was 0; nil in a file written by hand that does not say.
    package var start: Timestamp?
    package var title: String
    package var redaction: RedactionPolicy?
    /// The session was one with the lab; nil where the file does not say.
    package var lab: Bool?
    /// Members that this version does not know, as JSON text (`"x":1,"y":[]`).
    package var extra: String

    package init(
        tool: String = "", start: Timestamp? = nil, title: String = "", redaction: RedactionPolicy? = nil,
        lab: Bool? = nil, extra: String = ""
    ) {
        self.tool = tool
        self.start = start
        self.title = title
        self.redaction = redaction
        self.lab = lab
        self.extra = extra
    }
}

/// What the recorder did with secrets. Open: an unknown one survives a round trip.
package struct RedactionPolicy: RawRepresentable, Hashable, Sendable {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    /// Secrets were replaced before they reached the disk.
    package static let mask = RedactionPolicy(rawValue: "mask")
    /// The person asked for everything to be kept.
    package static let none = RedactionPolicy(rawValue: "none")
}
