package dev.tallystick.lab.google;

import static dev.tallystick.lab.google.Official.batch;
import static dev.tallystick.lab.google.Official.lines;
import static dev.tallystick.lab.google.Official.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.BatchGetValuesByDataFilterRequest;
import com.google.api.services.sheets.v4.model.CreateDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.DataFilter;
import com.google.api.services.sheets.v4.model.DeleteDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.DeveloperMetadata;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLocation;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLookup;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SearchDeveloperMetadataRequest;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.People;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Developer metadata, judged by the official client.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetadataTest {

    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final Spreadsheet sheet = lab.google().create("Clients");
    private final People people = sheet.people();
    private final Sheets client = Official.sheets(lab);

    @AfterEach
    void close() {
        lab.close();
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

    private static Request note(String key, String value, int row) {
        return new Request()
                .setCreateDeveloperMetadata(new CreateDeveloperMetadataRequest()
                        .setDeveloperMetadata(new DeveloperMetadata()
                                .setMetadataKey(key)
                                .setMetadataValue(value)
                                .setVisibility("PROJECT")
                                .setLocation(new DeveloperMetadataLocation()
                                        .setDimensionRange(lines("ROWS", row, row + 1)))));
    }

    private static DataFilter filter(String key) {
        return new DataFilter()
                .setDeveloperMetadataLookup(
                        new DeveloperMetadataLookup().setMetadataKey(key).setLocationType("ROW"));
    }

    @Test
    void metadataSticksToItsRowAndDiesWithIt() throws IOException {
        fill("head", "a", "b");
        var created =
                batch(client, sheet.id(), note("rid", "01J8Z", 2)).getReplies().getFirst();
        assertThat(created.getCreateDeveloperMetadata().getDeveloperMetadata().getMetadataId())
                .isPositive();

        people.insertRow("Sheet1", 2);
        var found = client.spreadsheets()
                .developerMetadata()
                .search(sheet.id(), new SearchDeveloperMetadataRequest().setDataFilters(List.of(filter("rid"))))
                .execute()
                .getMatchedDeveloperMetadata();
        assertThat(found.getFirst()
                        .getDeveloperMetadata()
                        .getLocation()
                        .getDimensionRange()
                        .getStartIndex())
                .isEqualTo(3);
        assertThat(client.spreadsheets()
                        .values()
                        .batchGetByDataFilter(
                                sheet.id(),
                                new BatchGetValuesByDataFilterRequest().setDataFilters(List.of(filter("rid"))))
                        .execute()
                        .getValueRanges()
                        .getFirst()
                        .getValueRange()
                        .getValues())
                .containsExactly(List.of("b"));

        people.deleteRow("Sheet1", 4);
        assertThat(sheet.book().metadata()).isEmpty();
    }

    @Test
    void metadataDoesNotFollowASortAndIsDeletedByLookup() throws IOException {
        fill("head", "b", "a");
        batch(client, sheet.id(), note("rid", "of b", 1));

        people.sort("Sheet1", "A", true);

        assertThat(sheet.book().place(sheet.book().metadata().getFirst())).isEqualTo(1);
        assertThat(column()).containsExactly("head", "a", "b");
        var deleted = batch(
                client,
                sheet.id(),
                new Request()
                        .setDeleteDeveloperMetadata(new DeleteDeveloperMetadataRequest().setDataFilter(filter("rid"))));
        assertThat(deleted.getReplies().getFirst().getDeleteDeveloperMetadata().getDeletedDeveloperMetadata())
                .hasSize(1);
        assertThat(sheet.book().metadata()).isEmpty();
    }

    @Test
    void aTabHoldsThirtyThousandCharactersOfMetadata() throws IOException {
        batch(client, sheet.id(), note("rid", "x".repeat(29_997), 0));

        assertThat(refused(() -> batch(client, sheet.id(), note("k", "", 1))).getStatusCode())
                .isEqualTo(400);
        assertThat(refused(() -> batch(
                                client,
                                sheet.id(),
                                new Request()
                                        .setCreateDeveloperMetadata(new CreateDeveloperMetadataRequest()
                                                .setDeveloperMetadata(new DeveloperMetadata()
                                                        .setMetadataKey("k")
                                                        .setVisibility("PROJECT")
                                                        .setLocation(new DeveloperMetadataLocation()
                                                                .setDimensionRange(lines("ROWS", 1, 3)))))))
                        .getStatusCode())
                .as("exactly one row")
                .isEqualTo(400);
    }
}
