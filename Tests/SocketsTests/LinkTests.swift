import Testing

@testable import Sockets

@Suite struct LinkTests {
    let millisecond: UInt64 = 1_000_000

    @Test func halfARoundTripPassesBetweenLeavingAndArriving() {
        var line = LinkLine(Link(roundTrip: 40_000_000))
        let times = line.admit(1000, at: 5 * millisecond)
        #expect(times.leaves == 5 * millisecond)
        #expect(times.arrives == 25 * millisecond)
    }

    @Test func bytesTakeTheirTimeAtTheRateAndWaitForThoseBefore() {
        var line = LinkLine(Link(roundTrip: 10_000_000, rate: 1_000_000))
        #expect(line.admit(2000, at: 0).leaves == 2 * millisecond)
        let second = line.admit(1000, at: millisecond)
        #expect(second.leaves == 3 * millisecond)
        #expect(second.arrives == 8 * millisecond)
        #expect(line.admit(1000, at: 50 * millisecond).leaves == 51 * millisecond)
    }

    @Test func arrivalsStrictlyGrow() {
        var line = LinkLine(Link(roundTrip: 0))
        let arrivals = (0..<100).map { _ in line.admit(0, at: 7).arrives }
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func nothingArrivesBeforeTheFloor() {
        var line = LinkLine(Link(roundTrip: 2_000_000), floor: 100 * millisecond)
        #expect(line.admit(1, at: millisecond).arrives == 100 * millisecond)
        #expect(line.admit(1, at: 200 * millisecond).arrives == 201 * millisecond)
    }

    @Test(arguments: [(0.0, 0...0), (1.0, 1000...1000), (0.25, 200...300)])
    func datagramsAreLostAsOftenAsSaidAndAlwaysTheSame(loss: Double, expected: ClosedRange<Int>) {
        var line = LinkLine(Link(roundTrip: 0, loss: loss, seed: 42))
        var again = LinkLine(Link(roundTrip: 0, loss: loss, seed: 42))
        let lost = (0..<1000).map { _ in line.loses() }
        #expect(expected.contains(lost.count { $0 }))
        #expect(lost == (0..<1000).map { _ in again.loses() })
    }

    @Test func hugeFiguresDoNotOverflow() {
        var line = LinkLine(Link(roundTrip: .max, rate: 1))
        #expect(line.link.roundTrip == Link.roundTripLimit)
        #expect(line.admit(1 << 30, at: 0).leaves == (1 << 30) * 1_000_000_000)
        var quick = LinkLine(Link(roundTrip: -5, rate: .max))
        // 2^40 bytes at 2^63 - 1 a second are 2^-23 seconds.
        #expect(quick.admit(1 << 40, at: 0).leaves == 119)
    }
}
