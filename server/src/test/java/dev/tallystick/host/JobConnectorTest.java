package dev.tallystick.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.tallystick.connection.Connectors;
import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract, kept by a job as a developer would write it; beside it jobs that behave badly.
class JobConnectorTest extends ConnectorContract {
    private static final TableRef TABLE = new TableRef("clients-job", new SettingValues(Map.of()));

    private Lab lab;
    private EgressClient egress;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD.partner(60, 1));
        egress = new EgressClient(lab.allowed());
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    @Override
    protected Connector connector() {
        return new JobConnector(new ClientsJob(), egress, hosting(7));
    }

    private static Hosting hosting(int pageRows) {
        return new Hosting(Duration.ofMinutes(1), pageRows, 1_000_000, 10_000, new Hanging());
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of(
                "base_url",
                lab.uri("/").toString().replaceAll("/$", ""),
                "api_key",
                lab.partner().key());
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.WRITE, "A job only hands rows on.",
                Ability.CREATE_TABLE, "A job only hands rows on.",
                Ability.REFUSE_A_ROW, "A job only hands rows on.",
                Ability.LEAD_NOWHERE, "Whether a job's upstream answers shows in a run alone.");
    }

    @Override
    protected List<String> secrets() {
        return List.of(lab.partner().key());
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(new Mistake("base_url", "ftp://partner", "base_url"));
    }

    @Override
    protected TableRef readable() {
        return TABLE;
    }

    @Override
    protected Set<String> readableIds() {
        return IntStream.range(1001, 1061).mapToObj(Integer::toString).collect(Collectors.toSet());
    }

    @Override
    protected TableRef breaking() {
        lab.faults()
                .add(Fault.of(Fault.Kind.TRUNCATED_JSON, "/v1/clients").after(1).times(Fault.FOREVER));
        return TABLE;
    }

    @Override
    protected TableRef writable() {
        throw new AssertionError("A job only hands rows on.");
    }

    @Override
    protected Map<String, Value> refused() {
        throw new AssertionError("A job only hands rows on.");
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of("base_url", "http://127.0.0.1:" + socket.getLocalPort(), "api_key", "none");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- jobs that behave badly

    @FunctionalInterface
    private interface Work {
        Outcome run(JobRun run) throws Exception;
    }

    private record Job(Work work, Optional<Budget.Limit> limit) implements SyncJob {
        @Override
        public boolean tellsRemovals() {
            return limit.isPresent();
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
        public Optional<Budget.Limit> limit(SettingValues settings) {
            return limit;
        }

        @Override
        public Outcome run(JobRun run) throws Exception {
            return work.run(run);
        }
    }

    private final List<Source.Page> pages = new ArrayList<>();

    private Listing run(Work work) {
        return run(new Job(work, Optional.empty()), surroundings(() -> false), pages::add);
    }

    private Listing run(Job job, Surroundings surroundings, Source.PageSink sink) {
        try (var open = new JobConnector(job, egress, hosting(2)).open(new SettingValues(Map.of()), surroundings)) {
            return open.source(new TableRef("odd", new SettingValues(Map.of()))).list(new Source.Request("then"), sink);
        }
    }

    private static Row row(String key) {
        return new Row(key, Map.of("name", Value.text("of " + key)));
    }

    @Test
    void isNamedWithItsReasonWhenItThrows() {
        assertThatThrownBy(() -> run(_ -> {
                    throw new IOException("no room");
                }))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failed -> assertThat(failed.problem().retryable()).isTrue())
                .hasMessage("The sync job 'odd' failed: IOException: no room.");
    }

    @Test
    void mustReturnAnOutcome() {
        assertThatThrownBy(() -> run(_ -> nothing()))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failed -> assertThat(failed.problem()).isEqualTo(Problem.SETTINGS))
                .hasMessageContaining("'odd' ended without an outcome");
    }

    @SuppressWarnings("NullAway") // what a careless job does
    private static Outcome nothing() {
        return null;
    }

    @Test
    void makesAListingOfEachOutcome() {
        assertThat(run(_ -> new Outcome.Everything("now"))).isEqualTo(new Listing.Complete("now", "everything", true));
        assertThat(run(run -> new Outcome.Changes(run.checkpoint().orElseThrow() + " and now")))
                .isEqualTo(new Listing.Complete("then and now", "everything", false));
        assertThat(run(_ -> new Outcome.Incomplete("The bank closes at ten.")))
                .isEqualTo(new Listing.Partial("The bank closes at ten."));
        var later = catchThrowableOfType(
                ConnectorException.class,
                () -> run(_ -> new Outcome.TryLater("The bank is closed.", Duration.ofHours(8))));
        assertThat(later.problem().retryable()).isTrue();
        assertThat(later.retryAfter()).contains(Duration.ofHours(8));
        var gone = catchThrowableOfType(
                ConnectorException.class, () -> run(_ -> new Outcome.GiveUp("The account was closed.")));
        assertThat(gone.problem().retryable()).as("discarded, not tried again").isFalse();
        assertThat(gone).hasMessage("The account was closed.");
    }

    @Test
    void countsAKeyOnce() {
        run(run -> {
            run.rows().put(row("a"));
            run.rows().put(row("b"));
            run.rows().put(row("a"));
            run.rows().unreadable("line 4", "It is torn off.");
            return Outcome.everything();
        });
        assertThat(pages).hasSize(2);
        assertThat(pages.getFirst().rows()).extracting(Row::id).containsExactly("a", "b");
        assertThat(pages.getLast().unreadable())
                .extracting(Source.Unreadable::where)
                .containsExactly("row a", "line 4");
    }

    @Test
    void tellsRemovalsOnlyWhenItSaysSo() {
        var job = new Job(
                run -> {
                    run.rows().put(row("a"));
                    run.rows().remove("b");
                    return new Outcome.Changes("now");
                },
                Optional.of(Budget.Limit.of("odd", "the bank", Budget.Rate.perMinute(1))));
        run(job, surroundings(() -> false), pages::add);
        try (var open = new JobConnector(job, egress, hosting(2))
                .open(new SettingValues(Map.of()), surroundings(() -> false))) {
            var source = open.source(new TableRef("odd", new SettingValues(Map.of())));
            var gone = Objects.requireNonNull(source.goneField());
            assertThat(source.schema().field(gone)).isPresent();
            assertThat(pages.getFirst().rows())
                    .extracting(Row::id, row -> row.value(gone).isEmpty())
                    .containsExactly(tuple("a", true), tuple("b", false));
        }
        assertThatThrownBy(() -> run(run -> {
                    run.rows().remove("b");
                    return Outcome.everything();
                }))
                .hasMessageContaining("does not say that it tells removals");
    }

    @Test
    void cannotHideTroubleOfOurs() {
        var ours = new IllegalStateException("the lease is lost");
        var calls = new AtomicInteger();
        var taken = new AtomicInteger();
        assertThatThrownBy(() -> run(
                        new Job(
                                run -> {
                                    for (int row = 0; row < 10; row++) {
                                        try {
                                            run.rows().put(row("r" + row));
                                        } catch (RuntimeException swallowed) {
                                            calls.incrementAndGet();
                                        }
                                    }
                                    return Outcome.everything();
                                },
                                Optional.empty()),
                        surroundings(() -> false),
                        _ -> {
                            // Only the first time: what comes after must not look as if nothing had been.
                            if (taken.getAndIncrement() == 0) {
                                throw ours;
                            }
                        }))
                .isSameAs(ours);
        assertThat(calls.get()).isPositive();
        assertThat(taken.get()).isOne();
    }

    @Test
    void isNeverCompleteOnceItWasAskedToStop() {
        BooleanSupplier stopping = () -> !pages.isEmpty();
        var listing = run(
                new Job(
                        run -> {
                            for (int row = 0; row < 10; row++) {
                                try {
                                    run.rows().put(row("r" + row));
                                } catch (RuntimeException swallowed) {
                                    assertThat(run.stopping()).isTrue();
                                }
                            }
                            return Outcome.everything();
                        },
                        Optional.empty()),
                surroundings(stopping),
                pages::add);
        assertThat(listing).isInstanceOf(Listing.Partial.class);
        assertThat(pages).hasSize(1);
    }

    @Test
    void reachesNoInsideAddress() {
        assertThatThrownBy(() -> run(run -> {
                    run.http().send(JobHttp.Call.get(URI.create("http://127.0.0.1:9/")));
                    return Outcome.everything();
                }))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.SETTINGS));
    }

    @Test
    void keepsToItsBudget() {
        var asked = new ArrayList<Budget.Limit>();
        var budget = new Budget() {
            @Override
            public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
                asked.addAll(limits);
                return new Permit.Later(limits.getFirst(), Duration.ofMinutes(5));
            }

            @Override
            public void throttled(String key, Duration pause) {}

            @Override
            public long usedThisMonth(String key) {
                return 0;
            }
        };
        var limit = Budget.Limit.of("odd", "the bank", Budget.Rate.perMinute(1));
        var surroundings =
                new Surroundings("1/odd", List.of(), Clock.systemUTC(), () -> false, budget, AccessTokens.NONE);
        var job = new Job(
                run -> {
                    run.http().send(JobHttp.Call.get(lab.uri("/v1/clients")));
                    return Outcome.everything();
                },
                Optional.of(limit));
        var later = catchThrowableOfType(ConnectorException.class, () -> run(job, surroundings, pages::add));
        assertThat(later.problem()).isEqualTo(Problem.RATE_LIMIT);
        assertThat(asked).containsExactly(limit);
        assertThat(lab.ledger().entries("/v1/clients")).isEmpty();
    }

    @Test
    void hasANameOfItsOwn() {
        assertThatThrownBy(() -> new Connectors(List.of(connector(), connector())))
                .hasMessageContaining("'clients-job'")
                .hasMessageContaining("give one of them another");
    }
}
