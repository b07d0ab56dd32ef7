package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.FieldMask;
import dev.tallystick.lab.google.Files;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import dev.tallystick.lab.google.oauth.Access;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `spreadsheets.create`: of whoever asks, and open to their app.
record CreateSpreadsheet(Files files) {

    ObjectNode create(JsonNode body, Access access) {
        Body.known(body, "", "properties", "sheets", "spreadsheetId", "namedRanges", "developerMetadata");
        JsonNode properties = body.path("properties");
        Spreadsheet made = files.create(
                access.account(),
                properties.path("title").asString("Untitled spreadsheet"),
                properties.path("locale").asString("en_US"),
                properties.path("timeZone").asString("Etc/GMT"));
        made.openedWith(access.client());
        if (!body.path("sheets").isEmpty()) {
            made.edit(access.account(), "spreadsheets.create", book -> {
                Tab first = book.tabs().getFirst();
                first.rename("\u0000");
                for (JsonNode sheet : body.path("sheets")) {
                    TabRequests.add(book, sheet.path("properties"));
                }
                book.deleteTab(first);
                return book;
            });
        }
        return new DescribeSpreadsheet(made, made.underCall(), access.account())
                .describe(List.of(), FieldMask.ALL, false);
    }
}
