package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.refused;
import static dev.tallystick.lab.google.Official.sheets;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.ValueRange;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reading values and properties, judged by the official client.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadingTest {

    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final dev.tallystick.lab.google.grid.Spreadsheet sheet =
            lab.google().create("Clients");
    private final People people = sheet.people();
    private final Sheets client = sheets(lab);

    @AfterEach
    void close() {
        lab.close();
    }

    private ValueRange get(String range) throws IOException {
        return client.spreadsheets().values().get(sheet.id(), range).execute();
    }

    private List<List<Object>> values(String range, String rendered) throws IOException {
        return client.spreadsheets()
                .values()
                .get(sheet.id(), range)
                .setValueRenderOption(rendered)
                .execute()
                .getValues();
    }

    @Test
    void rowsAreRaggedInnerBlanksStayAndTrailingOnesGo() throws IOException {
        people.row("Sheet1", "A1", "A1", "B1", null, "D1");
        people.row("Sheet1", "A3", 1, "b2");
        people.row("Sheet1", "B4", "only b");

        ValueRange got = get("Sheet1!A1:D9");

        assertThat(got.getRange()).isEqualTo("Sheet1!A1:D9");
        assertThat(got.getMajorDimension()).isEqualTo("ROWS");
        assertThat(got.getValues())
                .isEqualTo(
                        List.of(List.of("A1", "B1", "", "D1"), List.of(), List.of("1", "b2"), List.of("", "only b")));
        assertThat(get("Sheet1!A1:B1").getValues()).containsExactly(List.of("A1", "B1"));
    }

    @Test
    void anEmptyRangeHasNoValuesAtAll() throws IOException {
        ValueRange got = get("Sheet1!A1:D2");

        assertThat(got.getValues()).isNull();
        assertThat(got.containsKey("values")).isFalse();
        assertThat(got.getRange()).isEqualTo("Sheet1!A1:D2");
    }

    @ParameterizedTest
    @CsvSource({
        "Sheet1,            Sheet1!A1:Z1000",
        "'''Sheet1''',      Sheet1!A1:Z1000",
        "Sheet1!A:A,        Sheet1!A1:A1000",
        "Sheet1!1:2,        Sheet1!A1:Z2",
        "Sheet1!A5:A,       Sheet1!A5:A1000",
        "A1:B2,             Sheet1!A1:B2",
        "Sheet1!B2:A1,      Sheet1!A1:B2",
        "Sheet1!A1,         Sheet1!A1",
        "Sheet1!$A$1:$B$2,  Sheet1!A1:B2",
        "Sheet1!Y999:AB1002, Sheet1!Y999:Z1000"
    })
    void theRangeInTheAnswerIsThatAskedForClippedToTheGrid(String asked, String told) throws IOException {
        assertThat(get(asked).getRange()).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Bob's | 'Bob''s'!A1",
                "Sheet 1 | 'Sheet 1'!A1",
                "D3 | 'D3'!A1",
                "R1C1 | 'R1C1'!A1",
                "a/b+c!d | 'a/b+c!d'!A1",
                "Über uns | 'Über uns'!A1",
                "2024 | '2024'!A1"
            },
            delimiter = '|')
    void titlesThatNeedItAreQuoted(String title, String range) throws IOException {
        people.renameTab("Sheet1", title);
        people.type(title, "A1", "here");

        ValueRange got = get(range);

        assertThat(got.getRange()).isEqualTo(range);
        assertThat(got.getValues()).containsExactly(List.of("here"));
    }

    @Test
    void aTabThatIsNotThereIsABadRequestNotANotFound() throws IOException {
        var refused = refused(() -> get("Nowhere!A1"));

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getDetails().getMessage()).isEqualTo("Unable to parse range: Nowhere!A1");
        assertThat(refused.getDetails().get("status")).isEqualTo("INVALID_ARGUMENT");
        assertThat(refused(() -> get("Sheet1!A1001")).getDetails().getMessage())
                .isEqualTo("Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26");
    }

    @Test
    void aWordThatLooksLikeACellIsOneUnlessItIsQuoted() throws IOException {
        people.type("Sheet1", "D3", "the cell");
        people.addTab("D3");
        people.type("D3", "A1", "the tab");

        assertThat(get("D3").getValues()).containsExactly(List.of("the cell"));
        assertThat(get("'D3'").getValues()).containsExactly(List.of("the tab"));
    }

    @Test
    void valuesComeAsTheyAreAskedFor() throws IOException {
        people.row("Sheet1", "A1", 1234.5, "$5.00", "2020-01-01", true, "text", "=1/0", "=A1*2");
        people.format("Sheet1", "A1", new NumberFormat(NumberFormat.Type.NUMBER, "#,##0.00"));

        assertThat(values("Sheet1!A1:G1", "FORMATTED_VALUE"))
                .containsExactly(List.of("1,234.50", "$5.00", "2020-01-01", "TRUE", "text", "#DIV/0!", "2469"));
        assertThat(values("Sheet1!A1:G1", "UNFORMATTED_VALUE"))
                .containsExactly(List.of(
                        new BigDecimal("1234.5"),
                        new BigDecimal("5"),
                        new BigDecimal("43831"),
                        true,
                        "text",
                        "#DIV/0!",
                        new BigDecimal("2469")));
        assertThat(values("Sheet1!C1:G1", "FORMULA"))
                .containsExactly(List.of(new BigDecimal("43831"), true, "text", "=1/0", "=A1*2"));
        assertThat(client.spreadsheets()
                        .values()
                        .get(sheet.id(), "Sheet1!A1:C1")
                        .setValueRenderOption("UNFORMATTED_VALUE")
                        .setDateTimeRenderOption("FORMATTED_STRING")
                        .execute()
                        .getValues())
                .containsExactly(List.of(new BigDecimal("1234.5"), new BigDecimal("5"), "2020-01-01"));
    }

    @Test
    void theLocaleDecidesHowNumbersLook() throws IOException {
        var german = lab.google().create("Kunden", "de_DE", "Europe/Berlin");
        german.people().row("Sheet1", "A1", "1.234,5", "31.12.2020");

        assertThat(client.spreadsheets()
                        .values()
                        .get(german.id(), "A1:B1")
                        .execute()
                        .getValues())
                .containsExactly(List.of("1.234,50", "31.12.2020"));
        assertThat(client.spreadsheets()
                        .values()
                        .get(german.id(), "A1:B1")
                        .setValueRenderOption("UNFORMATTED_VALUE")
                        .execute()
                        .getValues())
                .containsExactly(List.of(new BigDecimal("1234.5"), new BigDecimal("44196")));
    }

    @Test
    void severalRangesByColumnsInOneCall() throws IOException {
        people.row("Sheet1", "A1", "a", "b");
        people.row("Sheet1", "B2", "d");

        var got = client.spreadsheets()
                .values()
                .batchGet(sheet.id())
                .setRanges(List.of("A1:B2", "Sheet1!C:C"))
                .setMajorDimension("COLUMNS")
                .execute();

        assertThat(got.getSpreadsheetId()).isEqualTo(sheet.id());
        assertThat(got.getValueRanges().getFirst().getValues()).containsExactly(List.of("a"), List.of("b", "d"));
        assertThat(got.getValueRanges().getLast().getValues()).isNull();
    }

    @Test
    void aLongListOfRangesGoesAsAPostAndIsStillARead() throws IOException {
        List<String> many = java.util.stream.IntStream.rangeClosed(1, 400)
                .mapToObj(row -> "Sheet1!A" + row + ":D" + row)
                .toList();

        var got = client.spreadsheets()
                .values()
                .batchGet(sheet.id())
                .setRanges(many)
                .execute();

        assertThat(got.getValueRanges()).hasSize(400);
    }

    @Test
    void aMaskBringsWhatItNamesAndFalseOrZeroIsLeftOut() throws IOException {
        people.addTab("Hidden one");
        people.hideTab("Hidden one", true);
        people.freezeRows("Sheet1", 1);

        Spreadsheet got = client.spreadsheets()
                .get(sheet.id())
                .setFields("spreadsheetId,properties(title,locale,timeZone),sheets.properties(sheetId,title,index,"
                        + "sheetType,hidden,gridProperties(rowCount,columnCount))")
                .execute();

        assertThat(got.getProperties().getTitle()).isEqualTo("Clients");
        assertThat(got.getProperties().getTimeZone()).isEqualTo("Etc/GMT");
        assertThat(got.getProperties().containsKey("autoRecalc")).isFalse();
        var first = got.getSheets().getFirst().getProperties();
        assertThat(first.getSheetId()).isZero();
        assertThat(first.getSheetType()).isEqualTo("GRID");
        assertThat(first.getHidden()).isNull();
        assertThat(first.getGridProperties().getRowCount()).isEqualTo(1000);
        assertThat(first.getGridProperties().getColumnCount()).isEqualTo(26);
        assertThat(first.getGridProperties().getFrozenRowCount()).isNull();
        assertThat(got.getSheets().getLast().getProperties().getHidden()).isTrue();
        assertThat(got.getSpreadsheetUrl()).isNull();
    }

    @Test
    void aMaskMakesIncludeGridDataIgnored() throws IOException {
        people.type("Sheet1", "A1", "x");

        assertThat(client.spreadsheets()
                        .get(sheet.id())
                        .setIncludeGridData(true)
                        .setFields("sheets.properties")
                        .execute()
                        .getSheets()
                        .getFirst()
                        .getData())
                .isNull();
        assertThat(client.spreadsheets()
                        .get(sheet.id())
                        .setIncludeGridData(true)
                        .execute()
                        .getSheets()
                        .getFirst()
                        .getData())
                .hasSize(1);
        assertThat(client.spreadsheets()
                        .get(sheet.id())
                        .execute()
                        .getSheets()
                        .getFirst()
                        .getData())
                .isNull();
    }

    @Test
    void gridDataTellsFormulasFormatsHiddenColumnsAndProtections() throws IOException {
        people.row("Sheet1", "A1", "id", "sum", "when");
        people.row("Sheet1", "A2", "x1", "=1+1", "2020-01-02");
        people.formula("Sheet1", "D2", "=IMPORTRANGE(\"elsewhere\", \"A1\")", Value.of("from elsewhere"));
        people.hideColumn("Sheet1", "A", true);
        people.protect("Sheet1", "A:A", true);

        var got = client.spreadsheets()
                .get(sheet.id())
                .setRanges(List.of("Sheet1!A2:D3"))
                .setFields("sheets(protectedRanges,data(startRow,rowData.values(userEnteredValue,effectiveValue,"
                        + "effectiveFormat.numberFormat),columnMetadata.hiddenByUser))")
                .execute()
                .getSheets()
                .getFirst();

        var data = got.getData().getFirst();
        List<CellData> cells = data.getRowData().getFirst().getValues();
        assertThat(data.getStartRow()).isEqualTo(1);
        assertThat(data.getStartColumn()).isNull();
        assertThat(cells.get(0).getUserEnteredValue().getStringValue()).isEqualTo("x1");
        assertThat(cells.get(1).getUserEnteredValue().getFormulaValue()).isEqualTo("=1+1");
        assertThat(cells.get(1).getEffectiveValue().getNumberValue()).isEqualTo(2.0);
        assertThat(cells.get(2).getEffectiveFormat().getNumberFormat().getType())
                .isEqualTo("DATE");
        assertThat(cells.get(3).getEffectiveValue().getStringValue()).isEqualTo("from elsewhere");
        assertThat(data.getColumnMetadata().getFirst().getHiddenByUser()).isTrue();
        assertThat(data.getColumnMetadata().getLast().getHiddenByUser()).isNull();
        assertThat(got.getProtectedRanges().getFirst().getWarningOnly()).isTrue();
        assertThat(got.getProtectedRanges().getFirst().getRange().getEndColumnIndex())
                .isEqualTo(1);
        assertThat(got.getProtectedRanges().getFirst().getRange().getEndRowIndex())
                .isNull();
    }

    @Test
    void aMaskThatNamesNothingIsRefused() throws IOException {
        var refused = refused(() ->
                client.spreadsheets().get(sheet.id()).setFields("nonsense").execute());

        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getContent()).contains("fieldViolations").contains("nonsense");
    }

    @Test
    void mergedCellsKeepOnlyTheFirst() throws IOException {
        people.row("Sheet1", "A1", "one", "two", "three");
        people.merge("Sheet1", "A1:B1");

        assertThat(get("A1:C1").getValues()).containsExactly(List.of("one", "", "three"));
    }
}
