import Octets

/// The bytes are well-formed UTF-8, so that a JSON string gives exactly them back.
package func isWellFormedUTF8(_ bytes: Span<UInt8>) -> Bool { firstIllFormedUTF8(bytes) == nil }

/// Where the first ill-formed sequence stands, or nil.
func firstIllFormedUTF8(_ bytes: Span<UInt8>) -> Range<Int>? {
    do {
        _ = try UTF8Span(validating: bytes)
        return nil
    } catch {
        return error.byteOffsets
    }
}
