package dev.tallystick.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a sync is due.
///
/// What a clock change does to a cron:
/// - Its hour field names hours (`30 2 * * *`): the job belongs to the wall clock. A time that the clock skips in
///   spring runs once, at the first instant that exists again, or not at all, see [Dst]. A time that comes twice in
///   autumn runs the first time only.
/// - Its hour field is open (`*/15 * * * *`): the job belongs to elapsed time. It runs in both passes of a repeated
///   hour, and a skipped hour is no hour.
///
/// An interval is counted in elapsed time from a beginning of its own for each sync, so ten thousand syncs that run
/// every five minutes do not all start in the same second, and a restart does not move any of them.
///
/// @param zone whose wall clock the cron reads
/// @param missedRun what to do with times that passed while nobody could run
/// @param dst what to do with a time that the wall clock skips
/// @param jitter each time is moved later by less than this, the same for each sync every time
public record Schedule(Timing timing, ZoneId zone, MissedRun missedRun, Dst dst, Duration jitter, boolean paused) {

    /// A run that starts this late was not missed; it waited for a worker or a poll.
    public static final Duration TOLERATED_LATENESS = Duration.ofMinutes(1);

    /// No interval below this: a poll takes its time too, and an upstream is not to be hammered.
    public static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    public Schedule {
        if (jitter.isNegative()) {
            throw new IllegalArgumentException("A jitter is not negative.");
        }
    }

    public static Schedule cron(String expression, ZoneId zone) {
        return new Schedule(new Timing.Cron(expression), zone, MissedRun.ONCE, Dst.ONCE, Duration.ZERO, false);
    }

    public static Schedule every(Duration interval) {
        return new Schedule(new Timing.Every(interval), ZoneOffset.UTC, MissedRun.ONCE, Dst.ONCE, Duration.ZERO, false);
    }

    /// The first time after `after`; empty while paused.
    ///
    /// @param sync whose schedule it is, since jitter and the beginning of an interval are its own
    public Optional<Instant> next(Instant after, SyncId sync) {
        return paused ? Optional.empty() : Optional.of(following(after, sync));
    }

    /// The first times after `after`, none while paused.
    public List<Instant> next(Instant after, SyncId sync, int howMany) {
        var times = new ArrayList<Instant>();
        for (var time = next(after, sync); time.isPresent() && times.size() < howMany; time = next(time.get(), sync)) {
            times.add(time.get());
        }
        return times;
    }

    /// The times in `(after, until]`, paused or not, at most `limit` of them: what was due.
    public List<Instant> between(Instant after, Instant until, SyncId sync, int limit) {
        var times = new ArrayList<Instant>();
        for (var time = following(after, sync);
                !time.isAfter(until) && times.size() < limit;
                time = following(time, sync)) {
            times.add(time);
        }
        return times;
    }

    /// What to do about a planned time at the moment somebody looks.
    public Due due(Instant plannedAt, Instant now, SyncId sync) {
        if (paused) {
            return new Due(false, 0, null);
        }
        if (now.isBefore(plannedAt)) {
            return new Due(false, 0, plannedAt);
        }
        var missed = between(plannedAt, now, sync, Due.MOST_COUNTED).size();
        var next = following(now, sync);
        var latest = missed == 0
                ? plannedAt
                : between(plannedAt, now, sync, Integer.MAX_VALUE).getLast();
        var late = now.isAfter(latest.plus(TOLERATED_LATENESS));
        return new Due(!late || missedRun == MissedRun.ONCE, missed, next);
    }

    /// @param run whether a run is to be started now
    /// @param missed further times that have passed meanwhile, counted up to [#MOST_COUNTED]; no run of their own
    /// @param nextAt the time to look again; null while paused
    public record Due(boolean run, int missed, @Nullable Instant nextAt) {
        static final int MOST_COUNTED = 1_000;
    }

    /// As people write it: `0 */6 * * *` or `every 2h`.
    public String text() {
        return switch (timing) {
            case Timing.Cron(String expression) -> expression;
            case Timing.Every(Duration interval) -> "every " + DurationText.of(interval);
        };
    }

    private Instant following(Instant after, SyncId sync) {
        return switch (timing) {
            case Timing.Every(Duration interval) -> {
                // Jitter has nothing to add: an interval already begins at a moment of its own.
                long length = interval.toMillis();
                long beginning = Math.floorMod(spread(sync), length);
                long passed = Math.floorDiv(after.toEpochMilli() - beginning, length);
                yield Instant.ofEpochMilli((passed + 1) * length + beginning);
            }
            case Timing.Cron(String expression) -> {
                var moved = jitter.isZero()
                        ? Duration.ZERO
                        : Duration.ofMillis(Math.floorMod(spread(sync), jitter.toMillis()));
                yield onTheWall(CronFields.parse(expression), after.minus(moved))
                        .plus(moved);
            }
        };
    }

    /// Walks from clock change to clock change. Between two of them the wall clock runs straight, so each stretch is
    /// searched in local time and the first hit is the answer.
    private Instant onTheWall(CronFields cron, Instant after) {
        var rules = zone.getRules();
        var from = after.plusNanos(1);
        var horizon =
                after.atZone(zone).plusYears(CronFields.YEARS_TO_LOOK_AHEAD).toInstant();
        while (from.isBefore(horizon)) {
            var offset = rules.getOffset(from);
            var change = rules.nextTransition(from.minusNanos(1));
            if (change != null && change.getInstant().equals(from)) {
                offset = change.getOffsetAfter();
                change = rules.nextTransition(from);
            }
            var end = change == null || change.getInstant().isAfter(horizon) ? horizon : change.getInstant();
            var found = cron.first(
                    firstMinute(cron, LocalDateTime.ofEpochSecond(from.getEpochSecond(), from.getNano(), offset), from),
                    LocalDateTime.ofEpochSecond(end.getEpochSecond(), end.getNano(), offset));
            if (found.isPresent()) {
                return found.get().toInstant(offset);
            }
            if (change != null && comesInGap(cron, change)) {
                return change.getInstant();
            }
            from = end;
        }
        throw new IllegalStateException("A cron that never comes is refused when it is parsed: " + text());
    }

    /// In the second pass of a repeated hour a job of fixed hours has already run.
    private LocalDateTime firstMinute(CronFields cron, LocalDateTime local, Instant from) {
        var last = zone.getRules().previousTransition(from.plusNanos(1));
        if (cron.fixedHours() && last != null && last.isOverlap() && local.isBefore(last.getDateTimeBefore())) {
            return last.getDateTimeBefore();
        }
        return local;
    }

    private boolean comesInGap(CronFields cron, ZoneOffsetTransition change) {
        return dst == Dst.ONCE
                && change.isGap()
                && cron.fixedHours()
                && cron.first(change.getDateTimeBefore(), change.getDateTimeAfter())
                        .isPresent();
    }

    /// A number of its own for each sync, the same on every node and after every restart (SplitMix64's last steps).
    private static long spread(SyncId sync) {
        long mixed = sync.value() + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    public sealed interface Timing {

        /// @param expression five fields; minute first
        record Cron(String expression) implements Timing {
            public Cron {
                CronFields.parse(expression);
            }
        }

        /// By elapsed time, whatever the wall clock does.
        record Every(Duration interval) implements Timing {
            public Every {
                if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
                    throw new IllegalArgumentException("An interval is at least one second.");
                }
            }
        }
    }

    public enum MissedRun {
        SKIP,
        /// However many were missed, one run makes up for them.
        ONCE
    }

    public enum Dst {
        /// A time in the gap of spring runs once, at the first instant after it.
        ONCE,
        SKIP
    }
}
