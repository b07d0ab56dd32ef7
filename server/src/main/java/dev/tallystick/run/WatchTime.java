package dev.tallystick.run;

import dev.tallystick.connection.Waits;
import dev.tallystick.connector.Budget;
import dev.tallystick.history.Anatomy;
import dev.tallystick.history.Anatomy.Lane;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Anatomy.Span;
import dev.tallystick.history.Journal;
import dev.tallystick.plan.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Notes what an attempt spends its time on, as it goes: a few lanes, whatever its length.
///
/// A part within another one interrupts it, so each moment of a thread counts once. A wait does not: it is time of the
/// part that waits, and is told beside it.
final class WatchTime implements Waits {
    /// To ask whether one must wait takes a moment, too; what is shorter is no wait.
    private static final long SHORTEST_WAIT_MILLIS = 50;

    /// Breaks that nobody could see in a picture.
    private static final long SHORTEST_BREAK_MILLIS = 20;

    private static final int MOST_SPANS = 40;

    /// Of each part. Reasons are the names of limits, and a connection has a handful.
    private static final int MOST_REASONS = 8;

    private static final String OTHER_REASON = "something else";

    private final LongSupplier nanos;
    private final long begun;
    private final Map<Key, Noted> lanes = new LinkedHashMap<>();
    /// What each thread of the attempt is in; both sides are worked on at once.
    private final Map<Thread, Key> doing = new ConcurrentHashMap<>();
    private @Nullable String then;
    private long version;

    private record Key(
            Part part, @Nullable Side side, @Nullable String waitedFor) {}

    private static final class Noted {
        private final List<Span> spans = new ArrayList<>();
        private long times;
        private long spent;
        private int open;
        private long openedAt;
    }

    /// @param nanos a clock that only goes forward
    WatchTime(LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    private long now() {
        return (nanos.getAsLong() - begun) / 1_000_000;
    }

    void in(Part part, @Nullable Side side, Runnable work) {
        var _ = in(part, side, () -> {
            work.run();
            return true;
        });
    }

    <T> T in(Part part, @Nullable Side side, Supplier<T> work) {
        @Nullable Key outer = doing.get(Thread.currentThread());
        var key = new Key(part, side, null);
        if (outer != null) {
            leave(outer, now());
        }
        enter(key, now(), true);
        doing.put(Thread.currentThread(), key);
        try {
            return work.get();
        } finally {
            leave(key, now());
            if (outer == null) {
                doing.remove(Thread.currentThread());
            } else {
                doing.put(Thread.currentThread(), outer);
                enter(outer, now(), false);
            }
        }
    }

    /// Does this, which notes its own parts: to wait for them is no part of what went on before.
    void aside(Runnable work) {
        @Nullable Key outer = doing.get(Thread.currentThread());
        if (outer == null) {
            work.run();
            return;
        }
        leave(outer, now());
        doing.remove(Thread.currentThread());
        try {
            work.run();
        } finally {
            doing.put(Thread.currentThread(), outer);
            enter(outer, now(), false);
        }
    }

    /// @param anew false when it goes on after an interruption
    private synchronized void enter(Key key, long at, boolean anew) {
        var lane = lanes.computeIfAbsent(key, _ -> new Noted());
        version++;
        if (lane.open++ == 0) {
            lane.openedAt = at;
            lane.times += anew ? 1 : 0;
        }
    }

    private synchronized void leave(Key key, long at) {
        var lane = lanes.computeIfAbsent(key, _ -> new Noted());
        version++;
        if (--lane.open == 0) {
            add(lane, lane.openedAt, at);
        }
    }

    private static void add(Noted lane, long from, long to) {
        lane.spent += to - from;
        if (!lane.spans.isEmpty() && from - lane.spans.getLast().to() <= SHORTEST_BREAK_MILLIS) {
            lane.spans.add(join(lane.spans.removeLast(), new Span(from, to)));
        } else {
            lane.spans.add(new Span(from, to));
        }
        if (lane.spans.size() > MOST_SPANS) {
            joinNearest(lane.spans);
        }
    }

    private static void joinNearest(List<Span> spans) {
        int nearest = 1;
        for (int i = 2; i < spans.size(); i++) {
            if (gapBefore(spans, i) < gapBefore(spans, nearest)) {
                nearest = i;
            }
        }
        spans.set(nearest - 1, join(spans.get(nearest - 1), spans.remove(nearest)));
    }

    private static long gapBefore(List<Span> spans, int i) {
        return spans.get(i).from() - spans.get(i - 1).to();
    }

    /// Waits are noted when they are over and another thread's may have begun later, so spans can lie in each other.
    private static Span join(Span one, Span other) {
        return new Span(Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
    }

    /// A wait on this thread, in whatever part it is.
    @Override
    public Budget.Waiting begin(String reason) {
        @Nullable Key part = doing.get(Thread.currentThread());
        var key = waiting(part == null ? new Key(Part.OPEN, null, null) : part, reason);
        long from = now();
        enterWait(key, from);
        return () -> endWait(key, from);
    }

    private synchronized Key waiting(Key part, String reason) {
        var key = new Key(part.part(), part.side(), reason);
        long reasons = lanes.keySet().stream()
                .filter(other ->
                        other.waitedFor() != null && other.part() == part.part() && other.side() == part.side())
                .count();
        return lanes.containsKey(key) || reasons < MOST_REASONS ? key : new Key(part.part(), part.side(), OTHER_REASON);
    }

    private synchronized void enterWait(Key key, long at) {
        var lane = lanes.computeIfAbsent(key, _ -> new Noted());
        if (lane.open++ == 0) {
            lane.openedAt = at;
        }
    }

    private synchronized void endWait(Key key, long from) {
        long to = now();
        var lane = lanes.computeIfAbsent(key, _ -> new Noted());
        lane.open--;
        if (to - from >= SHORTEST_WAIT_MILLIS) {
            version++;
            lane.times++;
            add(lane, from, to);
        }
    }

    /// Those of these changes that failed, just now.
    void failed(List<Journal.Draft> drafts) {
        failed(drafts.stream()
                .filter(draft -> draft.status() == Journal.Status.FAILED)
                .count());
    }

    /// Rows that failed, just now.
    synchronized void failed(long rows) {
        if (rows > 0) {
            var lane = lanes.computeIfAbsent(new Key(Part.FAILED, null, null), _ -> new Noted());
            version++;
            lane.times += rows;
            add(lane, now(), now());
        }
    }

    /// What is waited for once this attempt is over.
    synchronized void then(String sentence) {
        then = sentence;
        version++;
    }

    /// Goes up with each thing that is noted.
    synchronized long version() {
        return version;
    }

    /// Everything until now; what goes on has a span that ends here.
    synchronized Anatomy anatomy() {
        long at = now();
        var told = new ArrayList<Lane>();
        lanes.forEach((key, lane) -> {
            boolean open = lane.open > 0 && (key.waitedFor() == null || at - lane.openedAt >= SHORTEST_WAIT_MILLIS);
            if (lane.times == 0 && !open) {
                return;
            }
            var spans = new ArrayList<>(lane.spans);
            if (open) {
                spans.add(new Span(lane.openedAt, at));
            }
            told.add(new Lane(
                    key.part(),
                    key.side(),
                    key.waitedFor(),
                    lane.times + (open && key.waitedFor() != null ? 1 : 0),
                    lane.spent + (open ? at - lane.openedAt : 0),
                    open,
                    spans));
        });
        return new Anatomy(told, then);
    }
}
