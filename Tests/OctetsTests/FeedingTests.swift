import Octets
import TestKit
import Testing

/// The helper that the tests of every parser lean on.
@Suite struct FeedingTests {
    @Test(arguments: Feeding.all() + [.cut(at: 3), .cut(at: 0), .cut(at: 99)]) func everyByteIsFedOnce(feeding: Feeding)
    {
        for count in [0, 1, 7, 300] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            var fed: [UInt8] = []
            feeding.feed(bytes) { piece in
                #expect(piece.count > 0)
                fed.append(piece, in: 0..<piece.count)
            }
            #expect(fed == bytes)
        }
    }

    @Test func theSameSeedCutsTheSame() {
        #expect(Feeding.random(seed: 5).pieces(of: 500) == Feeding.random(seed: 5).pieces(of: 500))
        #expect(Feeding.random(seed: 5).pieces(of: 500) != Feeding.random(seed: 6).pieces(of: 500))
    }
}
