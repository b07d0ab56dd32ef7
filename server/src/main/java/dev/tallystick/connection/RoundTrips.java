package dev.tallystick.connection;

/// How fast the fastest call of a kind is, from the latest calls of this node.
///
/// An answer that came later than that was late on its way there, on its way back or in between; nobody can tell which,
/// so the budget takes it for late on its way there. What few calls say is no proof, so the less is known and the more
/// they differ, the lower is the estimate: too low costs a little pace, too high could cross a limit.
final class RoundTrips {
    /// Calls after which the oldest are forgotten, since networks change.
    private static final int KEPT = 100;

    /// Fewer say too little of how much they differ.
    private static final int FEW = 8;

    private Block before = new Block();
    private Block now = new Block();

    private static final class Block {
        int calls;
        long sum;
        long fastest = Long.MAX_VALUE;
    }

    /// @param took from its grant to its answer, in microseconds
    synchronized void add(long took) {
        if (now.calls == KEPT) {
            before = now;
            now = new Block();
        }
        now.calls++;
        now.sum += took;
        now.fastest = Math.min(now.fastest, took);
    }

    /// Never above what the fastest call takes, as far as can be told; 0 while nothing is known.
    synchronized long fastest() {
        int calls = before.calls + now.calls;
        if (calls < FEW) {
            return 0;
        }
        long fastest = Math.min(before.fastest, now.fastest);
        long spread = 2 * ((before.sum + now.sum) / calls - fastest);
        // Ways there and back that differ evenly make a triangle, of which n calls come within its n-th part's root of
        // the lower end.
        return Math.max(0, fastest - (long) (spread / Math.sqrt(calls)));
    }
}
