package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.airtable.ErrorShape;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WritingTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static Value number(String number) {
        return new Value.Decimal(new BigDecimal(number));
    }

    private List<Write> tenCreates(Bench.Prepared clients) {
        List<Write> writes = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            writes.add(bench.create(clients.values("Name", Value.text("New " + i), "Age", number("" + i))));
        }
        return writes;
    }

    private Map<String, Object> record(String id) {
        return bench.clients().record(id).orElseThrow();
    }

    @Test
    void writesEveryKindOfValueAndGivesBackWhatStandsThere() {
        var ada = bench.add(1).getFirst();
        var clients = bench.clients("Name", "Age", "Status", "Tags", "Born", "Seen", "Active", "Stars", "Notes");
        var values = clients.values(
                "Name", Value.text("Ada\r\nLovelace"),
                "Age", number("36.250"),
                "Status", new Value.Choice("Closed"),
                "Tags", new Value.Choices(List.of("green")),
                "Born", new Value.Date(LocalDate.of(1815, 12, 10)),
                "Seen", new Value.Timestamp(Instant.parse("2026-10-25T00:30:00.123Z")),
                "Active", new Value.Bool(true),
                "Stars", number("5"));
        var written = (Result.Written)
                clients.guardedWrite(bench.batch(null, bench.create(values))).getFirst();
        assertThat(written.before()).isEmpty();
        values.forEach(
                (field, value) -> assertThat(Cells.EQUALITY.same(written.after().get(field), value))
                        .as("%s: %s", value, written.after().get(field))
                        .isTrue());
        assertThat(record(written.row()))
                .containsEntry("Seen", "2026-10-25T00:30:00.123Z")
                .containsEntry("Born", "1815-12-10");

        var emptied = clients.values("Age", Value.empty(), "Notes", Value.text(""), "Active", new Value.Bool(false));
        var expected = clients.values("Age", number("1"), "Notes", Value.empty(), "Active", Value.empty());
        var updated = (Result.Written) clients.guardedWrite(bench.batch(null, bench.update(ada, expected, emptied)))
                .getFirst();
        assertThat(updated.before()).containsEntry(clients.id("Age"), number("1"));
        assertThat(updated.after().values()).containsOnly(Value.empty());
        assertThat(record(ada)).containsEntry("Name", "Client 1").doesNotContainKeys("Age", "Notes", "Active");
    }

    @Test
    void writesTenInACallAndNamesOnlyWhatChanges() {
        var ids = bench.add(10);
        var clients = bench.clients("Name", "Age");
        var writes = ids.stream()
                .map(id -> bench.update(id, Map.of(), clients.values("Age", number("50"))))
                .toArray(Write[]::new);
        assertThat(clients.guardedWrite(bench.batch(null, writes))).allMatch(Result.Written.class::isInstance);

        assertThat(bench.calls("PATCH", "Clients")).isEqualTo(1);
        assertThat(bench.calls("POST", "Clients")).as("one look before").isEqualTo(1);
        assertThat(bench.airtable.writes().entries())
                .hasSize(10)
                .allSatisfy(write -> assertThat(write.fields()).containsOnlyKeys(clients.id("Age")));
        assertThat(record(ids.getFirst())).containsEntry("Name", "Client 1");
    }

    @Test
    void leavesARowAloneThatIsNotAsThePlanSawIt() {
        var ids = bench.add(4);
        var clients = bench.clients("Name", "Age");
        bench.people.edit("Clients", ids.get(1), "Age", 99);
        bench.people.delete("Clients", ids.get(2));
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 4; i++) {
            writes.add(bench.update(
                    ids.get(i), clients.values("Age", number("" + (i + 1))), clients.values("Age", number("50"))));
        }

        assertThat(clients.guardedWrite(bench.batch(null, writes.toArray(Write[]::new))))
                .satisfiesExactly(
                        one -> assertThat(one).isInstanceOf(Result.Written.class),
                        two -> assertThat(two).isInstanceOf(Result.Moved.class),
                        three -> assertThat(three).isInstanceOf(Result.Moved.class),
                        four -> assertThat(four).isInstanceOf(Result.Written.class));
        assertThat(record(ids.get(1))).containsEntry("Age", 99L);
    }

    @Test
    void aRowThatWasDeletedAfterTheLookDoesNotTakeTheOthersWithIt() {
        var ids = bench.add(10);
        var clients = bench.clients("Name", "Age");
        var writes = ids.stream()
                .map(id -> bench.update(id, Map.of(), clients.values("Age", number("50"))))
                .toArray(Write[]::new);
        var batch = bench.batch(null, writes);
        var guard = clients.table.guard(batch.writes());
        bench.people.delete("Clients", ids.get(3));
        bench.people.delete("Clients", ids.get(7));

        var results = clients.table.write(batch, guard).results();
        assertThat(results)
                .filteredOn(Result.Moved.class::isInstance)
                .extracting(Result::writeId)
                .containsExactly(writes[3].id(), writes[7].id());
        assertThat(results).filteredOn(Result.Written.class::isInstance).hasSize(8);
        assertThat(bench.calls("PATCH", "Clients"))
                .as("each refusal names its row")
                .isEqualTo(3);
    }

    @Test
    void deletesTenInACallAndMissesNone() {
        var ids = bench.add(10);
        var clients = bench.clients("Name", "Age");
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 10; i++) {
            writes.add(bench.delete(ids.get(i), clients.values("Name", Value.text("Client " + (i + 1)))));
        }
        var batch = bench.batch(null, writes.toArray(Write[]::new));
        var guard = clients.table.guard(batch.writes());
        bench.people.delete("Clients", ids.get(5));

        var results = clients.table.write(batch, guard).results();
        assertThat(results.get(5)).isInstanceOf(Result.Moved.class);
        assertThat(results).filteredOn(Result.Written.class::isInstance).hasSize(9);
        assertThat(((Result.Written) results.getFirst()).before())
                .containsEntry(clients.id("Name"), Value.text("Client 1"));
        assertThat(bench.clients().records()).isEmpty();
    }

    @Test
    void recognisesCreatedRowsInAnotherOrder() {
        bench.base.habits(new Base.Habits(true, true, false));
        var clients = bench.clients("Name", "Age");
        var writes = tenCreates(clients);
        for (var result : clients.guardedWrite(bench.batch(null, writes.toArray(Write[]::new)))) {
            var written = (Result.Written) result;
            var write = writes.stream()
                    .filter(each -> each.id().equals(written.writeId()))
                    .findFirst()
                    .orElseThrow();
            assertThat(Value.text(record(written.row()).get("Name").toString()))
                    .isEqualTo(write.values().get(clients.id("Name")));
        }
    }

    // ---- refusals

    @ParameterizedTest
    @EnumSource(ErrorShape.class)
    void findsTheBadRowOfABatchInEveryShapeOfARefusal(ErrorShape shape) {
        bench.airtable.errors(shape);
        var other = bench.people.insert("Visits", Map.of("Title", "First"));
        var clients = bench.clients("Name", "Age", "Visits");
        bench.people.delete("Visits", other);
        var writes = tenCreates(clients);
        writes.set(
                6,
                bench.create(clients.values(
                        "Name", Value.text("Bad"), "Visits", new Value.Links(List.of("recNever000000000")))));

        var results = clients.guardedWrite(bench.batch(null, writes.toArray(Write[]::new)));
        assertThat(results.get(6))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.reason()).isNotBlank());
        assertThat(results).filteredOn(Result.Written.class::isInstance).hasSize(9);
        assertThat(bench.clients().records()).hasSize(9);
    }

    @Test
    void knowsTheRowsThatARefusalMeansAndHalvesOnlyThem() {
        var clients = bench.clients("Name", "Age", "Status", "Born");
        var stale = clients.values("Status", new Value.Choice("Open"));
        bench.people.renameChoice("Clients", "Status", "Open", "Going on");
        var writes = tenCreates(clients);
        writes.set(2, bench.create(stale));

        var results = clients.guardedWrite(bench.batch(null, writes.toArray(Write[]::new)));
        assertThat(results.get(2))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.reason()).contains("Open"));
        assertThat(results).filteredOn(Result.Written.class::isInstance).hasSize(9);
        assertThat(bench.calls("POST", "Clients")).as("refused, and the others").isEqualTo(2);
    }

    @Test
    void refusesAtOnceAllRowsThatNameAFieldWhichIsGone() {
        var clients = bench.clients("Name", "Age", "Notes");
        var writes = tenCreates(clients);
        writes.set(0, bench.create(clients.values("Notes", Value.text("x"))));
        writes.set(9, bench.create(clients.values("Notes", Value.text("y"))));
        bench.people.deleteField("Clients", "Notes");

        var results = clients.guardedWrite(bench.batch(null, writes.toArray(Write[]::new)));
        assertThat(List.of(results.getFirst(), results.getLast()))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                Result.Refused.class,
                                refused -> assertThat(refused.reason()).contains("'Notes'", "Run again")));
        assertThat(results).filteredOn(Result.Written.class::isInstance).hasSize(8);
        assertThat(bench.calls("POST", "Clients")).isEqualTo(2);
    }

    @Test
    void saysBeforeSendingWhatCannotBe() {
        var clients = bench.clients("Name", "Status", "Stars", "Double");
        var batch = bench.batch(
                null,
                bench.create(clients.values("Status", new Value.Choice("Never"))),
                bench.create(clients.values("Stars", number("9"))),
                bench.create(clients.values("Double", number("9"))),
                bench.create(clients.values("Name", Value.text("Good"))));
        var guard = clients.table.guard(batch.writes());
        assertThat(guard.refused()).hasSize(3);
        assertThat(guard.refused().get(batch.writes().getFirst().id()))
                .contains("'Status'", "'Never'", "'Open', 'Closed'", "create_options");

        assertThat(clients.table.write(batch, guard).results())
                .satisfiesExactly(
                        one -> assertThat(one).isInstanceOf(Result.Refused.class),
                        two -> assertThat(two).isInstanceOf(Result.Refused.class),
                        three -> assertThat(three).isInstanceOf(Result.Refused.class),
                        four -> assertThat(four).isInstanceOf(Result.Written.class));
        assertThat(bench.calls("POST", "Clients")).isEqualTo(1);
    }

    @Test
    void makesAnOptionWhereTheTableSaysSo() {
        var clients = new Bench.Prepared(bench.table("Clients", "create_options", true), "Name", "Status", "Tags");
        var batch = bench.batch(
                null,
                bench.create(clients.values("Name", Value.text("Plain"), "Status", new Value.Choice("Open"))),
                bench.create(clients.values("Name", Value.text("New"), "Status", new Value.Choice("Never, before"))));

        assertThat(clients.guardedWrite(batch)).allMatch(Result.Written.class::isInstance);
        assertThat(bench.clients().records())
                .extracting(id -> record(id).get("Status"))
                .containsExactlyInAnyOrder("Open", "Never, before");
    }

    @Test
    void measuresTheTimeInWhichAnEditGoesUnseen() {
        var id = bench.add(1).getFirst();
        var clients = bench.clients("Name", "Age");
        var batch = bench.batch(null, bench.update(id, Map.of(), clients.values("Age", number("50"))));
        var guard = clients.table.guard(batch.writes());
        bench.clock.pass(Duration.ofMillis(700));

        assertThat(clients.table.write(batch, guard).unguarded()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void writesPeopleWhoStandInTheTable() {
        bench.people.addField("Clients", "Team", dev.tallystick.lab.airtable.FieldType.MULTIPLE_COLLABORATORS);
        bench.people.addField("Clients", "Lead", dev.tallystick.lab.airtable.FieldType.SINGLE_COLLABORATOR);
        var clients = bench.clients("Name", "Team", "Lead");
        var nobody = bench.batch(null, bench.create(clients.values("Lead", Value.text("nobody"))));
        assertThat(clients.guardedWrite(nobody)).singleElement().isInstanceOf(Result.Refused.class);
    }
}
