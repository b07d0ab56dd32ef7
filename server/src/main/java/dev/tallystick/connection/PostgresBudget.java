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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The budget of all nodes, kept in the database and timed by its clock.
///
/// A call counts from the moment by which the upstream must have counted it: while it goes on that is the present, and
/// afterwards the time of its answer, less what the fastest call of its kind takes. So it does not matter how long
/// each was on its way. Who has to wait is given a place in time as a hint when to ask again; only the look under the
/// lock of the upstream's row, when that time has come, lets a call go. See docs/why/budgets.md.
final class PostgresBudget implements Budget {
    /// Added to each window, for what is not exactly known: how fast the fastest call is, and how fast clocks go.
    private static final int GUARD_PERCENT = 2;

    private static final long SHORTEST_GUARD = 20_000;

    /// A call whose answer nobody reports (its node died, or it hangs) was counted by then: a connection is made
    /// within 10 s or given up (EgressClient), and within the period the call itself is begun.
    private static final long LONGEST_WAY = 10_000_000;

    /// How often somebody who waits looks whether to stop.
    private static final Duration STEP = Duration.ofMillis(100);

    /// How soon to ask again for the place of a call whose answer is overdue.
    private static final long OVERDUE = 100_000;

    private static final long MICROS = 1_000_000;

    private final Map<String, RoundTrips> roundTrips = new ConcurrentHashMap<>();
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

    /// What a transaction found: that the call may go, a place to wait for, or why there is none.
    private sealed interface Found {
        record Now(long at) implements Found {}

        record Place(long at, long delay, long seenAtNanos) implements Found {}

        record None(Permit why) implements Found {}
    }

    @Override
    public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
        if (limits.isEmpty() || limits.stream().map(Limit::key).distinct().count() < limits.size()) {
            throw new IllegalArgumentException("Name at least one limit, and each key once");
        }
        long begun = nanos.getAsLong();
        Found.@Nullable Place waitedFor = null;
        boolean interrupted = false;
        while (!interrupted && !stopping.getAsBoolean()) {
            var left = patience.minusNanos(nanos.getAsLong() - begun);
            switch (look(limits, waitedFor, micros(left))) {
                case Found.None(Permit why) -> {
                    return why;
                }
                case Found.Now(long at) -> {
                    return new Permit.Granted(instant(at));
                }
                case Found.Place place -> {
                    waitedFor = place;
                    interrupted = !waited(place, stopping);
                }
            }
        }
        if (waitedFor != null) {
            giveBack(limits, waitedFor.at());
        }
        return new Permit.Stopped();
    }

    /// The call may go if all limits have room for it now; else a place, or none.
    ///
    /// @param waitedFor the place whose time has come; null when the caller asks for the first time
    private Found look(List<Limit> limits, Found.@Nullable Place waitedFor, long patience) {
        return changing(limits.stream().map(Limit::key).toList(), (jdbc, moment) -> {
            long from = moment.now;
            for (var limit : limits) {
                var row = moment.row(limit.key());
                if (waitedFor != null) {
                    row.taken = SlidingWindow.without(row.taken, waitedFor.at());
                }
                from = Math.max(from, row.notBefore);
            }
            var spent = limits.stream()
                    .filter(limit -> limit.monthlyCap() != null
                            && moment.row(limit.key()).usedIn(moment.month()) >= limit.monthlyCap())
                    .findFirst();
            if (spent.isPresent()) {
                saveAll(jdbc, limits, moment);
                long used = moment.row(spent.get().key()).usedIn(moment.month());
                return new Found.None(new Permit.Spent(spent.get(), used, moment.firstOfNextMonth()));
            }
            // Who asks for the first time stands behind those who wait already. Who has waited minds only calls that
            // were made: the others look again themselves, and would push it further and further back.
            if (earliest(limits, moment, from, waitedFor == null, moment.now) <= moment.now) {
                for (var limit : limits) {
                    moment.row(limit.key()).begin(limit, moment.now, moment.month());
                }
                saveAll(jdbc, limits, moment);
                return new Found.Now(moment.now);
            }
            // A call that goes on will probably turn out to have arrived when it began.
            long at = earliest(limits, moment, from, waitedFor == null, Long.MIN_VALUE);
            if (at <= moment.now) {
                at = moment.now + OVERDUE;
            }
            if (at - moment.now > Math.max(0, patience)) {
                saveAll(jdbc, limits, moment);
                return new Found.None(new Permit.Later(tightest(limits, moment, from), ofMicros(at - moment.now)));
            }
            for (var limit : limits) {
                var row = moment.row(limit.key());
                row.taken = limit.rate() == null ? row.taken : SlidingWindow.with(row.taken, at);
            }
            saveAll(jdbc, limits, moment);
            return new Found.Place(at, at - moment.now, moment.seenAtNanos);
        });
    }

    private static void saveAll(JdbcClient jdbc, List<Limit> limits, Moment moment) {
        for (var limit : limits) {
            var row = moment.row(limit.key());
            if (limit.rate() != null) {
                long window = window(limit.rate());
                row.taken = SlidingWindow.since(row.taken, moment.now - window);
                row.open = SlidingWindow.since(row.open, moment.now - window - longestWay(limit.rate()));
            }
            save(jdbc, row, moment.month());
        }
    }

    /// The earliest time that all limits have.
    private static long earliest(List<Limit> limits, Moment moment, long from, boolean behindAll, long arrivesBy) {
        long at = from;
        for (long tried = -1; tried != at; ) {
            tried = at;
            for (var limit : limits) {
                at = earliest(limit, moment.row(limit.key()), at, behindAll ? Long.MAX_VALUE : moment.now, arrivesBy);
            }
        }
        return at;
    }

    /// @param until places after this time do not count
    /// @param arrivesBy by when calls that go on count
    private static long earliest(Limit limit, Row row, long from, long until, long arrivesBy) {
        if (limit.rate() == null) {
            return from;
        }
        long way = longestWay(limit.rate());
        var taken = LongStream.concat(
                        Arrays.stream(row.taken).filter(at -> at <= until),
                        Arrays.stream(row.open).map(at -> Math.max(at, Math.min(arrivesBy, at + way))))
                .sorted()
                .toArray();
        return SlidingWindow.earliest(taken, limit.rate().requests(), window(limit.rate()), from);
    }

    @Override
    public void answered(List<Limit> limits, String kind, Instant at) {
        boolean interrupted = Thread.interrupted(); // such a thread is given no connection
        try {
            long begun = micros(at);
            var _ = changing(limits.stream().map(Limit::key).toList(), (jdbc, moment) -> {
                long took = Math.max(0, moment.now - begun);
                var usual = roundTrips.computeIfAbsent(limits.getFirst().key() + " " + kind, _ -> new RoundTrips());
                usual.add(took);
                for (var limit : limits) {
                    if (limit.rate() == null) {
                        continue;
                    }
                    var row = moment.row(limit.key());
                    long latest = Math.min(Math.max(0, took - usual.fastest()), longestWay(limit.rate()));
                    row.open = SlidingWindow.without(row.open, begun);
                    row.taken = SlidingWindow.with(row.taken, begun + latest);
                }
                saveAll(jdbc, limits, moment);
                return true;
            });
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Limit tightest(List<Limit> limits, Moment moment, long from) {
        return limits.stream()
                .max(Comparator.comparingLong(limit -> {
                    var row = moment.row(limit.key());
                    return Math.max(row.notBefore, earliest(limit, row, from, Long.MAX_VALUE, moment.now));
                }))
                .orElseThrow();
    }

    private static long window(Rate rate) {
        return micros(rate.per()) + Math.max(SHORTEST_GUARD, micros(rate.per()) * GUARD_PERCENT / 100);
    }

    private static long longestWay(Rate rate) {
        return LONGEST_WAY + micros(rate.per());
    }

    /// False when it was told to stop, or was interrupted.
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

    private long since(Found.Place place) {
        return (nanos.getAsLong() - place.seenAtNanos()) / 1_000;
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
            moment.rows.values().forEach(row -> row.taken = SlidingWindow.without(row.taken, at));
            saveAll(jdbc, limits, moment);
            return true;
        });
    }

    @Override
    public void throttled(String key, Duration pause) {
        var _ = changing(List.of(key), (jdbc, moment) -> {
            var row = moment.row(key);
            long until = Math.max(row.notBefore, moment.now + micros(pause));
            // Whoever waits for a place before then finds it too early and takes another.
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
        final long notBefore;
        final long now;
        long[] taken;
        long[] open;
        int month;
        long used;

        Row(ResultSet row) throws SQLException {
            this.key = row.getString("key");
            this.taken = times(row, "taken");
            this.open = times(row, "going_on");
            this.notBefore = row.getLong("not_before");
            this.month = row.getInt("month");
            this.used = row.getLong("used");
            this.now = row.getLong("now");
        }

        private static long[] times(ResultSet row, String column) throws SQLException {
            return Arrays.stream((Long[]) row.getArray(column).getArray())
                    .mapToLong(Long::longValue)
                    .toArray();
        }

        void begin(Limit limit, long at, int inMonth) {
            open = limit.rate() == null ? open : SlidingWindow.with(open, at);
            used = usedIn(inMonth) + 1;
            month = inMonth;
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

    private static void save(JdbcClient jdbc, Row row, int month) {
        jdbc.sql("update upstream_budget set taken = ?, going_on = ?, month = ?, used = ? where key = ?")
                .param(boxed(row.taken))
                .param(boxed(row.open))
                .param(month)
                .param(row.usedIn(month))
                .param(row.key)
                .update();
    }

    private static Long[] boxed(long[] times) {
        return Arrays.stream(times).boxed().toArray(Long[]::new);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1_000;
    }

    private static Duration ofMicros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }
}
