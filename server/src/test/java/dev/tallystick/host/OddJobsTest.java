package dev.tallystick.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// Jobs that hang, flood and talk nonsense: each ends its own run, by its name and with the reason.
class OddJobsTest {
    private final EgressClient egress = new EgressClient(AllowList.NOTHING);
    private final List<Source.Page> pages = new ArrayList<>();
    private Hosting hosting = new Hosting(Duration.ofMinutes(1), 2, 1_000, 100, new Hanging());

    /// A job whose thread nobody can end, until the test lets it go.
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AfterEach
    void close() {
        letGo.countDown();
        egress.close();
    }

    @FunctionalInterface
    private interface Work {
        Outcome run(JobRun run) throws Exception;
    }

    private static class Job implements SyncJob {
        private final Work work;

        Job(Work work) {
            this.work = work;
        }

        @Override
        public String name() {
            return "odd";
        }

        @Override
        public Schema schema() {
            return new Schema(List.of(Field.of("name", FieldType.TEXT)));
        }

        @Override
        public Outcome run(JobRun run) throws Exception {
            return work.run(run);
        }
    }

    private Listing run(Work work) {
        return run(new Job(work), () -> false);
    }

    private Listing run(SyncJob job, BooleanSupplier stopping) {
        var surroundings = new Surroundings("1/odd", List.of(), Clock.systemUTC(), stopping);
        var connector = new JobConnector(job, egress, hosting);
        try (var open = connector.open(new SettingValues(Map.of()), surroundings)) {
            return open.source(new TableRef("odd", new SettingValues(Map.of())))
                    .list(new Source.Request("then"), pages::add);
        }
    }

    private ConnectorException failure(Work work) {
        return catchThrowableOfType(ConnectorException.class, () -> run(work));
    }

    private static Row row(String key) {
        return new Row(key, Map.of("name", Value.text("of " + key)));
    }

    private void silentFor(Duration silence) {
        hosting = new Hosting(silence, hosting.pageRows(), hosting.mostRows(), hosting.mostFaults(), hosting.hanging());
    }

    private Outcome waitForEver() {
        boolean done = false;
        while (!done) {
            try {
                letGo.await();
                done = true;
            } catch (InterruptedException deaf) {
                // What a job that hangs does: it hears nothing.
            }
        }
        return Outcome.everything();
    }

    // ---- it hangs

    @Test
    void oneThatHangsIsGivenUpByItsName() {
        silentFor(Duration.ofMillis(200));
        var ended = new CountDownLatch(1);
        var failed = failure(run -> {
            run.rows().put(row("a"));
            try {
                letGo.await();
            } finally {
                ended.countDown();
            }
            return Outcome.everything();
        });
        assertThat(failed).hasMessageContaining("The sync job 'odd' hangs: for 200 ms it has neither called anybody");
        assertThat(failed.problem().retryable()).isTrue();
        Awaitility.await().until(() -> ended.getCount() == 0);
        assertThat(pages).isEmpty();
    }

    @Test
    void oneThatShowsLifeIsNotGivenUp() {
        silentFor(Duration.ofMillis(400));
        var began = System.nanoTime();
        var key = new AtomicInteger();
        var listing = run(run -> {
            while (System.nanoTime() - began < Duration.ofMillis(1_200).toNanos()) {
                if (!letGo.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    run.rows().put(row("r" + key.incrementAndGet()));
                }
            }
            return Outcome.everything();
        });
        assertThat(listing).isInstanceOf(Listing.Complete.class);
    }

    @Test
    void oneThatHangsEndsAtOnceWhenSomebodyCancels() {
        var stopping = new AtomicBoolean();
        var listing = run(
                new Job(_ -> {
                    stopping.set(true);
                    letGo.await();
                    return Outcome.everything();
                }),
                stopping::get);
        assertThat(listing).isInstanceOf(Listing.Partial.class);
    }

    @Test
    void oneThatNobodyCanEndIsNotBegunForEver() {
        silentFor(Duration.ofMillis(50));
        for (int times = 0; times < 3; times++) {
            assertThat(failure(_ -> waitForEver())).hasMessageContaining("hangs: for");
        }
        var begun = new AtomicBoolean();
        assertThat(failure(_ -> {
                    begun.set(true);
                    return Outcome.everything();
                }))
                .hasMessageContaining("'odd' still hangs in 3 earlier runs")
                .hasMessageContaining("start the server again");
        assertThat(begun).isFalse();
        letGo.countDown();
        Awaitility.await().until(() -> run(_ -> Outcome.everything()) instanceof Listing.Complete);
    }

    @Test
    void oneThatWasGivenUpIsNotHeardAnyMore() {
        silentFor(Duration.ofMillis(50));
        var kept = new AtomicReference<JobRun>();
        assertThat(failure(run -> {
                    kept.set(run);
                    return waitForEver();
                }))
                .hasMessageContaining("hangs");
        assertThatThrownBy(() -> kept.get().rows().put(row("late"))).isInstanceOf(Stopped.class);
        assertThatThrownBy(() -> kept.get().http().send(JobHttp.Call.get(URI.create("https://a.example/"))))
                .isInstanceOf(Stopped.class);
        assertThatThrownBy(() -> kept.get().log("late")).isInstanceOf(Stopped.class);
        assertThat(pages).isEmpty();
    }

    // ---- it throws what no exception is

    @Test
    void oneThatThrowsAnErrorFailsByItsName() {
        assertThat(failure(_ -> {
                    throw new NoClassDefFoundError("org/example/Missing");
                }))
                .hasMessage("The sync job 'odd' failed: NoClassDefFoundError: org/example/Missing.");
        assertThat(failure(run -> endless(run, 0))).hasMessageContaining("'odd' failed: StackOverflowError");
        assertThat(failure(_ -> {
                    throw new AssertionError();
                }))
                .hasMessageContaining("'odd' failed: AssertionError.");
    }

    @SuppressWarnings("InfiniteRecursion") // what a careless job does
    private static Outcome endless(JobRun run, int depth) {
        return endless(run, depth + 1);
    }

    // ---- it floods

    @Test
    void oneThatHandsOnRowsWithoutEndFailsByItsName() {
        var failed = failure(run -> {
            for (int key = 0; ; key++) {
                try {
                    run.rows().put(row("r" + key));
                } catch (RuntimeException swallowed) {
                    return Outcome.everything();
                }
            }
        });
        assertThat(failed.problem()).isEqualTo(Problem.SETTINGS);
        assertThat(failed).hasMessageContaining("'odd' hands on more than 1,000 rows in one run");
    }

    @Test
    void oneThatTurnsInACircleFailsByItsName() {
        var failed = failure(run -> {
            while (true) {
                run.rows().put(row("same"));
            }
        });
        assertThat(failed)
                .hasMessageContaining("'odd' hands on more than 100 rows that cannot be taken. The last is row same:")
                .hasMessageContaining("twice in one run");
    }

    @Test
    void longRowsAreHandedOnBeforeAPageIsFull() {
        hosting = new Hosting(Duration.ofMinutes(1), 1_000, 1_000, 100, new Hanging());
        var text = "x".repeat(600_000);
        run(run -> {
            for (int key = 0; key < 4; key++) {
                run.rows().put(new Row("r" + key, Map.of("name", Value.text(text))));
            }
            return Outcome.everything();
        });
        assertThat(pages).hasSize(2);
    }

    @Test
    void linesWithoutEndAreNoSignOfLife() {
        silentFor(Duration.ofMillis(200));
        assertThat(failure(run -> {
                    while (!Thread.interrupted()) {
                        run.log("still here");
                    }
                    return Outcome.everything();
                }))
                .hasMessageContaining("hangs");
    }

    // ---- it talks nonsense

    @Test
    void aRowThatTheSchemaDoesNotKnowFailsAlone() {
        run(run -> {
            run.rows().put(new Row("a", Map.of("nome", Value.text("A"))));
            run.rows().put(row("b"));
            return Outcome.everything();
        });
        assertThat(pages).singleElement().satisfies(page -> {
            assertThat(page.rows()).extracting(Row::id).containsExactly("b");
            assertThat(page.unreadable().getFirst().reason()).contains("the field 'nome'", "does not name");
            assertThat(page.unreadable().getFirst().id()).isEqualTo("a");
        });
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless job does
    void oneThatCannotSpeakOfItselfIsNamed() {
        var mute = new Job(_ -> Outcome.everything()) {
            @Override
            public Schema schema() {
                return null;
            }
        };
        assertThatThrownBy(() -> run(mute, () -> false))
                .isInstanceOf(ConnectorException.class)
                .hasMessage("The sync job 'odd' cannot tell its schema: it returns null.");
        var confused = new Job(_ -> Outcome.everything()) {
            @Override
            public Settings settings() {
                throw new IllegalStateException("no idea");
            }

            @Override
            public Optional<Budget.Limit> limit(SettingValues settings) {
                throw new IllegalStateException("no idea");
            }
        };
        var connector = new JobConnector(confused, egress, hosting);
        assertThat(connector.settings().settings()).isEmpty();
        assertThat(connector.validate(new SettingValues(Map.of())))
                .containsExactly("The sync job 'odd' cannot tell its settings: IllegalStateException: no idea.");
        var unlimited = new Job(_ -> Outcome.everything()) {
            @Override
            public Optional<Budget.Limit> limit(SettingValues settings) {
                throw new IllegalStateException("no idea");
            }
        };
        assertThatThrownBy(() -> run(unlimited, () -> false)).hasMessageContaining("cannot tell its limit");
        var nameless = new Job(_ -> Outcome.everything()) {
            @Override
            public String name() {
                return "Odd Job";
            }
        };
        assertThatThrownBy(() -> new JobConnector(nameless, egress, hosting))
                .hasMessageContaining("is named 'Odd Job'; a name has small letters");
    }

    // ---- and what a good one may rely on

    @Test
    void callsAndPagesAreMadeByTheAttemptItself() {
        MDC.put("run", "7");
        try {
            var here = Thread.currentThread();
            var there = new AtomicReference<Thread>();
            var named = new AtomicReference<String>();
            var surroundings = new Surroundings("1/odd", List.of(), Clock.systemUTC(), () -> false);
            var by = new AtomicReference<Thread>();
            var job = new Job(run -> {
                there.set(Thread.currentThread());
                named.set(MDC.get("run"));
                run.rows().put(row("a"));
                run.rows().put(row("b"));
                return Outcome.everything();
            });
            try (var open = new JobConnector(job, egress, hosting).open(new SettingValues(Map.of()), surroundings)) {
                open.source(new TableRef("odd", new SettingValues(Map.of())))
                        .list(new Source.Request("then"), _ -> by.set(Thread.currentThread()));
            }
            assertThat(by).hasValue(here);
            assertThat(there.get()).isNotSameAs(here);
            assertThat(there.get().isVirtual()).isFalse();
            assertThat(named).hasValue("7");
        } finally {
            MDC.remove("run");
        }
    }
}
