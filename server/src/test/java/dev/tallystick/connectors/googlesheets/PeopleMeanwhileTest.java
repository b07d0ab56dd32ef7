package dev.tallystick.connectors.googlesheets;

import static dev.tallystick.connectors.googlesheets.SheetFixture.TAB;
import static dev.tallystick.connectors.googlesheets.SheetFixture.delete;
import static dev.tallystick.connectors.googlesheets.SheetFixture.list;
import static dev.tallystick.connectors.googlesheets.SheetFixture.stamp;
import static dev.tallystick.connectors.googlesheets.SheetFixture.update;
import static dev.tallystick.connectors.googlesheets.SheetFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.table.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Somebody edits between our look and our write. Whatever they do, no value of theirs or of ours is lost, and
/// what our write hit in place of its own row has its values back.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeopleMeanwhileTest {
    private final SheetFixture fixture = new SheetFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /// @param hits whether the deed moves a row that the writes of these tests are aimed at
    record Deed(String name, Consumer<SheetFixture> done, boolean hits) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Deed> deeds() {
        return Stream.of(
                new Deed("inserts a row above", f -> f.people.insertRow(TAB, 2), true),
                new Deed("inserts a row above the header", f -> f.people.insertRow(TAB, 1), true),
                new Deed("inserts a row below", f -> f.people.insertRow(TAB, 6), false),
                new Deed("sorts backwards", f -> f.people.sort(TAB, "A", false), true),
                new Deed("moves a row", f -> f.people.moveRow(TAB, 6, 2), true),
                new Deed("copies a row below", f -> f.people.copyRow(TAB, 2, 7), false),
                new Deed("inserts a column", f -> f.people.insertColumn(TAB, "A"), true),
                new Deed("moves a column", f -> f.people.moveColumn(TAB, "D", "A"), true),
                new Deed("moves the written column", f -> f.people.moveColumn(TAB, "C", "A"), true),
                new Deed(
                        "inserts a row and moves a column",
                        f -> {
                            f.people.insertRow(TAB, 3);
                            f.people.moveColumn(TAB, "C", "A");
                        },
                        true),
                new Deed("types into another cell", f -> f.people.type(TAB, "D3", "typed meanwhile"), false));
    }

    private void meanwhile(Deed deed) {
        fixture.lab
                .google()
                .beforeNext(SheetFixture::batchUpdate, () -> deed.done().accept(fixture));
    }

    /// What everybody's row says, by id.
    private Map<String, String> statuses() {
        var rows = new LinkedHashMap<String, String>();
        var seen = fixture.people.seen(TAB);
        var header = seen.stream()
                .filter(row -> row.contains("Tallystick ID"))
                .findFirst()
                .orElseThrow();
        for (var row : seen.subList(seen.indexOf(header) + 1, seen.size())) {
            int id = header.indexOf("Tallystick ID");
            if (id < row.size() && !row.get(id).isEmpty()) {
                rows.put(
                        row.get(id),
                        at(row, header, "Name") + " " + at(row, header, "Status") + " " + at(row, header, "Note"));
            }
        }
        return rows;
    }

    private static String at(List<String> row, List<String> header, String name) {
        int column = header.indexOf(name);
        return column >= 0 && column < row.size() ? row.get(column) : "";
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void anUpdateEndsInItsOwnRow(Deed deed) {
        var table = fixture.filled();
        meanwhile(deed);
        var outcome = write(table, update("id-2", "Status", "open", "won"), update("id-4", "Status", "open", "lost"));
        assertThat(fixture.lab.google().momentsWaiting()).isZero();
        assertThat(outcome.results()).allMatch(Result.Written.class::isInstance);
        assertThat(statuses())
                .containsEntry("id-1", "Ada open note 0")
                .containsEntry("id-3", "Cid open note 2")
                .containsEntry("id-5", "Eve open note 4")
                .containsEntry("id-4", "Dot lost note 3");
        assertThat(statuses().get("id-2")).startsWith("Bob won");
        assertThat(outcome.repairs().isEmpty())
                .as("repairs %s", outcome.repairs())
                .isEqualTo(!deed.hits());
        assertThat(fixture.people.seen(TAB).stream()
                        .flatMap(List::stream)
                        .filter(text -> text.equals("won") || text.equals("lost")))
                .as("nothing of ours stands anywhere else")
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void aCreatedRowIsWhole(Deed deed) {
        var table = fixture.filled();
        meanwhile(deed);
        var create = SheetFixture.create(Map.of("Name", Value.text("Fay"), "Status", Value.text("new")));
        var outcome = write(table, create);
        assertThat(outcome.results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Written.class,
                        written -> assertThat(statuses()).containsEntry(written.row(), "Fay new "));
        assertThat(statuses()).containsEntry("id-5", "Eve open note 4").containsEntry("id-1", "Ada open note 0");
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void aDeleteTakesNoOtherRowWithIt(Deed deed) {
        var table = fixture.filled();
        var deletes = new Write[] {delete(table, "id-2"), delete(table, "id-4")};
        var others = statuses();
        meanwhile(deed);
        var outcome = write(table, deletes);
        others.keySet().removeAll(List.of("id-2", "id-4"));
        assertThat(statuses()).as("%s", outcome).containsAllEntriesOf(others);
        for (int i = 0; i < 2; i++) {
            var id = i == 0 ? "id-2" : "id-4";
            assertThat(statuses().containsKey(id))
                    .as(id)
                    .isEqualTo(outcome.results().get(i) instanceof Result.Moved);
        }
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void aStampEndsInTheRowThatWasTyped(Deed deed) {
        var table = fixture.filled();
        fixture.people.row(TAB, "A7", "Gus", 70, "typed");
        var loose = list(table).loose();
        assertThat(loose).hasSize(1);
        meanwhile(deed);
        var outcome = write(table, stamp(loose.getFirst()));
        var written = outcome.results().getFirst();
        if (written instanceof Result.Written(String ignored, String row, var before, var after)) {
            assertThat(statuses().get(row)).startsWith("Gus typed");
        }
        assertThat(statuses())
                .containsEntry("id-1", "Ada open note 0")
                .containsEntry("id-5", "Eve open note 4")
                .containsKeys("id-2", "id-3", "id-4");
    }

    @Test
    void aRowThatWasDeletedMeanwhileIsPlannedAgain() {
        var table = fixture.filled();
        meanwhile(new Deed("deletes", f -> f.people.deleteRow(TAB, 3), true));
        var outcome = write(table, update("id-2", "Status", "open", "won"));
        assertThat(outcome.results()).singleElement().isInstanceOf(Result.Moved.class);
        assertThat(statuses()).containsEntry("id-3", "Cid open note 2").doesNotContainKey("id-2");
        assertThat(outcome.repairs()).hasSize(1);
    }

    @Test
    void anEditOfTheRightRowMeanwhileIsNotOverwrittenByTheSecondTry() {
        var table = fixture.filled();
        meanwhile(new Deed(
                "moves and edits",
                f -> {
                    f.people.insertRow(TAB, 2);
                    f.people.type(TAB, "C4", "typed");
                },
                true));
        var outcome = write(table, update("id-2", "Status", "open", "won"));
        assertThat(outcome.results()).singleElement().isInstanceOf(Result.Moved.class);
        assertThat(statuses()).containsEntry("id-2", "Bob typed note 1").containsEntry("id-1", "Ada open note 0");
    }

    @Test
    void aVictimThatSomebodyEditsBeforeItIsPutRightKeepsTheEdit() {
        var table = fixture.filled();
        meanwhile(new Deed("moves", f -> f.people.insertRow(TAB, 2), true));
        fixture.lab
                .google()
                .afterNext(
                        SheetFixture::batchUpdate,
                        () -> fixture.lab
                                .google()
                                .beforeNext(SheetFixture::batchUpdate, () -> fixture.people.insertRow(TAB, 2)));
        var outcome = write(table, update("id-2", "Status", "open", "won"));
        assertThat(outcome.results()).singleElement().isInstanceOf(Result.Written.class);
        assertThat(statuses())
                .containsEntry("id-1", "Ada open note 0")
                .containsEntry("id-2", "Bob won note 1")
                .containsEntry("id-3", "Cid open note 2");
    }

    @Test
    void aDeleteBesideSomebodysDeleteLosesNothing() {
        var table = fixture.filled();
        var delete = delete(table, "id-4");
        meanwhile(new Deed("deletes above", f -> f.people.deleteRow(TAB, 3), true));
        var outcome = write(table, delete);
        assertThat(statuses())
                .as("the row that we hit is back, the one that was deleted on purpose is not")
                .containsEntry("id-5", "Eve open note 4")
                .doesNotContainKey("id-2");
        assertThat(outcome.results()).singleElement().isInstanceOf(Result.Moved.class);
        assertThat(outcome.repairs()).hasSize(1);
    }

    @Test
    void aRenamedTabIsNoOtherTab() {
        var table = fixture.filled();
        meanwhile(new Deed(
                "swaps titles",
                f -> {
                    f.people.renameTab(TAB, "Old");
                    f.people.addTab(TAB);
                },
                false));
        Outcome outcome = write(table, update("id-2", "Status", "open", "won"));
        assertThat(outcome.results()).singleElement().isInstanceOf(Result.Written.class);
        assertThat(fixture.people.seen(TAB)).isEmpty();
        assertThat(fixture.people.seen("Old").get(2)).contains("Bob", "won");
    }

    @Test
    void aTabRenamedInTheInstantOfTheWriteIsTriedAgain() {
        var table = fixture.filled();
        meanwhile(new Deed("renames", f -> f.people.renameTab(TAB, "Old"), false));
        var update = update("id-2", "Status", "open", "won");
        try {
            write(table, update);
        } catch (ConnectorException trouble) {
            assertThat(trouble.problem().retryable()).isTrue();
        }
        assertThat(write(table, update).results()).singleElement().isNotInstanceOf(Result.Refused.class);
        assertThat(fixture.people.seen("Old").get(2)).contains("Bob", "won");
    }

    @Test
    void aHeaderThatIsRenamedMeanwhileTakesNoValueAway() {
        var table = fixture.filled();
        meanwhile(new Deed("renames", f -> f.people.renameHeader(TAB, "Status", "State"), false));
        var outcome = write(table, update("id-2", "Status", "open", "won"));
        assertThat(outcome.repairs()).isEmpty();
        assertThat(fixture.people.seen(TAB).get(2)).containsSubsequence("Bob", "20", "won", "note 1");
    }
}
