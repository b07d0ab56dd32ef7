package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.OpenTable.Batch;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Fault.Kind;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is found out about writes whose answer nobody has.
class SettlingTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static Value number(long number) {
        return new Value.Decimal(BigDecimal.valueOf(number));
    }

    private Bench.Prepared table(boolean marked) {
        return new Bench.Prepared(
                marked ? bench.table("Clients", "marker_field", "Mark") : bench.table("Clients"), "Name", "Age");
    }

    private Batch creates(Bench.Prepared clients, boolean keyed, int count) {
        List<Write> writes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            writes.add(bench.create(clients.values("Name", Value.text("New " + i), "Age", number(i))));
        }
        return bench.batch(keyed ? clients.id("Name") : null, writes.toArray(Write[]::new));
    }

    /// Writes with this fault on the way, and has the answer lost.
    private Instant lose(Bench.Prepared clients, Batch batch, Fault.Kind kind, String method) {
        var guard = clients.table.guard(batch.writes());
        bench.lab
                .faults()
                .add(Fault.of(kind, method + " " + bench.path("Clients"))
                        .value(kind == Kind.STATUS ? "500" : kind == Kind.APPLIED_LATE ? "5000" : ""));
        var begun = bench.now();
        assertThatThrownBy(() -> clients.table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        assertThat(bench.lab.faults().list()).as("the fault was met").isEmpty();
        bench.lab.faults().clear();
        return begun;
    }

    private static void allWritten(List<Result> results, int count) {
        assertThat(results).hasSize(count).allMatch(Result.Written.class::isInstance);
    }

    private static void allAbsent(List<Result> results) {
        assertThat(results).isNotEmpty().allMatch(Result.Absent.class::isInstance);
    }

    // ---- creates

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RESET_AFTER", "HTML_200", "EMPTY_200", "GARBAGE", "TRUNCATED_JSON", "RESET_IN_BODY"})
    void findsCreatesWhoseAnswerWasLostByEveryMeans(Kind kind) {
        for (var means : List.of("marker", "key", "values")) {
            var clients = table(means.equals("marker"));
            var batch = creates(clients, means.equals("key"), 10);
            var begun = lose(clients, batch, kind, means.equals("marker") ? "PATCH" : "POST");
            boolean applied = bench.clients().records().size() == 10;

            var settled = clients.table.settle(batch, "", begun).results();
            if (applied) {
                allWritten(settled, 10);
                assertThat(settled)
                        .extracting(result -> ((Result.Written) result).row())
                        .doesNotHaveDuplicates();
                assertThat(((Result.Written) settled.get(3)).after())
                        .isEqualTo(batch.writes().get(3).values());
            } else {
                allAbsent(settled);
            }
            bench.clients().records().forEach(id -> bench.people.delete("Clients", id));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"marker", "key", "values"})
    void saysThatACreateIsNotThere(String means) {
        bench.add(30);
        bench.clock.pass(Duration.ofMinutes(30));
        var clients = table(means.equals("marker"));
        var batch = creates(clients, means.equals("key"), 3);
        var begun = lose(clients, batch, Kind.STATUS, means.equals("marker") ? "PATCH" : "POST");

        allAbsent(clients.table.settle(batch, "", begun).results());
        assertThat(bench.clients().records()).hasSize(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"marker", "key", "values"})
    void findsACreateThatLandsLate(String means) {
        var clients = table(means.equals("marker"));
        var batch = creates(clients, means.equals("key"), 2);
        var begun = lose(clients, batch, Kind.APPLIED_LATE, means.equals("marker") ? "PATCH" : "POST");

        allAbsent(clients.table.settle(batch, "", begun).results());
        bench.clock.pass(clients.shape.traits().settleAfter());
        allWritten(clients.table.settle(batch, "", begun).results(), 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheHalfOfABatchThatWasWrittenFromTheOther(boolean marked) {
        var clients = table(marked);
        var batch = creates(clients, true, 10);
        var begun = lose(clients, batch, Kind.PARTIAL_BATCH, marked ? "PATCH" : "POST");

        var settled = clients.table.settle(batch, "", begun).results();
        allWritten(settled.subList(0, 5), 5);
        allAbsent(settled.subList(5, 10));
    }

    @Test
    void aMarkerFindsARowThatPeopleEditedSinceAndKeepsTheirEdit() {
        var clients = table(true);
        var batch = creates(clients, true, 1);
        var begun = lose(clients, batch, Kind.RESET_AFTER, "PATCH");
        var row = bench.clients().records().getFirst();
        bench.people.edit("Clients", row, Map.of("Name", "Edited", "Age", 99));

        assertThat(clients.table.settle(batch, "", begun).results())
                .singleElement()
                .isEqualTo(new Result.Written(
                        batch.writes().getFirst().id(),
                        row,
                        Map.of(),
                        batch.writes().getFirst().values()));
    }

    @Test
    void aMarkerThatWasCopiedIsForAPersonToSee() {
        var clients = table(true);
        var batch = creates(clients, true, 1);
        var begun = lose(clients, batch, Kind.RESET_AFTER, "PATCH");
        bench.people.insert(
                "Clients",
                Map.of("Name", "Copy", "Mark", batch.writes().getFirst().id()));

        assertThat(clients.table.settle(batch, "", begun).results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Uncertain.class,
                        uncertain -> assertThat(uncertain.sentence())
                                .contains("'Mark'", bench.clients().records().getFirst()));
    }

    @Test
    void sendingAMarkedCreateAgainMakesNoSecondRow() {
        var clients = table(true);
        var batch = creates(clients, true, 3);
        allWritten(clients.guardedWrite(batch), 3);
        allWritten(clients.guardedWrite(batch), 3);
        assertThat(bench.clients().records()).hasSize(3);
    }

    @Test
    void aRowThatLooksTheSameAndIsOlderIsNotOurs() {
        bench.people.insert("Clients", Map.of("Name", "New 1", "Age", 1));
        bench.clock.pass(Duration.ofMinutes(10));
        var clients = table(false);
        var batch = creates(clients, true, 1);
        var begun = lose(clients, batch, Kind.STATUS, "POST");

        allAbsent(clients.table.settle(batch, "", begun).results());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoRowsThatCouldBeOursAreForAPersonToSee(boolean keyed) {
        var clients = table(false);
        var batch = creates(clients, keyed, 1);
        var begun = lose(clients, batch, Kind.RESET_AFTER, "POST");
        bench.people.insert("Clients", Map.of("Name", "New 1", "Age", 1));

        assertThat(clients.table.settle(batch, "", begun).results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Uncertain.class,
                        uncertain -> assertThat(uncertain.sentence())
                                .contains(bench.clients().records()));
    }

    @Test
    void aRowWithOurKeyAndOtherValuesIsForAPersonToSee() {
        var clients = table(false);
        var batch = creates(clients, true, 2);
        var begun = lose(clients, batch, Kind.RESET_AFTER, "POST");
        bench.people.edit("Clients", bench.clients().records().getFirst(), "Age", 99);

        assertThat(clients.table.settle(batch, "", begun).results())
                .satisfiesExactly(
                        one -> assertThat(one).isInstanceOf(Result.Uncertain.class),
                        two -> assertThat(two).isInstanceOf(Result.Written.class));
    }

    @Test
    void twinsNeedNotBeToldApart() {
        var clients = table(false);
        var twin = clients.values("Name", Value.text("Same"), "Age", number(1));
        var batch = bench.batch(null, bench.create(twin), bench.create(twin), bench.create(twin));
        var begun = lose(clients, batch, Kind.RESET_AFTER, "POST");
        bench.people.delete("Clients", bench.clients().records().getFirst());

        var settled = clients.table.settle(batch, "", begun).results();
        assertThat(settled).filteredOn(Result.Written.class::isInstance).hasSize(2);
        assertThat(settled).filteredOn(Result.Absent.class::isInstance).hasSize(1);
    }

    // ---- updates and deletes

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RESET_AFTER", "STATUS", "APPLIED_LATE", "PARTIAL_BATCH"})
    void looksAtRowsWhoseUpdateHasNoAnswer(Kind kind) {
        var ids = bench.add(4);
        var clients = table(false);
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 4; i++) {
            writes.add(bench.update(
                    ids.get(i), clients.values("Age", number(i + 1)), clients.values("Age", number(50 + i))));
        }
        var batch = bench.batch(null, writes.toArray(Write[]::new));
        var begun = lose(clients, batch, kind, "PATCH");

        var settled = clients.table.settle(batch, "", begun).results();
        switch (kind) {
            case RESET_AFTER -> allWritten(settled, 4);
            case PARTIAL_BATCH -> {
                allWritten(settled.subList(0, 2), 2);
                allAbsent(settled.subList(2, 4));
            }
            default -> allAbsent(settled);
        }
        bench.clock.pass(Duration.ofSeconds(60));
        var later = clients.table.settle(batch, "", begun).results();
        if (kind == Kind.APPLIED_LATE) {
            allWritten(later, 4);
            assertThat(((Result.Written) later.getFirst()).before()).containsEntry(clients.id("Age"), number(1));
        } else {
            assertThat(later).isEqualTo(settled);
        }
    }

    @Test
    void anUpdateOfARowThatIsGoneIsNotThere() {
        var id = bench.add(1).getFirst();
        var clients = table(false);
        var batch = bench.batch(null, bench.update(id, Map.of(), clients.values("Age", number(50))));
        var begun = lose(clients, batch, Kind.STATUS, "PATCH");
        bench.people.delete("Clients", id);

        allAbsent(clients.table.settle(batch, "", begun).results());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RESET_AFTER", "STATUS", "APPLIED_LATE"})
    void looksForRowsWhoseDeleteHasNoAnswer(Kind kind) {
        var ids = bench.add(2);
        var clients = table(false);
        var batch = bench.batch(
                null,
                bench.delete(ids.get(0), clients.values("Name", Value.text("Client 1"))),
                bench.delete(ids.get(1), clients.values("Name", Value.text("Client 2"))));
        var begun = lose(clients, batch, kind, "DELETE");

        var settled = clients.table.settle(batch, "", begun).results();
        if (kind == Kind.RESET_AFTER) {
            allWritten(settled, 2);
            assertThat(((Result.Written) settled.getFirst()).before())
                    .containsEntry(clients.id("Name"), Value.text("Client 1"));
        } else {
            allAbsent(settled);
        }
        bench.clock.pass(Duration.ofSeconds(60));
        var later = clients.table.settle(batch, "", begun).results();
        if (kind == Kind.APPLIED_LATE) {
            allWritten(later, 2);
        } else {
            assertThat(later).isEqualTo(settled);
        }
    }

    @Test
    void whatWasWrittenBeforeTroubleCameIsNotForgotten() {
        var clients = bench.clients("Name", "Age", "Status");
        bench.people.renameChoice("Clients", "Status", "Open", "Going on");
        var batch = bench.batch(
                clients.id("Name"),
                bench.create(clients.values("Name", Value.text("One"), "Status", new Value.Choice("Open"))),
                bench.create(clients.values("Name", Value.text("Two"), "Status", new Value.Choice("Open"))),
                bench.create(clients.values("Name", Value.text("Three"))),
                bench.create(clients.values("Name", Value.text("Four"))));
        var guard = clients.table.guard(batch.writes());
        // The first call is refused, then the suspects one by one, then the others: the last one is not permitted.
        bench.lab
                .faults()
                .add(Fault.of(Kind.FORBIDDEN, "POST " + bench.path("Clients")).after(3));
        assertThatThrownBy(() -> clients.table.write(batch, guard))
                .isInstanceOf(dev.tallystick.connector.ConnectorException.class)
                .isNotInstanceOf(AmbiguousWriteException.class);

        // And now with something landed before: one of the suspects turns out to be good.
        var mixed = bench.batch(
                clients.id("Name"),
                bench.create(clients.values("Name", Value.text("Five"), "Status", new Value.Choice("Closed"))),
                bench.create(clients.values("Name", Value.text("Six"), "Status", new Value.Choice("Open"))));
        bench.airtable.errors(dev.tallystick.lab.airtable.ErrorShape.TYPE_ONLY);
        bench.lab
                .faults()
                .add(Fault.of(Kind.FORBIDDEN, "POST " + bench.path("Clients")).after(2));
        var begun = bench.now();
        assertThatThrownBy(() -> clients.table.write(mixed, clients.table.guard(mixed.writes())))
                .isInstanceOf(AmbiguousWriteException.class);
        assertThat(clients.table.settle(mixed, "", begun).results())
                .satisfiesExactly(
                        one -> assertThat(one).isInstanceOf(Result.Written.class),
                        two -> assertThat(two).isInstanceOf(Result.Absent.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aClockThatIsOffHidesNoRow(long seconds) {
        bench.serverIsAhead(Duration.ofSeconds(seconds));
        var clients = table(false);
        var batch = creates(clients, true, 2);
        var begun = lose(clients, batch, Kind.RESET_AFTER, "POST");

        allWritten(clients.table.settle(batch, "", begun).results(), 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFieldThatWasDeletedSinceDoesNotStandInTheWay(boolean updates) {
        var id = bench.add(1).getFirst();
        var before = bench.clients("Name", "Notes");
        var values = before.values("Name", Value.text("New"), "Notes", Value.text("x"));
        var batch =
                bench.batch(before.id("Notes"), updates ? bench.update(id, Map.of(), values) : bench.create(values));
        var begun = lose(before, batch, Kind.RESET_AFTER, updates ? "PATCH" : "POST");
        bench.people.deleteField("Clients", "Notes");

        var after = bench.table("Clients");
        after.prepare(Bench.wishes("Name", "Notes"), before.shape.remember(), false);
        allWritten(after.settle(batch, "", begun).results(), 1);
        assertThat(after.write(batch, after.guard(batch.writes())).results())
                .singleElement()
                .isInstanceOf(Result.Refused.class);
    }
}
