package dev.tallystick.connectors.googlesheets;

import static dev.tallystick.connectors.googlesheets.SheetFixture.TAB;
import static dev.tallystick.connectors.googlesheets.SheetFixture.delete;
import static dev.tallystick.connectors.googlesheets.SheetFixture.list;
import static dev.tallystick.connectors.googlesheets.SheetFixture.stamp;
import static dev.tallystick.connectors.googlesheets.SheetFixture.update;
import static dev.tallystick.connectors.googlesheets.SheetFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.table.Value;
import dev.tallystick.workspace.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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
    /// @param victims ids of the rows that are hit in place of id-2 and id-4; "" for an empty one
    record Deed(String name, Consumer<SheetFixture> done, boolean hits, List<String> victims) {
        Deed(String name, Consumer<SheetFixture> done, boolean hits, String... victims) {
            this(name, done, hits, List.of(victims));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Deed> deeds() {
        return Stream.of(
                new Deed("inserts a row above", f -> f.people.insertRow(TAB, 2), true, "id-1", "id-3"),
                new Deed("inserts a row above the header", f -> f.people.insertRow(TAB, 1), true, "id-1", "id-3"),
                new Deed("inserts a row below", f -> f.people.insertRow(TAB, 6), false),
                new Deed("sorts backwards", f -> f.people.sort(TAB, "A", false), true, "id-4", "id-2"),
                new Deed("moves a row", f -> f.people.moveRow(TAB, 6, 2), true, "id-1", "id-3"),
                new Deed("copies a row below", f -> f.people.copyRow(TAB, 2, 7), false),
                new Deed("inserts a column", f -> f.people.insertColumn(TAB, "A"), true, "id-2", "id-4"),
                new Deed("moves a column", f -> f.people.moveColumn(TAB, "D", "A"), true, "id-2", "id-4"),
                new Deed("moves the written column", f -> f.people.moveColumn(TAB, "C", "A"), true, "id-2", "id-4"),
                new Deed(
                        "inserts a row and moves a column",
                        f -> {
                            f.people.insertRow(TAB, 3);
                            f.people.moveColumn(TAB, "C", "A");
                        },
                        true,
                        "",
                        "id-3"),
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
        assertThat(outcome.repairs().stream().map(OpenTable.Repair::row))
                .as("each row that was hit is counted once: %s", outcome.repairs())
                .containsExactlyInAnyOrderElementsOf(deed.victims());
        assertThat(deed.hits()).isEqualTo(!deed.victims().isEmpty());
        assertThat(outcome.repairs()).allSatisfy(repair -> {
            assertThat(repair.before().keySet())
                    .hasSize(1)
                    .isEqualTo(repair.after().keySet());
            assertThat(repair.after().values())
                    .as("what stood there before: %s", repair)
                    .noneMatch(value -> value.equals(Value.text("won")) || value.equals(Value.text("lost")));
            assertThat(repair.sentence()).contains("in the instant of our write");
        });
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
    void aRowThatDoesNotSayWhatThePlanSawIsPlannedAgain() {
        var table = fixture.filled();
        var delete = delete(table, "id-4");
        fixture.people.type(TAB, "C3", "typed");
        fixture.people.type(TAB, "C5", "typed");

        assertThat(write(table, update("id-2", "Status", "open", "won")).results())
                .singleElement()
                .isInstanceOf(Result.Moved.class);
        assertThat(write(table, delete).results()).singleElement().isInstanceOf(Result.Moved.class);

        assertThat(statuses()).containsEntry("id-2", "Bob typed note 1").containsEntry("id-4", "Dot typed note 3");
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
    void aRowWhoseIdIsDoubledMeanwhileIsWrittenOnceAndBothComeLoose() {
        var table = fixture.filled();
        meanwhile(new Deed("copies the row", f -> f.people.copyRow(TAB, 3, 7), false));

        write(table, update("id-2", "Status", "open", "won"));

        assertThat(fixture.column("Status").stream().filter("won"::equals))
                .as("one of the two, and not the copy")
                .hasSize(1);
        assertThat(fixture.people.seen(TAB).get(2)).contains("Bob", "won");
        assertThat(fixture.people.seen(TAB).get(6)).contains("Bob", "open");
        var listed = list(table);
        assertThat(listed.rows()).doesNotContainKey("id-2").hasSize(4);
        assertThat(listed.loose()).hasSize(2).allMatch(row -> "id-2".equals(row.claims()));
        assertThat(write(table, update("id-2", "Status", "won", "lost")).results())
                .as("nobody knows which of the two is meant")
                .singleElement()
                .isInstanceOf(Result.Moved.class);
        assertThat(fixture.column("Status")).doesNotContain("lost");
    }

    @Test
    void aHiddenIdColumnThatIsDeletedMeanwhileCostsNoValueAndIsNamed() {
        var table = fixture.filled();
        fixture.people.hideColumn(TAB, "E", true);
        meanwhile(new Deed("deletes the ids", f -> f.people.deleteColumn(TAB, "E"), false));

        var outcome = write(table, update("id-2", "Status", "open", "won"));

        assertThat(outcome.repairs()).isEmpty();
        assertThat(fixture.column("Status")).containsExactly("open", "won", "open", "open", "open");
        assertThat(fixture.column("Name")).containsExactly("Ada", "Bob", "Cid", "Dot", "Eve");
        assertThatThrownBy(() -> table.guard(List.of(update("id-3", "Status", "open", "won"))))
                .hasMessageContaining("'Tallystick ID'")
                .hasMessageContaining("not in row 1 any more");
        assertThat(shownWithoutIds(table)).as("no row is taken for deleted").isFalse();
    }

    /// Whether a listing says that it saw the whole tab.
    private static boolean shownWithoutIds(OpenTable table) {
        try {
            return table.list(new Source.Request(null), _ -> {}) instanceof Listing.Complete;
        } catch (ConnectorException named) {
            assertThat(named).hasMessageContaining("Tallystick ID");
            return false;
        }
    }

    @Test
    void anIdColumnThatStoodBeforeTheWrittenOneAndIsDeletedMeanwhileShiftsNoValue() {
        fixture.people.row(TAB, "A1", "Tallystick ID", "Name", "Amount", "Status");
        for (int i = 1; i <= 4; i++) {
            fixture.people.row(TAB, "A" + (i + 1), "id-" + i, "Name " + i, i * 10, "open");
        }
        var table = fixture.open(Map.of());
        table.prepare(SheetFixture.WISHES, null, true);
        meanwhile(new Deed("deletes the ids", f -> f.people.deleteColumn(TAB, "A"), true));

        write(table, update("id-2", "Status", "open", "won"));

        var seen = fixture.people.seen(TAB);
        assertThat(seen.get(0)).containsExactly("Name", "Amount", "Status");
        assertThat(seen.get(1)).containsExactly("Name 1", "10", "open");
        assertThat(seen.get(2).subList(0, 2)).containsExactly("Name 2", "20");
        assertThat(seen.get(2).get(2)).isIn("open", "won");
        assertThat(seen.get(2)).as("nothing stands beside the table").hasSize(3);
        assertThat(seen.get(3)).containsExactly("Name 3", "30", "open");
    }

    @Test
    void aFormulaThatIsTypedWhileWeWaitForTheQuotaIsSeenBeforeTheWrite() {
        fixture.filled();
        var clock = new SettableClock();
        var meanwhile = new AtomicReference<Runnable>(() -> {});
        var table = fixture.connector()
                .open(
                        new SettingValues(fixture.settings()),
                        new Surroundings(
                                "1/sales",
                                List.of(),
                                clock,
                                () -> false,
                                new WaitingBudget(meanwhile),
                                SheetFixture.token(fixture.lab.google().token())))
                .table(new TableRef("gid=0", new SettingValues(Map.of())));
        table.prepare(SheetFixture.WISHES, null, true);
        var update = update("id-2", "Status", "open", "won");
        var guard = table.guard(List.of(update));
        // So long that the place taken before the look is given back, and the write has to wait for another.
        clock.pass(Duration.ofSeconds(20));
        meanwhile.set(() -> fixture.people.type(TAB, "C3", "=A3"));

        var outcome = table.write(SheetFixture.batch(update), guard);

        assertThat(outcome.results()).singleElement().isInstanceOf(Result.Moved.class);
        assertThat(fixture.people.seen(TAB).get(2)).as("the formula is there").contains("Bob", "20", "Bob");
    }

    /// Something happens while a call waits for its turn.
    private record WaitingBudget(AtomicReference<Runnable> meanwhile) implements Budget {
        @Override
        public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
            meanwhile.getAndSet(() -> {}).run();
            return new Permit.Granted(Instant.EPOCH);
        }

        @Override
        public void throttled(String key, Duration pause) {
            throw new AssertionError("Nothing is refused here");
        }

        @Override
        public long usedThisMonth(String key) {
            return 0;
        }
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
