package dev.tallystick.connectors.googlesheets;

import static dev.tallystick.connectors.googlesheets.SheetFixture.TAB;
import static dev.tallystick.connectors.googlesheets.SheetFixture.batch;
import static dev.tallystick.connectors.googlesheets.SheetFixture.delete;
import static dev.tallystick.connectors.googlesheets.SheetFixture.list;
import static dev.tallystick.connectors.googlesheets.SheetFixture.stamp;
import static dev.tallystick.connectors.googlesheets.SheetFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Batch;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.lab.Fault;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A write without an answer: what became of it is found out, never guessed, and nothing is written twice.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostAnswersTest {
    private final SheetFixture fixture = new SheetFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void fault(Fault.Kind kind) {
        fixture.lab.faults().add(Fault.of(kind, "POST /google/v4/spreadsheets/" + fixture.sheet.id() + ":batchUpdate"));
    }

    /// @param landed whether the sheet shows what the write is for
    record Kind(String name, Function<OpenTable, Write> write, Function<SheetFixture, Boolean> landed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(
                        "update",
                        _ -> update("id-2", "Status", "open", "won"),
                        f -> f.column("Status").contains("won")),
                new Kind(
                        "append",
                        _ -> SheetFixture.create(Map.of("Name", Value.text("Fay"))),
                        f -> f.column("Name").contains("Fay")),
                new Kind(
                        "delete",
                        table -> delete(table, "id-2"),
                        f -> !f.column("Name").contains("Bob")),
                new Kind(
                        "stamp",
                        table -> stamp(list(table).loose().getFirst()),
                        f -> f.column("Tallystick ID").stream()
                                        .filter(id -> !id.isEmpty())
                                        .count()
                                == 6));
    }

    private OpenTable filled() {
        var table = fixture.filled();
        fixture.people.row(TAB, "A7", "Gus", 70, "typed");
        return table;
    }

    /// Another process, which knows the batch and what was kept.
    private Outcome settledElsewhere(Batch batch, String kept) {
        var other = fixture.open(Map.of());
        fixture.prepare(other);
        return other.settle(batch, kept, Instant.now());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aWriteThatLandedIsFound(Kind kind) {
        var table = filled();
        var batch = batch(kind.write().apply(table));
        var guard = table.guard(batch.writes());
        fault(Fault.Kind.RESET_AFTER);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        assertThat(settledElsewhere(batch, guard.kept()).results())
                .singleElement()
                .isInstanceOf(Result.Written.class);
        assertThat(kind.landed().apply(fixture)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aWriteThatNeverArrivedIsAbsent(Kind kind) {
        var table = filled();
        var batch = batch(kind.write().apply(table));
        var guard = table.guard(batch.writes());
        fault(Fault.Kind.RESET_BEFORE);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        assertThat(settledElsewhere(batch, guard.kept()).results())
                .singleElement()
                .isInstanceOf(Result.Absent.class);
        assertThat(kind.landed().apply(fixture)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aWriteThatLandsLateIsFoundOnceItHasLanded(Kind kind) {
        var table = filled();
        var batch = batch(kind.write().apply(table));
        var guard = table.guard(batch.writes());
        fault(Fault.Kind.APPLIED_LATE);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        assertThat(table.settle(batch, guard.kept(), Instant.now()).results())
                .singleElement()
                .isInstanceOf(Result.Absent.class);
        Awaitility.await().until(() -> kind.landed().apply(fixture));
        assertThat(table.settle(batch, guard.kept(), Instant.now()).results())
                .singleElement()
                .isInstanceOf(Result.Written.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDisplacedWriteWithoutAnAnswerIsPutRight(Kind kind) {
        var table = filled();
        var batch = batch(kind.write().apply(table));
        var guard = table.guard(batch.writes());
        var before = fixture.people.seen(TAB);
        fixture.lab.google().beforeNext(SheetFixture::batchUpdate, () -> fixture.people.insertRow(TAB, 2));
        fault(Fault.Kind.RESET_AFTER);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        var outcome = settledElsewhere(batch, guard.kept());
        var after = fixture.people.seen(TAB);
        if (kind.name().equals("append")) {
            assertThat(outcome.results()).singleElement().isInstanceOf(Result.Written.class);
        } else {
            assertThat(outcome.results()).singleElement().isInstanceOf(Result.Moved.class);
            assertThat(outcome.repairs()).hasSize(1);
        }
        assertThat(after).containsAll(before);
    }

    @Test
    void whatAPersonTypedSinceIsTheirs() {
        var table = filled();
        var batch = batch(update("id-2", "Status", "open", "won"));
        var guard = table.guard(batch.writes());
        fault(Fault.Kind.RESET_AFTER);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        fixture.people.type(TAB, "C3", "lost");
        var outcome = settledElsewhere(batch, guard.kept());
        assertThat(outcome.results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Written.class,
                        written -> assertThat(written.after()).containsEntry("Status", Value.text("won")));
        assertThat(fixture.column("Status")).contains("lost").doesNotContain("won");
    }

    @Test
    void aVictimThatAPersonEditedSinceKeepsTheEdit() {
        var table = filled();
        var batch = batch(update("id-2", "Status", "open", "won"));
        var guard = table.guard(batch.writes());
        fixture.lab.google().beforeNext(SheetFixture::batchUpdate, () -> fixture.people.insertRow(TAB, 2));
        fault(Fault.Kind.RESET_AFTER);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        fixture.people.type(TAB, "C3", "typed since");
        var outcome = settledElsewhere(batch, guard.kept());
        assertThat(outcome.repairs()).isEmpty();
        assertThat(fixture.column("Status")).contains("typed since");
    }

    @Test
    void whatNobodyCanTellAnyMoreIsUncertainAndLeftAlone() {
        var table = filled();
        var batch = batch(update("id-2", "Status", "open", "won"));
        var guard = table.guard(batch.writes());
        fixture.lab.google().beforeNext(SheetFixture::batchUpdate, () -> fixture.people.insertRow(TAB, 2));
        fault(Fault.Kind.RESET_AFTER);
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
        fixture.people.moveRow(TAB, 3, 7); // the row that was hit, with what we wrote in it
        var before = fixture.people.seen(TAB);

        var outcome = settledElsewhere(batch, guard.kept());

        assertThat(outcome.results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Uncertain.class,
                        uncertain -> assertThat(uncertain.sentence()).contains("Look at row id-2", TAB));
        assertThat(outcome.repairs()).isEmpty();
        assertThat(fixture.people.seen(TAB)).as("nothing is written on a guess").isEqualTo(before);
        assertThat(settledElsewhere(batch, guard.kept()).results())
                .as("and it stays so")
                .singleElement()
                .isInstanceOf(Result.Uncertain.class);
    }

    @Test
    void anErrorOfTheServerMayHaveWritten() {
        var table = filled();
        var batch = batch(update("id-2", "Status", "open", "won"));
        var guard = table.guard(batch.writes());
        fixture.lab
                .faults()
                .add(Fault.of(
                                Fault.Kind.HTML_STATUS,
                                "POST /google/v4/spreadsheets/" + fixture.sheet.id() + ":batchUpdate")
                        .value("502"));
        assertThatThrownBy(() -> table.write(batch, guard)).isInstanceOf(AmbiguousWriteException.class);
    }

    @Test
    void aQuotaThatIsUsedUpHasWrittenNothing() {
        var table = filled();
        var guard = table.guard(List.of(update("id-2", "Status", "open", "won")));
        fault(Fault.Kind.THROTTLED);
        assertThatThrownBy(() -> table.write(batch(update("id-2", "Status", "open", "won")), guard))
                .isNotInstanceOf(AmbiguousWriteException.class)
                .hasMessageContaining("quota");
    }
}
