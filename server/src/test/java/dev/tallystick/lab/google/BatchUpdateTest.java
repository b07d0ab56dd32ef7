package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.batch;
import static dev.tallystick.lab.google.Official.lines;
import static dev.tallystick.lab.google.Official.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.AddProtectedRangeRequest;
import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AppendCellsRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DeleteSheetRequest;
import com.google.api.services.sheets.v4.model.DimensionProperties;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.InsertDimensionRequest;
import com.google.api.services.sheets.v4.model.MoveDimensionRequest;
import com.google.api.services.sheets.v4.model.NumberFormat;
import com.google.api.services.sheets.v4.model.ProtectedRange;
import com.google.api.services.sheets.v4.model.RepeatCellRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.SortRangeRequest;
import com.google.api.services.sheets.v4.model.SortSpec;
import com.google.api.services.sheets.v4.model.SpreadsheetProperties;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import com.google.api.services.sheets.v4.model.UpdateDimensionPropertiesRequest;
import com.google.api.services.sheets.v4.model.UpdateSheetPropertiesRequest;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests in batches, judged by the official client.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchUpdateTest {

    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final Spreadsheet sheet = lab.google().create("Clients");
    private final People people = sheet.people();
    private final Sheets client = Official.sheets(lab);

    @AfterEach
    void close() {
        lab.close();
    }

    private Tab tab() {
        return sheet.book().tabs().getFirst();
    }

    private List<String> column() {
        return people.seen("Sheet1").stream()
                .map(row -> row.isEmpty() ? "" : row.getFirst())
                .toList();
    }

    private void fill(String... texts) {
        for (int row = 0; row < texts.length; row++) {
            people.type("Sheet1", "A" + (row + 1), texts[row]);
        }
    }

    private static Request delete(int from, int to) {
        return new Request().setDeleteDimension(new DeleteDimensionRequest().setRange(lines("ROWS", from, to)));
    }

    private static Request insert(int from, int to, boolean before) {
        return new Request()
                .setInsertDimension(new InsertDimensionRequest()
                        .setRange(lines("ROWS", from, to))
                        .setInheritFromBefore(before));
    }

    private static RowData cells(ExtendedValue... values) {
        return new RowData()
                .setValues(Arrays.stream(values)
                        .map(value -> new CellData().setUserEnteredValue(value))
                        .toList());
    }

    @Test
    void laterRequestsSeeWhatEarlierOnesDid() throws IOException {
        fill("head", "a", "b", "c");

        var answer = batch(client, sheet.id(), delete(1, 2), delete(1, 2), insert(1, 2, false));

        assertThat(column()).containsExactly("head", "", "c");
        assertThat(answer.getReplies()).hasSize(3).allMatch(reply -> reply.isEmpty());
        assertThat(answer.getSpreadsheetId()).isEqualTo(sheet.id());
        assertThat(tab().rowCount()).isEqualTo(999);
    }

    @Test
    void oneInvalidRequestAndNothingIsApplied() throws IOException {
        fill("head", "a", "b");

        var refused = refused(() -> batch(client, sheet.id(), delete(1, 2), delete(5000, 5001)));

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getDetails().getMessage()).startsWith("Invalid requests[1].deleteDimension: ");
        assertThat(column()).containsExactly("head", "a", "b");
        assertThat(sheet.history().getLast().what()).isEqualTo("typed");
    }

    @Test
    void aRequestThatIsNotKnownIsRefusedByName() throws IOException {
        var unknown = new Request();
        unknown.set("paintItBlack", java.util.Map.of());

        var refused = refused(() -> batch(client, sheet.id(), unknown));

        assertThat(refused.getDetails().getMessage())
                .isEqualTo("Invalid JSON payload received. Unknown name \"paintItBlack\" at 'requests[0]': Cannot find"
                        + " field.");
        assertThat(refused.getContent()).contains("type.googleapis.com/google.rpc.BadRequest", "fieldViolations");
        assertThat(refused(() -> client.spreadsheets()
                                .batchUpdate(sheet.id(), new BatchUpdateSpreadsheetRequest())
                                .execute())
                        .getDetails()
                        .getMessage())
                .isEqualTo("Must specify at least one request.");
    }

    @Test
    void linesInheritOnlyFromWhereTheyCan() throws IOException {
        assertThat(refused(() -> batch(client, sheet.id(), insert(0, 1, true)))
                        .getDetails()
                        .getMessage())
                .startsWith("Invalid requests[0].insertDimension: ");
        fill("head");
        people.type("Sheet1", "B2", "2020-01-01");

        batch(client, sheet.id(), insert(2, 3, true));
        people.type("Sheet1", "B3", 43832);

        assertThat(people.seen("Sheet1").get(2)).containsExactly("", "2020-01-02");
    }

    @Test
    void allRowsThatAreNotFrozenCannotBeDeleted() throws IOException {
        people.freezeRows("Sheet1", 1);

        assertThat(refused(() -> batch(client, sheet.id(), delete(1, 1000)))
                        .getDetails()
                        .getMessage())
                .isEqualTo("Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen"
                        + " rows.");
        batch(client, sheet.id(), delete(1, 999));
        assertThat(tab().rowCount()).isEqualTo(2);
    }

    @Test
    void cellsAreAppendedUpdatedAndFormatted() throws IOException {
        fill("head");
        var format = new CellFormat()
                .setNumberFormat(new NumberFormat().setType("DATE").setPattern("yyyy-mm-dd"));

        batch(
                client,
                sheet.id(),
                new Request()
                        .setAppendCells(new AppendCellsRequest()
                                .setSheetId(0)
                                .setFields("userEnteredValue")
                                .setRows(List.of(cells(
                                        new ExtendedValue().setStringValue("=not run"),
                                        new ExtendedValue().setNumberValue(43831.0))))),
                new Request()
                        .setRepeatCell(new RepeatCellRequest()
                                .setRange(new GridRange()
                                        .setSheetId(0)
                                        .setStartRowIndex(1)
                                        .setStartColumnIndex(1)
                                        .setEndColumnIndex(2))
                                .setCell(new CellData().setUserEnteredFormat(format))
                                .setFields("userEnteredFormat.numberFormat")),
                new Request()
                        .setUpdateCells(new UpdateCellsRequest()
                                .setStart(new GridCoordinate()
                                        .setSheetId(0)
                                        .setRowIndex(2)
                                        .setColumnIndex(0))
                                .setFields("userEnteredValue")
                                .setRows(List.of(cells(
                                        new ExtendedValue().setBoolValue(true),
                                        new ExtendedValue().setNumberValue(36162.0),
                                        new ExtendedValue().setFormulaValue("=B3+1"))))));

        assertThat(people.seen("Sheet1"))
                .containsExactly(
                        List.of("head"), List.of("=not run", "2020-01-01"), List.of("TRUE", "1999-01-02", "36163"));
    }

    @Test
    void updateCellsWithARangeEmptiesWhatItsRowsDoNotCover() throws IOException {
        fill("a", "b", "c");

        batch(
                client,
                sheet.id(),
                new Request()
                        .setUpdateCells(new UpdateCellsRequest()
                                .setRange(new GridRange()
                                        .setSheetId(0)
                                        .setStartRowIndex(0)
                                        .setEndRowIndex(2)
                                        .setStartColumnIndex(0)
                                        .setEndColumnIndex(1))
                                .setFields("userEnteredValue")
                                .setRows(List.of(cells(new ExtendedValue().setStringValue("new"))))));

        assertThat(column()).containsExactly("new", "", "c");
    }

    @Test
    void moreThanOneValueOrNoneOfTheMaskIsRefused() throws IOException {
        var two = new Request()
                .setAppendCells(new AppendCellsRequest()
                        .setSheetId(0)
                        .setFields("userEnteredValue")
                        .setRows(List.of(
                                cells(new ExtendedValue().setStringValue("x").setNumberValue(1.0)))));
        var without = new Request().setAppendCells(new AppendCellsRequest().setSheetId(0));

        assertThat(refused(() -> batch(client, sheet.id(), two)).getStatusCode())
                .isEqualTo(400);
        assertThat(refused(() -> batch(client, sheet.id(), without))
                        .getDetails()
                        .getMessage())
                .startsWith("Invalid requests[0].appendCells: At least one field must be listed");
    }

    @Test
    void tabsComeGoAndKeepTheirIdWhenRenamed() throws IOException {
        var added = batch(
                        client,
                        sheet.id(),
                        new Request()
                                .setAddSheet(new AddSheetRequest()
                                        .setProperties(new SheetProperties()
                                                .setTitle("Second")
                                                .setGridProperties(new GridProperties()
                                                        .setRowCount(10)
                                                        .setColumnCount(3)))))
                .getReplies()
                .getFirst()
                .getAddSheet()
                .getProperties();
        assertThat(added.getIndex()).isEqualTo(1);
        assertThat(added.getGridProperties().getRowCount()).isEqualTo(10);

        var rename = new Request()
                .setUpdateSheetProperties(new UpdateSheetPropertiesRequest()
                        .setFields("title,index")
                        .setProperties(new SheetProperties()
                                .setSheetId(added.getSheetId())
                                .setIndex(0)
                                .setTitle("Renamed")));
        batch(client, sheet.id(), rename);
        assertThat(sheet.book().tab(added.getSheetId()).orElseThrow().title()).isEqualTo("Renamed");
        assertThat(tab().title()).isEqualTo("Renamed");

        var taken = new Request()
                .setUpdateSheetProperties(new UpdateSheetPropertiesRequest()
                        .setFields("title")
                        .setProperties(new SheetProperties().setSheetId(0).setTitle("Renamed")));
        assertThat(refused(() -> batch(client, sheet.id(), taken)).getDetails().getMessage())
                .isEqualTo("Invalid requests[0].updateSheetProperties: A sheet with the name \"Renamed\" already"
                        + " exists. Please enter another name.");

        batch(client, sheet.id(), new Request().setDeleteSheet(new DeleteSheetRequest().setSheetId(0)));
        assertThat(refused(() -> batch(
                                client,
                                sheet.id(),
                                new Request().setDeleteSheet(new DeleteSheetRequest().setSheetId(added.getSheetId()))))
                        .getDetails()
                        .getMessage())
                .contains("You can't remove all the sheets in a document.");
    }

    @Test
    void columnsAreHiddenMovedAndSortedBy() throws IOException {
        people.row("Sheet1", "A1", "id", "Name");
        people.row("Sheet1", "A2", 2, "Bob");
        people.row("Sheet1", "A3", 10, "ada");
        people.row("Sheet1", "A5", 1, "Eve");

        batch(
                client,
                sheet.id(),
                new Request()
                        .setSortRange(new SortRangeRequest()
                                .setRange(new GridRange().setSheetId(0).setStartRowIndex(1))
                                .setSortSpecs(List.of(
                                        new SortSpec().setDimensionIndex(0).setSortOrder("DESCENDING")))),
                new Request()
                        .setUpdateDimensionProperties(new UpdateDimensionPropertiesRequest()
                                .setRange(lines("COLUMNS", 0, 1))
                                .setProperties(new DimensionProperties().setHiddenByUser(true))
                                .setFields("hiddenByUser")),
                new Request()
                        .setMoveDimension(new MoveDimensionRequest()
                                .setSource(lines("COLUMNS", 0, 1))
                                .setDestinationIndex(2)));

        assertThat(people.seen("Sheet1"))
                .containsExactly(List.of("Name", "id"), List.of("ada", "10"), List.of("Bob", "2"), List.of("Eve", "1"));
        assertThat(tab().column(1).hidden()).as("moves along").isTrue();
    }

    @Test
    void aProtectionTellsItsIdAndFollowsItsColumn() throws IOException {
        var made = batch(
                        client,
                        sheet.id(),
                        new Request()
                                .setAddProtectedRange(new AddProtectedRangeRequest()
                                        .setProtectedRange(new ProtectedRange()
                                                .setWarningOnly(true)
                                                .setDescription("ids")
                                                .setRange(new GridRange()
                                                        .setSheetId(0)
                                                        .setStartColumnIndex(0)
                                                        .setEndColumnIndex(1)))))
                .getReplies()
                .getFirst()
                .getAddProtectedRange()
                .getProtectedRange();

        people.insertColumn("Sheet1", "A");

        assertThat(made.getWarningOnly()).isTrue();
        var protection = sheet.book().protections().getFirst();
        assertThat(protection.id()).isEqualTo(made.getProtectedRangeId());
        assertThat(protection.range().columnFrom()).isEqualTo(1);
        assertThat(protection.range().columnTo()).isEqualTo(2);
    }

    @Test
    void aSpreadsheetIsCreatedWithItsTabs() throws IOException {
        var made = client.spreadsheets()
                .create(new com.google.api.services.sheets.v4.model.Spreadsheet()
                        .setProperties(
                                new SpreadsheetProperties().setTitle("New one").setTimeZone("Europe/Berlin"))
                        .setSheets(List.of(new com.google.api.services.sheets.v4.model.Sheet()
                                .setProperties(new SheetProperties().setTitle("Only")))))
                .execute();

        assertThat(made.getSheets()).hasSize(1);
        assertThat(lab.google().spreadsheet(made.getSpreadsheetId()).book().timeZone())
                .isEqualTo("Europe/Berlin");
    }
}
