package dev.tallystick.connectors.googlesheets;

import static dev.tallystick.connectors.googlesheets.SheetFixture.TAB;
import static dev.tallystick.connectors.googlesheets.SheetFixture.list;
import static dev.tallystick.connectors.googlesheets.SheetFixture.update;
import static dev.tallystick.connectors.googlesheets.SheetFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a tab is prepared, read and written like while nobody is in the way.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenTabTest {
    private final SheetFixture fixture = new SheetFixture("Europe/Berlin");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anUpdateTakesOneReadAndOneWrite() {
        var table = fixture.filled();
        fixture.lab.google().quota().set(10_000, 10_000);
        int reads = fixture.lab.google().quota().used(false);
        int writes = fixture.lab.google().quota().used(true);
        write(table, update("id-2", "Status", "open", "won"), update("id-3", "Status", "open", "won"));
        assertThat(fixture.lab.google().quota().used(false) - reads).isEqualTo(1);
        assertThat(fixture.lab.google().quota().used(true) - writes).isEqualTo(1);
    }

    @Test
    void theIdColumnIsMadeOnceAndOnlyWhenAsked() {
        fixture.people.row(TAB, "A1", "Name", "Amount", "Status");
        fixture.people.row(TAB, "A2", "Ada", 10, "open");
        var dry = fixture.open(Map.of());
        assertThat(dry.prepare(SheetFixture.WISHES, null, false).made()).hasSize(1);
        assertThat(fixture.people.seen(TAB).getFirst()).hasSize(3);
        var table = fixture.open(Map.of());
        assertThat(fixture.prepare(table).made()).hasSize(1);
        assertThat(fixture.people.seen(TAB).getFirst()).contains("Tallystick ID");
        assertThat(fixture.prepare(fixture.open(Map.of())).made()).isEmpty();
        assertThat(list(table).loose()).hasSize(1);
    }

    @Test
    void aMissingTabIsMadeWithItsHeader() {
        var table = fixture.connector()
                .open(new dev.tallystick.connector.SettingValues(fixture.settings()), fixture.surroundings())
                .table(new dev.tallystick.connector.TableRef(
                        "New tab", new dev.tallystick.connector.SettingValues(Map.of("create", true))));
        var shape = fixture.prepare(table);
        assertThat(shape.missing()).isEmpty();
        assertThat(fixture.people.seen("New tab").getFirst())
                .containsExactly("Name", "Amount", "Status", "Tallystick ID");
        assertThat(list(table).rows()).isEmpty();
        write(table, SheetFixture.create(Map.of("Name", Value.text("Fay"))));
        assertThat(list(table).rows()).hasSize(1);
    }

    @Test
    void whatIsWrongWithTheHeaderIsSaidBeforeAnything() {
        assertThatThrownBy(() -> fixture.prepare(fixture.open(Map.of())))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        trouble -> assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS))
                .hasMessageContaining("header is missing");
        fixture.people.row(TAB, "A1", "Name", "Status", "Status", "Tallystick ID");
        var shape = fixture.prepare(fixture.open(Map.of()));
        assertThat(shape.missing())
                .hasSize(2)
                .anySatisfy(missing -> assertThat(missing.sentence()).contains("Two columns are called 'Status'"));
        fixture.people.row(TAB, "C1", "Tallystick ID");
        assertThatThrownBy(() -> fixture.prepare(fixture.open(Map.of())))
                .hasMessageContaining("Two columns")
                .hasMessageContaining("Tallystick ID");
    }

    @Test
    void aMovedColumnJustWorksAndARenamedOneIsRecognised() {
        var remembered = fixture.prepare(fixture.filled()).remember();
        fixture.people.moveColumn(TAB, "C", "A");
        fixture.people.renameHeader(TAB, "Amount", "Total");
        var shape = fixture.open(Map.of()).prepare(SheetFixture.WISHES, remembered, true);
        assertThat(shape.found()).containsKeys("Name", "Status");
        assertThat(shape.missing()).singleElement().satisfies(missing -> {
            assertThat(missing.looksLike()).isEqualTo("Total");
            assertThat(missing.sentence()).contains("looks renamed to 'Total'");
        });
    }

    @Test
    void copiesAreAllLooseAndFilledDownFormulasAreNoRows() {
        var table = fixture.filled();
        fixture.people.copyRow(TAB, 3, 7);
        fixture.people.type(TAB, "C12", false);
        var listed = list(table);
        assertThat(listed.rows()).doesNotContainKey("id-2").hasSize(4);
        assertThat(listed.loose()).hasSize(2).allMatch(loose -> "id-2".equals(loose.claims()));
    }

    @Test
    void formulasAndProtectedCellsAreRefusedAndNeverTouched() {
        var table = fixture.filled();
        fixture.people.type(TAB, "C3", "=A3");
        fixture.people.protect(TAB, "C4", false);
        var first = update("id-2", "Status", "Bob", "won");
        var second = update("id-3", "Status", "open", "won");
        var guard = table.guard(List.of(first, second));
        assertThat(guard.refused().get(first.id())).contains("C3").contains("formula");
        assertThat(guard.refused().get(second.id())).contains("C4").contains("protected");
        var outcome = table.write(SheetFixture.batch(first, second), guard);
        assertThat(outcome.results()).allMatch(Result.Refused.class::isInstance);
        assertThat(fixture.column("Status")).containsExactly("open", "Bob", "open", "open", "open");
    }

    @Test
    void aCellThatShowsAnErrorMakesItsRowUnreadableAndNotMissing() {
        var table = fixture.filled();
        fixture.people.formula(
                TAB, "B3", "=1/0", dev.tallystick.lab.google.grid.Value.error("#DIV/0!", "division by zero"));
        assertThat(list(table).unreadable()).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo("id-2");
            assertThat(row.reason()).contains("B3").contains("Amount");
        });
    }

    @Test
    void everyValueComesBackAsItWas() {
        fixture.people.row(TAB, "A1", "text", "number", "yes", "day", "at", "local", "Tallystick ID");
        var table = fixture.open(Map.of());
        table.prepare(
                List.of(
                        new Wish("text", FieldType.TEXT, true),
                        new Wish("number", FieldType.DECIMAL, true),
                        new Wish("yes", FieldType.BOOLEAN, true),
                        new Wish("day", FieldType.DATE, true),
                        new Wish("at", FieldType.INSTANT, true),
                        new Wish("local", FieldType.LOCAL_DATE_TIME, true)),
                null,
                true);
        for (var text : List.of("=1+1", "007", "2026-11-25", " 'x", "#x", "+49", "TRUE", "a\nb", "x".repeat(50_000))) {
            comesBack(table, "text", Value.text(text));
        }
        for (var number : List.of("0.1", "123456789012345", "-0.000000000000123456789012345", "1E+20", "0")) {
            comesBack(table, "number", Value.decimal(number));
        }
        comesBack(table, "yes", new Value.Bool(false));
        comesBack(table, "day", new Value.Date(LocalDate.of(1900, 1, 1)));
        comesBack(table, "day", new Value.Date(LocalDate.of(2026, 3, 29)));
        for (var at : List.of(
                "2026-03-29T00:59:59.999Z",
                "2026-03-29T01:00:00Z",
                "2026-10-25T00:30:00.123Z",
                "2026-07-01T10:00:00.001Z")) {
            comesBack(table, "at", new Value.Timestamp(Instant.parse(at)));
        }
        comesBack(table, "local", new Value.LocalDateTime(LocalDateTime.of(2026, 3, 29, 2, 30, 0, 7_000_000)));
    }

    private void comesBack(dev.tallystick.connector.OpenTable table, String field, Value value) {
        var outcome = write(table, SheetFixture.create(Map.of(field, value)));
        assertThat(outcome.results()).singleElement().isInstanceOfSatisfying(Result.Written.class, written -> {
            assertThat(Places.EQUALITY.same(written.after().get(field), value))
                    .as("%s, answered %s", value, written.after())
                    .isTrue();
            var listed = list(table).rows().get(written.row());
            assertThat(Places.EQUALITY.same(listed.value(field), value))
                    .as("%s, listed %s", value, listed)
                    .isTrue();
        });
    }

    @Test
    void whatACellCannotHoldIsRefusedByName() {
        var table = fixture.filled();
        for (var bad : Map.of(
                        "Name",
                        Value.text("x".repeat(50_001)),
                        "Amount",
                        new Value.Decimal(new BigDecimal("1234567890123456")))
                .entrySet()) {
            var create = SheetFixture.create(Map.of(bad.getKey(), bad.getValue()));
            var fine = SheetFixture.create(Map.of("Name", Value.text("Fay")));
            var outcome = write(table, create, fine);
            assertThat(outcome.results().getFirst())
                    .isInstanceOfSatisfying(
                            Result.Refused.class,
                            refused -> assertThat(refused.reason()).contains(bad.getKey()));
            assertThat(outcome.results().getLast()).isInstanceOf(Result.Written.class);
        }
    }

    @Test
    void withoutAnIdColumnTheKeyIsTheIdentity() {
        fixture.people.row(TAB, "A1", "Name", "Amount", "Status");
        fixture.people.row(TAB, "A2", "Ada", 10, "open");
        fixture.people.row(TAB, "A3", "Bob", 20, "open");
        fixture.people.row(TAB, "A4", "Bob", 30, "open");
        fixture.people.row(TAB, "B5", 40, "open");
        var table = fixture.open(Map.of("id_column", "none", "key", "Name"));
        assertThat(fixture.prepare(table).traits().keyIsIdentity()).isTrue();
        var listed = list(table);
        assertThat(listed.rows()).containsOnlyKeys("Ada");
        assertThat(listed.unreadable()).hasSize(3);
        write(table, update("Ada", "Status", "open", "won"));
        assertThat(fixture.column("Status")).containsExactly("won", "open", "open", "open");
    }

    @Test
    void anEmptyTabIsCompleteAndSoIsAFullOne() {
        fixture.people.row(TAB, "A1", "Name", "Amount", "Status", "Tallystick ID");
        var table = fixture.open(Map.of());
        fixture.prepare(table);
        assertThat(table.list(new Source.Request(null), _ -> {})).isInstanceOf(Listing.Complete.class);
        assertThat(write(table, SheetFixture.create(Map.of("Name", Value.text("Ada"))))
                        .results())
                .allMatch(Result.Written.class::isInstance);
        assertThat(list(table).rows()).hasSize(1);
    }
}
