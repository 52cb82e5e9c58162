import Glibc
import Workbench

/// The machine's clocks, in nanoseconds.
package enum SystemClock {
    package static var monotonic: Int64 { read(CLOCK_MONOTONIC) }
    /// Since the Unix epoch.
    package static var wall: Int64 { read(CLOCK_REALTIME) }
    package static var now: Clock { Clock(monotonic: monotonic, wall: wall) }

    private static func read(_ id: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(id, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
