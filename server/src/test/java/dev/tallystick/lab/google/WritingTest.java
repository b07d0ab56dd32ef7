package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.batch;
import static dev.tallystick.lab.google.Official.lines;
import static dev.tallystick.lab.google.Official.refused;
import static dev.tallystick.lab.google.Official.rows;
import static dev.tallystick.lab.google.Official.sheets;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.Data;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import com.google.api.services.sheets.v4.model.BatchClearValuesRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateValuesRequest;
import com.google.api.services.sheets.v4.model.ClearValuesRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.UpdateValuesResponse;
import com.google.api.services.sheets.v4.model.ValueRange;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.Cell;
import dev.tallystick.lab.google.grid.Change;
import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Value;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Writing values, and the limits of a cell and of a spreadsheet, judged by the official client.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WritingTest {

    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final Spreadsheet sheet = lab.google().create("Clients");
    private final People people = sheet.people();
    private final Sheets client = sheets(lab);

    @AfterEach
    void close() {
        lab.close();
    }

    private UpdateValuesResponse update(String range, String option, ValueRange body) throws IOException {
        return client.spreadsheets()
                .values()
                .update(sheet.id(), range, body)
                .setValueInputOption(option)
                .execute();
    }

    private AppendValuesResponse append(String range, String insert, Object... rows) throws IOException {
        return client.spreadsheets()
                .values()
                .append(sheet.id(), range, rows(rows))
                .setValueInputOption("RAW")
                .setInsertDataOption(insert)
                .execute();
    }

    private Cell cell(int row, int column) {
        return sheet.book().tabs().getFirst().cell(row, column);
    }

    private List<List<String>> seen() {
        return people.seen("Sheet1");
    }

    @Test
    void nullLeavesACellAloneAndAnEmptyTextEmptiesIt() throws IOException {
        people.row("Sheet1", "A1", "a", "b", "c", "d");
        var body = new ValueRange().setValues(List.of(Arrays.asList("new", Data.nullOf(Object.class), "")));

        UpdateValuesResponse answer = update("Sheet1!A1:C1", "RAW", body);

        assertThat(seen()).containsExactly(List.of("new", "b", "", "d"));
        assertThat(answer.getUpdatedRange()).isEqualTo("Sheet1!A1:C1");
        assertThat(answer.getUpdatedCells()).isEqualTo(2);
    }

    @Test
    void cellsThatDoNotChangeAreCountedToo() throws IOException {
        people.row("Sheet1", "A1", "a", "b");

        UpdateValuesResponse answer = update("A1:B2", "RAW", rows(List.of("a", "b"), List.of("c", "d")));

        assertThat(answer.getUpdatedRows()).isEqualTo(2);
        assertThat(answer.getUpdatedColumns()).isEqualTo(2);
        assertThat(answer.getUpdatedCells()).isEqualTo(4);
        assertThat(answer.getSpreadsheetId()).isEqualTo(sheet.id());
    }

    @Test
    void rawStoresAsGivenAndUserEnteredAsTyped() throws IOException {
        var typed = List.<Object>of("=1+1", "2020-01-01", "007", "1/2", "TRUE", "'=x", "text", 5, false);
        update("A1", "RAW", rows(typed));
        update("A2", "USER_ENTERED", rows(typed));

        for (int column = 0; column < 7; column++) {
            assertThat(cell(0, column).value()).isEqualTo(Value.of((String) typed.get(column)));
            assertThat(cell(0, column).format()).isNull();
        }
        assertThat(cell(0, 7).value()).isEqualTo(Value.of(5));
        assertThat(cell(0, 8).value()).isEqualTo(Value.of(false));
        assertThat(cell(1, 0).formula()).isEqualTo("=1+1");
        assertThat(cell(1, 1)).isEqualTo(new Cell(Value.of(43831), null, NumberFormat.date("yyyy-mm-dd")));
        assertThat(cell(1, 2).value()).isEqualTo(Value.of(7));
        assertThat(cell(1, 3).format()).isEqualTo(NumberFormat.date("m/d/yyyy"));
        assertThat(cell(1, 4).value()).isEqualTo(Value.of(true));
        assertThat(cell(1, 5).value()).isEqualTo(Value.of("=x"));
        assertThat(cell(1, 6).value()).isEqualTo(Value.of("text"));
        assertThat(seen().get(1).getFirst()).isEqualTo("2");
    }

    @Test
    void aSerialNumberInADateColumnIsADate() throws IOException {
        people.format("Sheet1", "B2:B9", NumberFormat.date("yyyy-mm-dd"));

        update("B2", "RAW", rows(List.of(36162)));

        assertThat(seen().get(1)).containsExactly("", "1999-01-02");
    }

    @Test
    void nothingIsWrittenWithoutSayingHow() throws IOException {
        var refused = refused(() -> client.spreadsheets()
                .values()
                .update(sheet.id(), "A1", rows("x"))
                .execute());

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getDetails().getMessage()).contains("valueInputOption");
        assertThat(seen()).isEmpty();
    }

    @Test
    void outsideTheGridIsRefusedUntilItHasGrown() throws IOException {
        var refused = refused(() -> update("Sheet1!A1001", "RAW", rows("x")));
        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getDetails().getMessage()).contains("exceeds grid limits. Max rows: 1000, max columns: 26");
        assertThat(refused(() -> update("A1000", "RAW", rows("x", "y")))
                        .getDetails()
                        .getMessage())
                .contains("exceeds grid limits");
        assertThat(cell(999, 0).isBlank()).as("all or nothing").isTrue();

        batch(
                client,
                sheet.id(),
                new Request()
                        .setAppendDimension(new AppendDimensionRequest()
                                .setSheetId(0)
                                .setDimension("ROWS")
                                .setLength(1)));
        update("Sheet1!A1001", "RAW", rows("x"));

        assertThat(seen()).hasSize(1001);
    }

    @Test
    void moreThanTheRangeHoldsIsRefused() throws IOException {
        assertThat(refused(() -> update("A1:B1", "RAW", rows("x", "y")))
                        .getDetails()
                        .getMessage())
                .isEqualTo("Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]");
        assertThat(refused(() -> update("A1:B1", "RAW", rows(List.of(1, 2, 3))))
                        .getDetails()
                        .getMessage())
                .isEqualTo("Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]");
    }

    @Test
    void aBatchOfRangesIsWrittenWholeOrNotAtAll() throws IOException {
        var good = rows(List.of("x", "y")).setRange("Sheet1!A1:B1");
        var body = new BatchUpdateValuesRequest()
                .setValueInputOption("RAW")
                .setData(List.of(good, rows("z").setRange("Sheet1!A2")));

        var answer = client.spreadsheets()
                .values()
                .batchUpdate(sheet.id(), body.setIncludeValuesInResponse(true))
                .execute();
        assertThat(answer.getTotalUpdatedCells()).isEqualTo(3);
        assertThat(answer.getTotalUpdatedRows()).isEqualTo(2);
        assertThat(answer.getTotalUpdatedColumns()).isEqualTo(2);
        assertThat(answer.getTotalUpdatedSheets()).isEqualTo(1);
        assertThat(answer.getResponses().getFirst().getUpdatedData().getValues())
                .containsExactly(List.of("x", "y"));

        var bad = new BatchUpdateValuesRequest()
                .setValueInputOption("RAW")
                .setData(List.of(rows("lost").setRange("Sheet1!A1"), rows("z").setRange("Nowhere!A2")));
        assertThat(refused(() -> client.spreadsheets()
                                .values()
                                .batchUpdate(sheet.id(), bad)
                                .execute())
                        .getStatusCode())
                .isEqualTo(400);
        assertThat(seen()).containsExactly(List.of("x", "y"), List.of("z"));
    }

    @Test
    void clearingTakesValuesAndLeavesFormats() throws IOException {
        people.row("Sheet1", "A1", "x", "2020-01-01");

        assertThat(client.spreadsheets()
                        .values()
                        .clear(sheet.id(), "Sheet1", new ClearValuesRequest())
                        .execute()
                        .getClearedRange())
                .isEqualTo("Sheet1!A1:Z1000");
        assertThat(seen()).isEmpty();
        assertThat(cell(0, 1).format()).isNotNull();
        assertThat(client.spreadsheets()
                        .values()
                        .batchClear(sheet.id(), new BatchClearValuesRequest().setRanges(List.of("A1:B1", "C:C")))
                        .execute()
                        .getClearedRanges())
                .containsExactly("Sheet1!A1:B1", "Sheet1!C1:C1000");
    }

    @Test
    void anAppendGoesBelowTheTableAndTellsWhere() throws IOException {
        people.row("Sheet1", "A1", "id", "Name");
        people.row("Sheet1", "A2", "1", "Ada");

        AppendValuesResponse answer = append("Sheet1!A1", "INSERT_ROWS", List.of("2", "Bob"));

        assertThat(answer.getTableRange()).isEqualTo("Sheet1!A1:B2");
        assertThat(answer.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!A3:B3");
        assertThat(sheet.book().tabs().getFirst().rowCount()).isEqualTo(1001);
        assertThat(append("Sheet1!A1", "OVERWRITE", List.of("3", "Eve"))
                        .getUpdates()
                        .getUpdatedRange())
                .isEqualTo("Sheet1!A4:B4");
        assertThat(sheet.book().tabs().getFirst().rowCount()).isEqualTo(1001);
        assertThat(seen()).hasSize(4);
    }

    @Test
    void anAppendToNothingHasNoTable() throws IOException {
        AppendValuesResponse answer = append("Sheet1!A1", "OVERWRITE", List.of("id"));

        assertThat(answer.getTableRange()).isNull();
        assertThat(answer.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!A1");
    }

    @Test
    void aBlankRowSplitsTablesSoThatAnAppendLandsInTheMiddle() throws IOException {
        people.row("Sheet1", "A1", "id", "Name");
        people.row("Sheet1", "A2", "1", "Ada");
        people.row("Sheet1", "A4", "3", "Eve");

        assertThat(append("Sheet1!A1", "OVERWRITE", List.of("x")).getUpdates().getUpdatedRange())
                .isEqualTo("Sheet1!A3");
        assertThat(append("Sheet1", "OVERWRITE", List.of("y")).getUpdates().getUpdatedRange())
                .as("joined by now")
                .isEqualTo("Sheet1!A5");
    }

    @Test
    void aBlankColumnShiftsAnAppendToTheRight() throws IOException {
        people.row("Sheet1", "A1", "id", "Name", null, "Note");
        people.row("Sheet1", "D2", "far right");

        assertThat(append("Sheet1", "OVERWRITE", List.of("x")).getUpdates().getUpdatedRange())
                .isEqualTo("Sheet1!D3");
        assertThat(append("Sheet1!A1", "OVERWRITE", List.of("x")).getUpdates().getUpdatedRange())
                .isEqualTo("Sheet1!A2");
    }

    @Test
    void theExamplesOfTheGuideOnAppending() throws IOException {
        people.row("Sheet1", "A1", "x", "y", "z");
        people.row("Sheet1", "A2", "x", "y", "z");
        for (int row = 4; row <= 6; row++) {
            people.row("Sheet1", "B" + row, "x", "y", "z");
        }
        for (String range : List.of("Sheet1", "B4", "C5:D5", "B2:D4", "A3:G10")) {
            assertThat(append(range, "OVERWRITE").getTableRange()).as(range).isEqualTo("Sheet1!B4:D6");
        }
        assertThat(append("A1", "OVERWRITE").getTableRange()).isEqualTo("Sheet1!A1:C2");
        assertThat(append("E4", "OVERWRITE").getTableRange()).isNull();
    }

    @Test
    void anAppendLetsTheGridGrow() throws IOException {
        people.type("Sheet1", "A1000", "last");

        assertThat(append("Sheet1!A1000", "OVERWRITE", List.of("one more"))
                        .getUpdates()
                        .getUpdatedRange())
                .isEqualTo("Sheet1!A1001");
        assertThat(sheet.book().tabs().getFirst().rowCount()).isEqualTo(1001);
    }

    @Test
    void limitsAreKept() throws IOException {
        assertThat(refused(() -> update("A1", "RAW", rows("x".repeat(50_001))))
                        .getDetails()
                        .getMessage())
                .isEqualTo("Your input contains more than the maximum of 50000 characters in a single cell.");
        update("A1", "RAW", rows("x".repeat(50_000)));

        var grow = new Request()
                .setAppendDimension(new AppendDimensionRequest()
                        .setSheetId(0)
                        .setDimension("ROWS")
                        .setLength(400_000));
        assertThat(refused(() -> batch(client, sheet.id(), grow)).getDetails().getMessage())
                .contains("This action would increase the number of cells in the workbook above the limit of 10000000"
                        + " cells.");
        assertThat(sheet.book().tabs().getFirst().rowCount()).isEqualTo(1000);
    }

    @Test
    void hardProtectionsStopAProgramAndWarningsDoNot() throws IOException {
        sheet.share("robot@lab.example", Spreadsheet.Role.WRITER);
        Sheets robot = sheets(
                lab,
                Official.bearer(lab.google()
                        .oauth()
                        .grants()
                        .token("robot@lab.example", "app", dev.tallystick.lab.google.oauth.Access.SPREADSHEETS)));
        people.protect("Sheet1", "A:A", false);
        people.protect("Sheet1", "B:B", true);

        var refused = refused(() -> robot.spreadsheets()
                .values()
                .update(sheet.id(), "A1", rows("x"))
                .setValueInputOption("RAW")
                .execute());
        robot.spreadsheets()
                .values()
                .update(sheet.id(), "B1", rows("y"))
                .setValueInputOption("RAW")
                .execute();

        assertThat(refused.getDetails().getMessage()).contains("protected cell or object");
        assertThat(seen()).containsExactly(List.of("", "y"));
    }

    @Test
    void theHistoryTellsWhatEachCallDid() throws IOException {
        people.type("Sheet1", "A1", "before");
        update("A1", "RAW", rows("after"));
        batch(
                client,
                sheet.id(),
                new Request()
                        .setDeleteDimension(new com.google.api.services.sheets.v4.model.DeleteDimensionRequest()
                                .setRange(lines("ROWS", 0, 1))));

        var writes = lab.google().writes().of(sheet.id());
        var history = sheet.history();

        assertThat(writes)
                .extracting(Writes.Write::operation)
                .containsExactly("values.update", "spreadsheets.batchUpdate");
        assertThat(history.getLast().call()).isEqualTo(writes.getLast().number());
        assertThat(history.get(history.size() - 2).changes())
                .containsExactly(new Change.CellSet(0, 0, 0, Cell.of(Value.of("before")), Cell.of(Value.of("after"))));
        assertThat(history.getLast().changes().getFirst())
                .isInstanceOfSatisfying(
                        Change.Deleted.class,
                        deleted -> assertThat(deleted.rows().getFirst().cell(0).value())
                                .isEqualTo(Value.of("after")));
    }
}
