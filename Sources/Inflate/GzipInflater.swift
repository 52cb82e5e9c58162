import CZlib
import Octets

/// Inflates gzip (RFC 1952) as its octets come, in pieces of any size: member after member, as `cat a.gz b.gz` makes them.
///
/// Give `step` what there is of the file and room for what it becomes; it takes some of the one and fills some of the other,
/// never more than there is room for, so that a small file cannot become a large heap. Octets of zero behind a member are
/// padding and are passed over. After the last octet of the file, `end` says whether it was all there.
package final class GzipInflater {
    /// What one step came to.
    package struct Step: Hashable, Sendable {
        /// Octets of the input that were used.
        package var taken = 0
        /// Octets of content that were made. They are right even where the step failed.
        package var given = 0
        /// Why nothing more can be made of this file.
        package var failure: InflateError?
    }

    private enum Stage {
        /// Between members; at the start before the first.
        case between
        case inside
        case over(InflateError)
    }

    /// zlib keeps a pointer to it, so that it may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var stage = Stage.between
    /// Octets of the file that were taken.
    package private(set) var taken: UInt64 = 0
    /// Octets of content that were made.
    package private(set) var given: UInt64 = 0
    /// Members that began.
    package private(set) var members = 0

    /// Octets that tell a file of gzip.
    package static let magicLength = 3

    /// Whether a file that begins with `bytes` is gzip: its two octets, and the one method there is (RFC 1952 §2.3.1).
    package static func isGzip(_ bytes: Span<UInt8>) -> Bool {
        bytes.count >= magicLength && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8
    }

    package init() {
        stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if czlib_begin_gzip(stream) != Z_OK { fail("there is no memory to inflate with") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Makes content of `input`, into `output`. It goes on until one of them is used up, or nothing more can be made. Content
    /// may be left when all input is taken: before `end`, step without input until nothing more is given.
    package func step(_ input: Span<UInt8>, into output: UnsafeMutableRawBufferPointer) -> Step {
        var step = Step()
        while true {
            switch stage {
            case .over(let error):
                step.failure = error
                return step
            case .between:
                guard step.taken < input.count else { return step }
                step.taken += pass(input.extracting(step.taken..<input.count))
            case .inside:
                let before = (step.taken, step.given)
                let room = UnsafeMutableRawBufferPointer(rebasing: output[step.given...])
                inflate(input.extracting(step.taken..<input.count), into: room, &step)
                if (step.taken, step.given) == before, case .inside = stage { return step }
            }
        }
    }

    /// No more input will come: says what is missing, nil where the file was whole.
    package func end() -> InflateError? {
        switch stage {
        case .over(let error): error
        case .between: nil
        case .inside: InflateError(place: taken, given: given, what: "it is cut short")
        }
    }
}

extension GzipInflater {
    /// Passes over padding, and begins the next member. Gives the octets that were passed over.
    private func pass(_ input: Span<UInt8>) -> Int {
        var count = 0
        while count < input.count, input[count] == 0, members > 0 { count += 1 }
        taken += UInt64(count)
        guard count < input.count else { return count }
        guard input[count] == 0x1F || members == 0 else {
            fail("what follows its last member is not gzip and was left out")
            return count
        }
        if members > 0, inflateReset(stream) != Z_OK {
            fail("its next member cannot be begun")
            return count
        }
        members += 1
        stage = .inside
        return count
    }

    private func inflate(_ input: Span<UInt8>, into output: UnsafeMutableRawBufferPointer, _ step: inout Step) {
        // zlib counts both in 32 bits; it is called again for the rest.
        let most = Int(UInt32.max)
        let (inputCount, outputCount) = (min(input.count, most), min(output.count, most))
        let result = input.withUnsafeBufferPointer { bytes in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.pointee.avail_in = UInt32(inputCount)
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(outputCount)
            return outputCount == 0 ? Z_BUF_ERROR : CZlib.inflate(stream, Z_NO_FLUSH)
        }
        let (took, gave) = (inputCount - Int(stream.pointee.avail_in), outputCount - Int(stream.pointee.avail_out))
        step.taken += took
        step.given += gave
        taken += UInt64(took)
        given += UInt64(gave)
        switch result {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: stage = .between
        case Z_MEM_ERROR: fail("there is no memory to inflate with")
        default: fail("it is damaged (\(stream.pointee.msg.map { String(cString: $0) } ?? "not deflate"))")
        }
    }

    private func fail(_ what: String) { stage = .over(InflateError(place: taken, given: given, what: what)) }
}

/// Why nothing more can be made of a compressed file.
package struct InflateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Octets of the compressed file before that place, or somewhat more: damage shows only behind where it is.
    package var place: UInt64
    /// Octets of content that were made before.
    package var given: UInt64
    /// One plain clause whose subject is the compressed data.
    package var what: String

    package var description: String {
        "the gzip data stops at octet \(place), after \(given) octets of content: \(what)"
    }
}
