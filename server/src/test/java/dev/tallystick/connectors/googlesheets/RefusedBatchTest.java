package dev.tallystick.connectors.googlesheets;

import static dev.tallystick.connectors.googlesheets.SheetFixture.TAB;
import static dev.tallystick.connectors.googlesheets.SheetFixture.batch;
import static dev.tallystick.connectors.googlesheets.SheetFixture.update;
import static dev.tallystick.connectors.googlesheets.SheetFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.Headers;
import dev.tallystick.egress.Response;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.table.Value;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Google refuses a batch whole, for a row or for its quota: the others go on, and whoever shares a quota waits.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedBatchTest {
    private static final String UNWELCOME = "unwelcome";
    private static final String WRITER = "ann@lab.example";

    private final SheetFixture fixture = new SheetFixture();
    private final AtomicInteger writes = new AtomicInteger();

    @AfterEach
    void close() {
        fixture.close();
    }

    /// Google says no to every batch that holds a certain text, as it does to what only it can know.
    private GoogleSheetsConnector refusing() {
        return new GoogleSheetsConnector(
                request -> {
                    var body = request.body() == null ? "" : new String(request.body(), StandardCharsets.UTF_8);
                    if (!request.uri().getPath().endsWith(":batchUpdate")) {
                        return fixture.egress.send(request);
                    }
                    writes.incrementAndGet();
                    return body.contains(UNWELCOME)
                            ? new Response(
                                    request.uri(),
                                    400,
                                    new Headers(List.of(new Headers.Header("Content-Type", "application/json"))),
                                    """
                                    {"error":{"code":400,"message":"Invalid requests[3].updateCells: it is unwelcome","status":"INVALID_ARGUMENT"}}
                                    """.getBytes(StandardCharsets.UTF_8))
                            : fixture.egress.send(request);
                },
                (_, stopping) -> !stopping.getAsBoolean(),
                1000,
                Duration.ofMinutes(3));
    }

    private OpenTable open(GoogleSheetsConnector connector, Surroundings surroundings) {
        fixture.filled();
        var table = connector
                .open(new SettingValues(fixture.settings()), surroundings)
                .table(new TableRef("gid=0", new SettingValues(Map.of())));
        table.prepare(SheetFixture.WISHES, null, true);
        return table;
    }

    @Test
    void theBadRowOfAnUpdateStandsAloneAndTheOthersAreWritten() {
        var table = open(refusing(), fixture.surroundings());

        var outcome = write(
                table,
                update("id-1", "Status", "open", "a"),
                update("id-2", "Status", "open", "b"),
                update("id-3", "Status", "open", UNWELCOME),
                update("id-4", "Status", "open", "d"),
                update("id-5", "Status", "open", "e"));

        assertThat(outcome.results()).hasSize(5);
        assertThat(outcome.results().get(2))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.reason()).contains("Google refused this", "it is unwelcome"));
        assertThat(outcome.results().stream().filter(Result.Written.class::isInstance))
                .hasSize(4);
        assertThat(fixture.column("Status")).containsExactly("a", "b", "open", "d", "e");
        assertThat(writes).as("halves, not one call a row").hasValue(5);
        assertThat(outcome.repairs()).isEmpty();
    }

    @Test
    void theBadRowOfACreateStandsAloneAndNoOtherComesTwice() {
        var table = open(refusing(), fixture.surroundings());

        var outcome = write(
                table,
                SheetFixture.create(Map.of("Name", Value.text("Fay"))),
                SheetFixture.create(Map.of("Name", Value.text(UNWELCOME))),
                SheetFixture.create(Map.of("Name", Value.text("Gus"))),
                SheetFixture.create(Map.of("Name", Value.text("Hal"))));

        assertThat(outcome.results().get(1)).isInstanceOf(Result.Refused.class);
        assertThat(fixture.column("Name"))
                .containsExactlyInAnyOrder("Ada", "Bob", "Cid", "Dot", "Eve", "Fay", "Gus", "Hal");
        assertThat(fixture.column("Tallystick ID")).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void whatMovedBetweenTheHalvesIsPlannedAgainAndNotWritten() {
        var table = open(refusing(), fixture.surroundings());
        fixture.lab
                .google()
                .beforeNext(
                        call -> call.is("spreadsheets.getByDataFilter") && writes.get() == 1,
                        () -> fixture.people.sort(TAB, "A", false));

        var outcome = write(table, update("id-1", "Status", "open", "a"), update("id-5", "Status", "open", UNWELCOME));

        assertThat(fixture.lab.google().momentsWaiting()).isZero();
        assertThat(outcome.results()).allMatch(Result.Moved.class::isInstance);
        assertThat(fixture.column("Status")).containsOnly("open");
    }

    private Surroundings writer() {
        fixture.sheet.share(WRITER, Spreadsheet.Role.WRITER);
        var token = fixture.lab
                .google()
                .oauth()
                .grants()
                .token(WRITER, "123-lab", "https://www.googleapis.com/auth/spreadsheets");
        return new Surroundings(
                "1/sales", List.of(), Clock.systemUTC(), () -> false, Budget.UNLIMITED, SheetFixture.token(token));
    }

    @Test
    void aRangeThatIsProtectedMeanwhileIsRefusedByGoogleAndNamed() {
        var table = open(fixture.connector(), writer());
        fixture.lab.google().beforeNext(SheetFixture::batchUpdate, () -> fixture.people.protect(TAB, "C3", false));

        var alone = write(table, update("id-2", "Status", "open", "won"));

        assertThat(alone.results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.reason()).contains("protected"));
        assertThat(fixture.column("Status")).containsOnly("open");
        fixture.lab.google().beforeNext(SheetFixture::batchUpdate, () -> fixture.people.protect(TAB, "C4", false));
        var both = write(table, update("id-3", "Status", "open", "won"), update("id-4", "Status", "open", "won"));
        assertThat(both.results().getFirst())
                .as("it is planned again, and the guard then names the range")
                .isInstanceOf(Result.Moved.class);
        assertThat(both.results().getLast()).isInstanceOf(Result.Written.class);
        assertThat(fixture.column("Status")).containsExactly("open", "open", "open", "won", "open");
    }

    // ---- quota

    /// Says what was frozen, and lets nobody by who shares it.
    private static final class SharedBudget implements Budget {
        final Map<String, Duration> frozen = new HashMap<>();

        @Override
        public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
            for (var limit : limits) {
                var pause = frozen.get(limit.key());
                if (pause != null) {
                    return new Permit.Later(limit, pause);
                }
            }
            return new Permit.Granted(Instant.EPOCH);
        }

        @Override
        public void throttled(String key, Duration pause) {
            frozen.put(key, pause);
        }

        @Override
        public long usedThisMonth(String key) {
            return 0;
        }
    }

    private Surroundings sharing(SharedBudget budget, String owner) {
        return new Surroundings(
                owner,
                List.of(),
                Clock.systemUTC(),
                () -> false,
                budget,
                SheetFixture.token(fixture.lab.google().token()));
    }

    private static void waits(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ConnectorException.class, trouble -> {
            assertThat(trouble.problem()).isEqualTo(Problem.RATE_LIMIT);
            assertThat(trouble.retryAfter()).isPresent();
        });
    }

    @Test
    void aPersonsQuotaStopsWhoeverSharesItAndNobodyElse() {
        var budget = new SharedBudget();
        var mine = open(fixture.connector(), sharing(budget, "1/sales"));
        var alsoMine = open(fixture.connector(), sharing(budget, "1/sales"));
        var others = open(fixture.connector(), sharing(budget, "2/stock"));
        fixture.lab.google().quota().set(10_000, 0);

        waits(() -> SheetFixture.list(mine));

        assertThat(budget.frozen).containsOnlyKeys("google-sheets/123/1/sales/read");
        assertThat(budget.frozen.values()).containsExactly(Duration.ofMinutes(1));
        fixture.lab.google().quota().lift();
        waits(() -> SheetFixture.list(alsoMine));
        assertThat(SheetFixture.list(others).rows()).as("another account").hasSize(5);
    }

    @Test
    void theProjectsQuotaStopsAllAccountsOfItAndWritesAreCountedForThemselves() {
        var budget = new SharedBudget();
        var mine = open(fixture.connector(), sharing(budget, "1/sales"));
        var others = open(fixture.connector(), sharing(budget, "2/stock"));
        var update = update("id-2", "Status", "open", "won");
        var guard = mine.guard(List.of(update));
        fixture.lab.google().quota().set(0, 10_000);

        waits(() -> mine.write(batch(update), guard));

        assertThat(budget.frozen).containsOnlyKeys("google-sheets/123/write");
        fixture.lab.google().quota().lift();
        assertThat(SheetFixture.list(mine).rows()).as("reads go on").hasSize(5);
        var other = update("id-3", "Status", "open", "won");
        waits(() -> write(others, other));
        assertThat(fixture.column("Status")).containsOnly("open");
    }

    @Test
    void whatGoogleAsksForIsWaitedFor() {
        var budget = new SharedBudget();
        var table = open(fixture.connector(), sharing(budget, "1/sales"));
        fixture.lab
                .faults()
                .add(Fault.of(Fault.Kind.THROTTLED, "POST /google/v4/spreadsheets/" + fixture.sheet.id())
                        .value("7"));
        waits(() -> SheetFixture.list(table));
        assertThat(budget.frozen.values()).containsExactly(Duration.ofSeconds(7));
    }
}
