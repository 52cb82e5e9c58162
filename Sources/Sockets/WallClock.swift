import Glibc

/// The time of day, for what has to name it: a `Date` field, a `Received` line. Delays are measured elsewhere.
package enum WallClock {
    /// Seconds since 1970-01-01 00:00 UTC.
    package static var seconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }
}
