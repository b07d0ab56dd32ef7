package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunLine.Level;
import dev.tallystick.history.RunLineStore;
import dev.tallystick.history.RunStore;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One attempt at one run, while it lasts: it holds the lease, keeps renewing it, and learns that it should stop.
final class Attempt implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    /// How long a table that somebody else writes to is waited for.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /// How soon a cancellation is noticed.
    private static final long LOOK_EVERY_MILLIS = 500;

    /// How soon what it does and says is seen by others; a shorter attempt tells it at its end.
    private static final Duration TOLD_EVERY = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final LeaseStore leases;
    private final RunStore runs;
    private final Clock clock;
    private final BooleanSupplier shuttingDown;
    private final Duration patience;
    private final RunLineStore lineStore = new RunLineStore();
    private final WatchTime time = new WatchTime(System::nanoTime);
    private long timeTold;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread keeper;

    private volatile Run run;
    private final Sync sync;
    private int number;
    private volatile Lease lease;
    /// Those of the tables that are being written to; both sides may be at once.
    private final Set<Lease> tables = ConcurrentHashMap.newKeySet();
    private volatile Stopped.@Nullable Why stop;
    private volatile boolean databaseWasAway;
    private volatile @Nullable RunLines lines;

    Attempt(
            Run run,
            Sync sync,
            Lease lease,
            Transactions transactions,
            LeaseStore leases,
            RunStore runs,
            Clock clock,
            BooleanSupplier shuttingDown,
            Duration patience) {
        this.patience = patience;
        this.run = run;
        this.sync = sync;
        this.lease = lease;
        this.transactions = transactions;
        this.leases = leases;
        this.runs = runs;
        this.clock = clock;
        this.shuttingDown = shuttingDown;
        // Not a virtual thread: those take turns only when they wait, and who plans a large table does not.
        this.keeper = Thread.ofPlatform().daemon().name("lease-" + lease.name()).unstarted(this::keep);
    }

    void begin(String node) {
        number = commit(jdbc -> {
            if (!runs.begin(jdbc, run, now())) {
                throw new Stopped(Stopped.Why.OVER);
            }
            return runs.beginAttempt(jdbc, run, node, lease.epoch(), now());
        });
        lines = new RunLines(number);
        keeper.start();
    }

    /// Notes what this attempt spends its time on.
    WatchTime time() {
        return time;
    }

    /// A line for whoever looks at the run. The server's log has only what concerns whoever runs the server.
    void say(String text) {
        log.debug("{}", text);
        wrote(Level.INFO, now(), text);
    }

    void wrote(Level level, Instant at, String text) {
        var all = lines;
        if (all != null) {
            all.add(level, at, text);
        }
    }

    /// Stores what it has done and said since it last did. They are facts about the past, so whoever holds the lease
    /// by now does not matter.
    private void tell() {
        var version = time.version();
        if (version != timeTold) {
            var anatomy = time.anatomy();
            read(jdbc -> {
                runs.anatomy(jdbc, run, number, anatomy);
                return null;
            });
            timeTold = version;
        }
        tellLines();
    }

    private synchronized void tellLines() {
        var all = lines;
        if (all == null) {
            return;
        }
        var news = all.take();
        if (!news.none()) {
            read(jdbc -> {
                lineStore.add(jdbc, run, news.first(), news.dropped(), news.last());
                return null;
            });
        }
    }

    /// From here on a trigger books a run of its own. Whoever attached until now is taken along; the caller holds the
    /// sync's lock, as triggers do, so nobody attaches in between.
    void beginReading(JdbcClient jdbc) {
        runs.beganReading(jdbc, run);
        run = runs.find(jdbc, run.id()).orElseThrow();
    }

    Run run() {
        return run;
    }

    Sync sync() {
        return sync;
    }

    int number() {
        return number;
    }

    long epoch() {
        return lease.epoch();
    }

    Instant now() {
        return clock.instant();
    }

    /// A transaction that counts only while this attempt holds the lease.
    <T extends @Nullable Object> T commit(Function<JdbcClient, T> work) {
        return read(jdbc -> {
            leases.demand(jdbc, lease);
            return work.apply(jdbc);
        });
    }

    <T extends @Nullable Object> T read(Function<JdbcClient, T> work) {
        try {
            return transactions.in(run.workspace(), work);
        } catch (DatabaseUnavailable away) {
            databaseWasAway |= away.isAway();
            throw away;
        }
    }

    /// Whether our own database was away while this attempt lasted: then a lost lease says nothing about this worker.
    boolean databaseWasAway() {
        return databaseWasAway;
    }

    /// The last words of an attempt that the absence of our own database ended: its worker lives. They are said when
    /// somebody listens again; who takes over before that has taken this worker for dead, and is corrected.
    void outlived() {
        int mine = number;
        if (mine == 0) {
            // The absence began before the attempt could be written down.
            return;
        }
        transactions.onceBack(() -> {
            try {
                read(jdbc -> {
                    runs.outlived(jdbc, run, mine, lease.epoch(), now());
                    return null;
                });
            } catch (DatabaseUnavailable again) {
                if (again.isAway()) {
                    outlived();
                } else {
                    log.warn(
                            "Run {} shows a worker as dead that lives", run.id().value());
                }
            }
        });
    }

    /// Does this while no other sync writes to the table.
    ///
    /// @return false when somebody else is writing there and does not end in time; nothing was done then
    boolean alone(String tableIdentity, Runnable work) {
        var name = "table:" + run.workspace().value() + ":" + tableIdentity;
        long begun = System.nanoTime();
        while (true) {
            check();
            var taken = transactions.in(
                    run.workspace(),
                    jdbc -> leases.take(jdbc, run.workspace(), name, run.id().value(), lease.name(), Lease.LENGTH));
            if (taken.isPresent()) {
                tables.add(taken.get());
                try {
                    work.run();
                } finally {
                    tables.remove(taken.get());
                    read(jdbc -> {
                        leases.release(jdbc, taken.get());
                        return null;
                    });
                }
                return true;
            }
            try (var _ = time.begin("the table '" + tableIdentity + "', which another sync writes to")) {
                if (System.nanoTime() - begun >= patience.toNanos() || awaitEnd()) {
                    return false;
                }
            }
        }
    }

    /// True once the attempt should come to an end; asked by connectors between pages and while they wait.
    boolean stopping() {
        return why() != null;
    }

    /// To be called before every call to the outside and between steps.
    void check() {
        var why = why();
        if (why != null) {
            throw new Stopped(why);
        }
    }

    /// To be called before a call to the outside that must not be given up for any other reason.
    void demandTime() {
        if (stop == Stopped.Why.LEASE_LOST || lease.nearlyOver(System.nanoTime())) {
            stop = Stopped.Why.LEASE_LOST;
            throw new Stopped(Stopped.Why.LEASE_LOST);
        }
    }

    private Stopped.@Nullable Why why() {
        if (stop != null) {
            return stop;
        }
        if (lease.nearlyOver(System.nanoTime())) {
            // For good: a connector that has been told so once has ended its listing early.
            stop = Stopped.Why.LEASE_LOST;
            return stop;
        }
        return shuttingDown.getAsBoolean() ? Stopped.Why.RELEASED : null;
    }

    private void keep() {
        long renewed = System.nanoTime();
        long told = renewed;
        while (!awaitEnd()) {
            try {
                if (stop == null && read(jdbc -> runs.cancelRequested(jdbc, run.id()))) {
                    stop = Stopped.Why.CANCELLED;
                }
                if (System.nanoTime() - renewed >= Lease.RENEWED_EVERY.toNanos()) {
                    renewed = System.nanoTime();
                    renew();
                }
                if (System.nanoTime() - told >= TOLD_EVERY.toNanos()) {
                    told = System.nanoTime();
                    tell();
                }
            } catch (DatabaseUnavailable away) {
                // The lease runs out by itself if this goes on; check() notices. The log says once that it is away.
                log.debug("The lease of {} could not be renewed", lease.name());
            } catch (RuntimeException unreachable) {
                // The lease runs out by itself if this goes on; check() notices.
                log.warn("The lease of {} could not be renewed: {}", lease.name(), unreachable.getMessage());
            }
        }
    }

    private void renew() {
        for (var held : tables) {
            read(jdbc -> leases.renew(jdbc, held, Lease.LENGTH));
        }
        var next = read(jdbc -> leases.renew(jdbc, lease, Lease.LENGTH));
        if (next.isPresent()) {
            lease = next.get();
        } else {
            stop = Stopped.Why.LEASE_LOST;
        }
    }

    private boolean awaitEnd() {
        try {
            return ended.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Hands the lease back together with the last words of the attempt.
    void release(JdbcClient jdbc) {
        leases.release(jdbc, lease);
    }

    /// Its last lines come after its last words. While our own database is away nobody waits for them.
    @Override
    public void close() {
        ended.countDown();
        if (databaseWasAway) {
            transactions.onceBack(this::tellLastLines);
        } else {
            tellLastLines();
        }
    }

    private void tellLastLines() {
        try {
            tellLines();
        } catch (DatabaseUnavailable away) {
            log.debug("The last lines of run {} are lost", run.id().value());
        }
    }
}
