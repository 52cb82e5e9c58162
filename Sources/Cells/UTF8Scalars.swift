/// Scalars of bytes that claim to be UTF-8.
enum UTF8Scalars {
    /// Decodes up to `limit` scalars from the start of `bytes`. What is no UTF-8 becomes U+FFFD, one for each longest part
    /// that could have begun a scalar (Unicode 3.9, table 3-7), so nothing valid after it is swallowed.
    static func decode(_ bytes: Span<UInt8>, limit: Int) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(min(bytes.count, limit))
        var offset = 0
        while offset < bytes.count, scalars.count < limit {
            let (scalar, length) = scalar(in: bytes, at: offset)
            scalars.append(scalar ?? "\u{FFFD}")
            offset += length
        }
        return scalars
    }

    /// The scalar at `offset` and how many bytes it has; nil with the bytes to skip where there is none.
    private static func scalar(in bytes: Span<UInt8>, at offset: Int) -> (Unicode.Scalar?, Int) {
        let lead = bytes[offset]
        if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
        guard let (following, firstRange) = shape(lead) else { return (nil, 1) }
        var value = UInt32(lead) & (0x3F >> UInt32(following))
        for index in 1...following {
            guard offset + index < bytes.count else { return (nil, index) }
            let byte = bytes[offset + index]
            guard (index == 1 ? firstRange : 0x80...0xBF).contains(byte) else { return (nil, index) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (Unicode.Scalar(value), following + 1)
    }

    /// How many bytes follow `lead`, and what the first of them may be; nil where nothing begins with it.
    private static func shape(_ lead: UInt8) -> (following: Int, first: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (1, 0x80...0xBF)
        case 0xE0: (2, 0xA0...0xBF)
        case 0xED: (2, 0x80...0x9F)
        case 0xE1...0xEF: (2, 0x80...0xBF)
        case 0xF0: (3, 0x90...0xBF)
        case 0xF1...0xF3: (3, 0x80...0xBF)
        case 0xF4: (3, 0x80...0x8F)
        default: nil
        }
    }
}
