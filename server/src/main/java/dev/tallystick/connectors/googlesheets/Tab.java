package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/// A tab that was found, and the calls about it. Known by its number: its title may change at any moment.
///
/// @param title when it was found
record Tab(SheetsClient client, int sheetId, String title, ZoneId zone) {

    /// All of it, as one call sees it.
    Reading read() {
        var body = Requests.object();
        body.putArray("dataFilters").addObject().putObject("gridRange").put("sheetId", sheetId);
        body.put("includeGridData", true);
        return ReadGrid.of(client.read(":getByDataFilter", ReadGrid.FIELDS, body), sheetId)
                .orElseThrow(this::gone);
    }

    ConnectorException gone() {
        return new ConnectorException(
                Problem.NOT_FOUND,
                "The tab '" + title + "' (gid " + sheetId + ") is not there any more. If it was deleted, restore it or"
                        + " name another.");
    }

    /// The tab right after the write.
    ///
    /// @param before the latest reading, for the title that the answer is asked by
    /// @param marker the batch that is to be found in the answer, in doubt
    /// @throws AmbiguousWriteException when nobody knows whether it was made
    Reading write(Requests requests, Reading before, String marker) {
        JsonNode body = requests.bodyWithAnswer(before.title());
        try {
            var after = ReadGrid.of(client.write(ReadGrid.FIELDS_AFTER, body), sheetId);
            if (after.isPresent()) {
                return after.get();
            }
        } catch (ConnectorException refused) {
            // A tab that was renamed meanwhile cannot be answered with, and nobody says whether the write was made.
            if (refused.problem() != Problem.REJECTED
                    || !String.valueOf(refused.getMessage()).contains("parse range")) {
                throw refused;
            }
        }
        return lookAfter(marker);
    }

    private Reading lookAfter(String marker) {
        Reading after;
        try {
            after = read();
        } catch (ConnectorException lost) {
            throw new AmbiguousWriteException(
                    lost.getMessage() + " Whether the write before was made is not known yet.", lost);
        }
        var found = after.marker();
        if (found == null || !found.batch().equals(marker)) {
            // Google has answered, so nothing can land any more.
            throw new ConnectorException(
                    Problem.UNAVAILABLE,
                    "The tab was renamed while we wrote to it. Nothing was written; it will be" + " tried again.");
        }
        return after;
    }
}
