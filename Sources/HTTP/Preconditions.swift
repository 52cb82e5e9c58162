/// The state that a server holds of a resource, as far as conditional requests ask for it (RFC 9110 §8.8).
package struct Validators: Sendable, Hashable {
    package var tag: EntityTag?
    package var modified: FieldDate?

    package init(tag: EntityTag? = nil, modified: FieldDate? = nil) {
        self.tag = tag
        self.modified = modified
    }
}

/// What a server does with a conditional request.
package enum PreconditionOutcome: Sendable, Hashable {
    /// The method, as if no condition had been there.
    case proceed
    /// The method, but the `Range` field is passed over and the whole is sent.
    case proceedWithoutRange
    /// 304: the client's copy is good.
    case notModified
    /// 412: the method must not be carried out.
    case failed
}

/// Evaluates the conditions of a request in the order of RFC 9110 §13.2.2.
///
/// A server does this only where the answer without the conditions would have been successful or 412.
///
/// - Parameter current: nil if the target has no representation at present.
package func evaluatePreconditions(
    _ method: Method, _ fields: Fields, current: Validators?
) -> PreconditionOutcome {
    let readsOnly = method == .get || method == .head
    // 1 and 2: is the state the one that the client means to change?
    if let tags = fields.entityTags("If-Match") {
        guard tags.matches(current?.tag, strongly: true, exists: current != nil) else { return .failed }
    } else if let date = fields.date("If-Unmodified-Since"), let modified = current?.modified, modified > date {
        return .failed
    }
    // 3 and 4: does the client have it already? A date counts only where no tag was given.
    if let tags = fields.entityTags("If-None-Match") {
        if tags.matches(current?.tag, strongly: false, exists: current != nil) {
            return readsOnly ? .notModified : .failed
        }
    } else if readsOnly, let date = fields.date("If-Modified-Since"), let modified = current?.modified, modified <= date
    {
        return .notModified
    }
    // 5: is the part that is asked for a part of what the client has?
    if method == .get, fields["Range"] != nil, let condition = fields["If-Range"] {
        return allowsRange(condition, current) ? .proceed : .proceedWithoutRange
    }
    return .proceed
}

/// A date must be the very one, and a tag strong (RFC 9110 §13.1.5).
private func allowsRange(_ condition: String, _ current: Validators?) -> Bool {
    if let tag = EntityTag(parsing: condition) { return current?.tag.map(tag.stronglyEquals) ?? false }
    guard let date = FieldDate(trimmed(condition)) else { return false }
    return current?.modified == date
}

extension Fields {
    /// Nil without such a field. A value that is no list of tags matches nothing, so that `If-Match` stays a guard.
    fileprivate func entityTags(_ name: String) -> EntityTagList? {
        let found = values(name)
        if found.isEmpty { return nil }
        return EntityTagList(parsing: found.joined(separator: ",")) ?? .tags([])
    }

    /// Nil without such a field, and where its value is no date: the field is then passed over (RFC 9110 §13.1.3).
    fileprivate func date(_ name: String) -> FieldDate? {
        let found = values(name)
        return found.count == 1 ? FieldDate(trimmed(found[0])) : nil
    }
}
