package dev.tallystick.connection;

import java.util.Arrays;

/// Finds a time for one more call among those that are taken. All times are in microseconds.
final class SlidingWindow {
    private SlidingWindow() {}

    /// The earliest time from `from` on, so that no stretch shorter than `length` holds more than `most` calls,
    /// wherever it begins. A bucket that refills evenly would let nearly twice the rate through after a pause.
    ///
    /// @param taken ascending; may hold times to come, since others wait already
    static long earliest(long[] taken, int most, long length, long from) {
        long at = from;
        for (int first = 0; first + most <= taken.length; first++) {
            // These `most` calls fill a window: the new one must lie outside each window that they fit into.
            long begin = taken[first];
            long end = taken[first + most - 1];
            boolean crowded = Math.max(end, at) - Math.min(begin, at) < length;
            if (crowded) {
                at = begin + length;
            }
        }
        return at;
    }

    static long[] with(long[] taken, long at) {
        var more = Arrays.copyOf(taken, taken.length + 1);
        more[taken.length] = at;
        Arrays.sort(more);
        return more;
    }

    /// Without one call at this time, if there is one.
    static long[] without(long[] taken, long at) {
        int found = Arrays.binarySearch(taken, at);
        if (found < 0) {
            return taken;
        }
        var fewer = Arrays.copyOf(taken, taken.length - 1);
        System.arraycopy(taken, found + 1, fewer, found, taken.length - found - 1);
        return fewer;
    }

    /// Without those before this time.
    static long[] since(long[] taken, long time) {
        return Arrays.stream(taken).filter(at -> at >= time).toArray();
    }

    /// Without those at this time or later.
    static long[] until(long[] taken, long time) {
        return Arrays.stream(taken).filter(at -> at < time).toArray();
    }
}
