package dev.tallystick.connection;

import dev.tallystick.connector.Budget;
import dev.tallystick.storage.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The budget of all nodes, kept in the database and timed by its clock.
///
/// A grant is a place in time. Places are handed out under the lock of the upstream's row and waited for outside it,
/// so the lock is held for the moment of one update. A place counts only at its time: one that a paused process would
/// use too late is given back and another taken, or two windows' worth of calls could go out together. That is also
/// why nodes hold no stock of places: see docs/why/budgets.md.
final class PostgresBudget implements Budget {
    /// Added to each window, since calls that leave in step may arrive out of step: the first of a burst had to
    /// connect.
    private static final int GUARD_PERCENT = 2;

    private static final long SHORTEST_GUARD = 20_000;

    /// How often somebody who waits looks whether to stop.
    private static final Duration STEP = Duration.ofMillis(100);

    private static final long MICROS = 1_000_000;

    private final Transactions transactions;
    private final String now;
    private final LongSupplier nanos;
    private final Sleeper sleeper;

    /// How waiting is done. Tests move a clock instead.
    interface Sleeper {
        void sleep(Duration wait) throws InterruptedException;
    }

    PostgresBudget(Transactions transactions) {
        this(transactions, "clock_timestamp()", System::nanoTime, Thread::sleep);
    }

    /// @param now the database's expression for the present
    PostgresBudget(Transactions transactions, String now, LongSupplier nanos, Sleeper sleeper) {
        this.transactions = transactions;
        this.now = now;
        this.nanos = nanos;
        this.sleeper = sleeper;
    }

    /// What a transaction found: a place, or why there is none.
    private sealed interface Found {
        record Place(long at, long delay, long seenAtNanos) implements Found {}

        record None(Permit why) implements Found {}
    }

    @Override
    public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
        if (limits.isEmpty() || limits.stream().map(Limit::key).distinct().count() < limits.size()) {
            throw new IllegalArgumentException("Name at least one limit, and each key once");
        }
        long begun = nanos.getAsLong();
        while (!stopping.getAsBoolean()) {
            var left = patience.minusNanos(nanos.getAsLong() - begun);
            switch (place(limits, micros(left))) {
                case Found.None(Permit why) -> {
                    return why;
                }
                case Found.Place place -> {
                    if (!waited(place, stopping)) {
                        giveBack(limits, place.at());
                        return new Permit.Stopped();
                    }
                    if (inTime(place, limits) && !(place.delay() > 0 && voided(limits, place.at()))) {
                        return new Permit.Granted(instant(place.at()));
                    }
                    giveBack(limits, place.at());
                }
            }
        }
        return new Permit.Stopped();
    }

    /// The earliest place that all limits have, or none of them.
    private Found place(List<Limit> limits, long patience) {
        return changing(limits.stream().map(Limit::key).toList(), (jdbc, moment) -> {
            long from = moment.now;
            for (var limit : limits) {
                var row = moment.row(limit.key());
                if (limit.monthlyCap() != null && row.usedIn(moment.month()) >= limit.monthlyCap()) {
                    return new Found.None(
                            new Permit.Spent(limit, row.usedIn(moment.month()), moment.firstOfNextMonth()));
                }
                from = Math.max(from, row.notBefore);
            }
            long at = from;
            for (long tried = -1; tried != at; ) {
                tried = at;
                for (var limit : limits) {
                    at = earliest(limit, moment.row(limit.key()), at);
                }
            }
            if (at - moment.now > Math.max(0, patience)) {
                return new Found.None(new Permit.Later(tightest(limits, moment, from), ofMicros(at - moment.now)));
            }
            for (var limit : limits) {
                var row = moment.row(limit.key());
                long kept = limit.rate() == null ? Long.MAX_VALUE : moment.now - window(limit.rate());
                save(
                        jdbc,
                        limit.key(),
                        limit.rate() == null ? row.taken : SlidingWindow.with(SlidingWindow.since(row.taken, kept), at),
                        moment.month(),
                        row.usedIn(moment.month()) + 1);
            }
            return new Found.Place(at, at - moment.now, moment.seenAtNanos);
        });
    }

    private static long earliest(Limit limit, Row row, long from) {
        return limit.rate() == null
                ? from
                : SlidingWindow.earliest(row.taken, limit.rate().requests(), window(limit.rate()), from);
    }

    private static Limit tightest(List<Limit> limits, Moment moment, long from) {
        return limits.stream()
                .max(Comparator.comparingLong(limit -> {
                    var row = moment.row(limit.key());
                    return Math.max(row.notBefore, earliest(limit, row, from));
                }))
                .orElseThrow();
    }

    private static long window(Rate rate) {
        return micros(rate.per()) + guard(rate);
    }

    private static long guard(Rate rate) {
        return Math.max(SHORTEST_GUARD, micros(rate.per()) * GUARD_PERCENT / 100);
    }

    /// False when it was told to stop.
    private boolean waited(Found.Place place, BooleanSupplier stopping) {
        try {
            while (true) {
                long left = place.delay() - since(place);
                if (left <= 0) {
                    return true;
                }
                if (stopping.getAsBoolean()) {
                    return false;
                }
                var wait = ofMicros(left);
                sleeper.sleep(wait.compareTo(STEP) < 0 ? wait : STEP);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean inTime(Found.Place place, List<Limit> limits) {
        long late = since(place) - place.delay();
        return limits.stream().map(Limit::rate).noneMatch((@Nullable Rate rate) -> rate != null && late > guard(rate));
    }

    private long since(Found.Place place) {
        return (nanos.getAsLong() - place.seenAtNanos()) / 1_000;
    }

    /// Whether the upstream asked for a pause after this place was given.
    private boolean voided(List<Limit> limits, long at) {
        return transactions.system(jdbc -> jdbc.sql("select max(not_before) from upstream_budget where key = any(?)")
                        .param(limits.stream().map(Limit::key).toArray(String[]::new))
                        .query(Long.class)
                        .single())
                > at;
    }

    private void giveBack(List<Limit> limits, long at) {
        // An interrupted thread is given no connection.
        boolean interrupted = Thread.interrupted();
        try {
            giveBackNow(limits, at);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void giveBackNow(List<Limit> limits, long at) {
        var _ = changing(limits.stream().map(Limit::key).toList(), (jdbc, moment) -> {
            moment.rows.forEach((key, row) -> save(
                    jdbc,
                    key,
                    SlidingWindow.without(row.taken, at),
                    moment.month(),
                    Math.max(0, row.usedIn(moment.month()) - 1)));
            return true;
        });
    }

    @Override
    public void throttled(String key, Duration pause) {
        var _ = changing(List.of(key), (jdbc, moment) -> {
            var row = moment.row(key);
            long until = Math.max(row.notBefore, moment.now + micros(pause));
            // Whoever waits for a place before then finds it void and takes another.
            jdbc.sql("update upstream_budget set not_before = ?, taken = ? where key = ?")
                    .param(until)
                    .param(boxed(SlidingWindow.until(row.taken, moment.now + 1)))
                    .param(key)
                    .update();
            return true;
        });
    }

    @Override
    public long usedThisMonth(String key) {
        return transactions.system(jdbc -> jdbc.sql("""
                        select used from upstream_budget
                        where key = ? and month = to_char(%s at time zone 'UTC', 'YYYYMM')::int
                        """.formatted(now))
                .param(key)
                .query(Long.class)
                .optional()
                .orElse(0L));
    }

    private interface Change<T> {
        T apply(JdbcClient jdbc, Moment moment);
    }

    /// @param now when the locks were had, in microseconds
    /// @param rows by key
    private record Moment(long now, long seenAtNanos, Map<String, Row> rows) {
        Row row(String key) {
            return Objects.requireNonNull(rows.get(key));
        }

        int month() {
            var month = YearMonth.from(instant(now).atOffset(ZoneOffset.UTC));
            return month.getYear() * 100 + month.getMonthValue();
        }

        Instant firstOfNextMonth() {
            return YearMonth.from(instant(now).atOffset(ZoneOffset.UTC))
                    .plusMonths(1)
                    .atDay(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
    }

    private static final class Row {
        final String key;
        final long[] taken;
        final long notBefore;
        final int month;
        final long used;
        final long now;

        Row(ResultSet row) throws SQLException {
            this.key = row.getString("key");
            this.taken = Arrays.stream((Long[]) row.getArray("taken").getArray())
                    .mapToLong(Long::longValue)
                    .toArray();
            this.notBefore = row.getLong("not_before");
            this.month = row.getInt("month");
            this.used = row.getLong("used");
            this.now = row.getLong("now");
        }

        long usedIn(int asked) {
            return asked == month ? used : 0;
        }
    }

    /// Holds the rows of these keys while `change` runs. They are locked in the order of their keys, so that two who
    /// need the same two never wait for each other.
    private <T> T changing(Collection<String> keys, Change<T> change) {
        var sorted = new TreeSet<>(keys).toArray(String[]::new);
        return transactions.system(jdbc -> {
            var rows = locked(jdbc, sorted);
            if (rows.size() < sorted.length) {
                jdbc.sql("insert into upstream_budget (key) select unnest(?) order by 1 on conflict do nothing")
                        .param(sorted)
                        .update();
                rows = locked(jdbc, sorted);
            }
            long present = rows.stream().mapToLong(row -> row.now).max().orElseThrow();
            var byKey = rows.stream().collect(Collectors.toMap(row -> row.key, row -> row, (a, _) -> a, TreeMap::new));
            return change.apply(jdbc, new Moment(present, nanos.getAsLong(), byKey));
        });
    }

    /// The time is read in the outer query, so after the lock was had and not when it was asked for. Whether the last
    /// half second of grants survives a crash of the database does not matter, so no commit waits for the disk.
    private List<Row> locked(JdbcClient jdbc, String[] keys) {
        return jdbc.sql("""
                        select locked.*, (extract(epoch from %s) * 1000000)::bigint as now,
                            set_config('synchronous_commit', 'off', true)
                        from (select * from upstream_budget where key = any(?) order by key for update) locked
                        """.formatted(now))
                .param(keys)
                .query((row, _) -> new Row(row))
                .list();
    }

    private static void save(JdbcClient jdbc, String key, long[] taken, int month, long used) {
        jdbc.sql("update upstream_budget set taken = ?, month = ?, used = ? where key = ?")
                .param(boxed(taken))
                .param(month)
                .param(used)
                .param(key)
                .update();
    }

    private static Long[] boxed(long[] times) {
        return Arrays.stream(times).boxed().toArray(Long[]::new);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static Duration ofMicros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }
}
