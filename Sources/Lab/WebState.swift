import HTTP

/// Something that the lab's web server has: its octets with their type and validators.
struct Resource: Hashable, Sendable {
    let mediaType: String
    let content: [UInt8]
    let modified: FieldDate

    /// A name for these very octets: FNV-1a, and their number.
    let tag: EntityTag

    init(_ mediaType: String, _ content: [UInt8], modified: FieldDate) {
        self.mediaType = mediaType
        self.content = content
        self.modified = modified
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in content { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
        tag = EntityTag(String(hash, radix: 16) + "-" + String(content.count, radix: 16))
    }

    var validators: Validators { Validators(tag: tag, modified: modified) }
}

/// What changes in the lab's web server as it is used. All of it is bounded, and gone when the lab stops.
package struct WebState: Sendable {
    package static let fileLimit = 256
    package static let fileBytesLimit = 32 * 1024 * 1024
    package static let visitorLimit = 10_000
    /// The number of the lecture's first visitor.
    package static let firstVisitor = 1678

    /// By path.
    private(set) var files: [String: Resource] = [:]
    private(set) var fileBytes = 0
    private var visits: [Int: Int] = [:]
    private var nextVisitor = WebState.firstVisitor

    package init() {}

    /// What came of storing a file.
    enum Stored {
        case created
        case replaced
        case noRoom
    }

    mutating func store(_ resource: Resource, at path: String) -> Stored {
        let former = files[path]
        let bytes = fileBytes - (former?.content.count ?? 0) + resource.content.count
        guard bytes <= Self.fileBytesLimit, former != nil || files.count < Self.fileLimit else { return .noRoom }
        files[path] = resource
        fileBytes = bytes
        return former == nil ? .created : .replaced
    }

    mutating func remove(_ path: String) -> Bool {
        guard let former = files.removeValue(forKey: path) else { return false }
        fileBytes -= former.content.count
        return true
    }

    /// Counts a visit of a visitor that is known, and says which it is; nil for one that is not.
    mutating func welcome(_ visitor: Int) -> Int? {
        guard let before = visits[visitor] else { return nil }
        visits[visitor] = before + 1
        return before + 1
    }

    /// Gives a new visitor a number. The oldest is forgotten when there are too many.
    mutating func newVisitor() -> Int {
        visits[nextVisitor - Self.visitorLimit] = nil
        visits[nextVisitor] = 1
        nextVisitor += 1
        return nextVisitor - 1
    }
}
