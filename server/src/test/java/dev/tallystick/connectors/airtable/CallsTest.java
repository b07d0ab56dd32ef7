package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.Problem;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Fault.Kind;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.ErrorShape;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the client makes of trouble, and how fast it asks.
class CallsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private ConnectorException trouble(Runnable action) {
        var trouble = catchThrowableOfType(ConnectorException.class, action::run);
        assertThat(trouble).isNotNull();
        assertThat(trouble.getMessage()).matches("\\S.*[.]").doesNotContain(AirtableApi.KEY);
        return trouble;
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {
                "RESET_BEFORE", "RESET_AFTER", "TRUNCATED_BODY", "RESET_IN_BODY", "BAD_CHUNK", "TRUNCATED_JSON",
                "GARBAGE", "HTML_200", "EMPTY_200", "ERROR_200", "HTML_STATUS", "STATUS"
            })
    void readingGoesOnAfterATroubleThatPasses(Kind kind) {
        var ids = bench.add(150);
        var clients = bench.clients("Name");
        var fault = Fault.of(kind, "GET " + bench.path("Clients")).after(1);
        bench.lab.faults().add(kind == Kind.STATUS ? fault.value("503") : fault);

        assertThat(clients.rows()).containsOnlyKeys(ids);
        assertThat(bench.lab.faults().list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"STATUS, UNAVAILABLE", "HTML_200, BAD_ANSWER", "RESET_BEFORE, UNAVAILABLE", "ERROR_200, BAD_ANSWER"})
    void readingGivesUpAfterFourTries(Kind kind, Problem problem) {
        bench.add(1);
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(kind, "GET " + bench.path("Clients"))
                        .value(kind == Kind.STATUS ? "502" : "")
                        .times(Fault.FOREVER));

        assertThat(trouble(clients::rows).problem()).isEqualTo(problem);
        assertThat(bench.calls("GET", "Clients")).isEqualTo(4);
    }

    @Test
    void keepsToFiveCallsASecond() {
        bench.add(1);
        var clients = bench.clients("Name");
        var begun = bench.now();
        for (int i = 0; i < 26; i++) {
            clients.rows();
        }
        assertThat(Duration.between(begun, bench.now())).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
        assertThat(bench.lab.ledger().entries()).noneMatch(entry -> entry.status() == 429);
    }

    @ParameterizedTest
    @EnumSource(ErrorShape.class)
    void leavesTheBaseAloneForThirtySecondsAfterA429(ErrorShape shape) {
        bench.airtable.errors(shape);
        bench.add(1);
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Kind.STATUS, "GET " + bench.path("Clients")).value("429"));
        var begun = bench.now();

        assertThat(clients.rows()).hasSize(1);
        assertThat(Duration.between(begun, bench.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(bench.budget.frozen()).containsKey("airtable/" + bench.base.id());
    }

    @Test
    void writesGoOnAfterA429WhichDidNothing() {
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Kind.STATUS, "POST " + bench.path("Clients")).value("429"));

        assertThat(clients.guardedWrite(bench.batch(null, bench.create(clients.values("Name", Value.text("Ada"))))))
                .singleElement()
                .isInstanceOf(Result.Written.class);
        assertThat(bench.clients().records()).hasSize(1);
    }

    @Test
    void givesItsWorkerBackWhenItIsThrottledAgainAndAgain() {
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Kind.STATUS, "GET " + bench.path("Clients"))
                        .value("429")
                        .times(Fault.FOREVER));

        var trouble = trouble(clients::rows);
        assertThat(trouble.problem()).isEqualTo(Problem.RATE_LIMIT);
        assertThat(trouble.retryAfter()).hasValue(Duration.ofSeconds(30));
        assertThat(bench.calls("GET", "Clients")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(ErrorShape.class)
    void stopsAtOnceWhenThePlansMonthIsUsedUp(ErrorShape shape) {
        bench.add(1);
        var clients = bench.clients("Name");
        clients.rows();
        bench.airtable.errors(shape);
        bench.airtable.quota().monthly(1, 0);
        clients.rows();
        long calls = bench.calls("GET", "Clients");

        var trouble = trouble(clients::rows);
        assertThat(trouble.problem()).isEqualTo(Problem.QUOTA);
        assertThat(trouble).hasMessageContaining("2026-12-01");
        assertThat(bench.calls("GET", "Clients")).as("no second try").isEqualTo(calls + 1);
        assertThat(bench.budget.frozen()).isEmpty();
    }

    @Test
    void neverCrossesTheCapThatWasSet() {
        bench.add(1);
        bench.airtable.quota().monthly(4, 0);
        try (var open = bench.open("monthly_calls", "4")) {
            var clients = new Bench.Prepared(
                    open.table(new dev.tallystick.connector.TableRef(
                            "Clients", new dev.tallystick.connector.SettingValues(Map.of()))),
                    "Name");
            for (int i = 0; i < 3; i++) {
                clients.rows();
            }
            clients.rows(); // ends as partial or as trouble, below
        } catch (ConnectorException e) {
            assertThat(e.problem()).isEqualTo(Problem.QUOTA);
            assertThat(e).hasMessageContaining("4 calls").hasMessageContaining("1 December");
        }
        assertThat(bench.airtable.quota().used()).isEqualTo(3);
        assertThat(bench.lab.ledger().entries()).noneMatch(entry -> entry.status() == 429);
    }

    @ParameterizedTest
    @EnumSource(ErrorShape.class)
    void saysOfA403ThatItMeansEither(ErrorShape shape) {
        bench.add(1);
        var clients = bench.clients("Name");
        bench.airtable.errors(shape);
        bench.lab
                .faults()
                .add(Fault.of(Kind.STATUS, "GET " + bench.path("Clients")).value("403"));
        bench.lab
                .faults()
                .add(Fault.of(Kind.STATUS, "POST " + bench.path("Clients")).value("403"));

        var trouble = trouble(clients::rows);
        assertThat(trouble.problem()).isEqualTo(Problem.PERMISSION);
        assertThat(trouble).hasMessageContaining("'Clients'").hasMessageContaining("not there");
        assertThat(trouble(() -> clients.table.fetch(List.of("recA0000000000000")))
                        .problem())
                .as("never an empty answer")
                .isEqualTo(Problem.PERMISSION);
    }

    @Test
    void aTableThatIsGoneIsNoEmptyTable() {
        bench.add(3);
        var clients = bench.clients("Name");
        bench.people.deleteTable("Visits");
        bench.people.deleteTable("Clients");

        assertThat(trouble(clients::rows).problem()).isEqualTo(Problem.PERMISSION);
    }

    @Test
    void aTokenThatIsRefusedIsForAPerson() {
        bench.add(1);
        var clients = bench.clients("Name");
        bench.airtable.revoke(AirtableApi.KEY);

        assertThat(trouble(clients::rows).problem()).isEqualTo(Problem.SIGN_IN);
        assertThat(bench.calls("GET", "Clients")).isEqualTo(1);
    }

    @Test
    void anAccessTokenThatRanOutIsRenewedOnce() {
        bench.add(1);
        var offered = new java.util.ArrayDeque<>(List.of(AirtableApi.KEY, "patStillWrong"));
        bench.tokens = new AccessTokens() {
            @Override
            public String current() {
                return "patRanOut";
            }

            @Override
            public String refreshed(String refused) {
                return offered.removeFirst();
            }
        };
        try (var open = bench.open("token", "", "client_id", "lab-client")) {
            assertThat(open.tables()).contains("Clients");
        }
        try (var open = bench.open("token", "", "client_id", "lab-client")) {
            assertThatThrownBy(open::tables)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.SIGN_IN));
        }
        assertThat(offered).as("no loop").isEmpty();
    }

    @Test
    void waitsForNobodyWhenItShouldStop() {
        bench.add(1);
        var clients = bench.clients("Name");
        bench.stopping.set(true);

        assertThat(trouble(() -> clients.table.fetch(List.of("recA0000000000000"))))
                .hasMessageContaining("stop");
        assertThat(bench.calls("POST", "Clients")).isZero();
    }

    @Test
    void splitsABatchThatIsTooLarge() {
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Kind.STATUS, "POST " + bench.path("Clients")).value("413"));
        var batch = bench.batch(
                null,
                bench.create(clients.values("Name", Value.text("One"))),
                bench.create(clients.values("Name", Value.text("Two"))));

        assertThat(clients.guardedWrite(batch)).allMatch(Result.Written.class::isInstance);
        assertThat(bench.calls("POST", "Clients")).isEqualTo(3);
    }
}
