package dev.tallystick.connectors.airtable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A row as the API has it.
///
/// @param fields by field id; an empty cell is left out
record AirtableRecord(String id, Optional<Instant> created, JsonNode fields) {

    /// All of a page, or none: a page that cannot be read whole is none.
    static List<AirtableRecord> all(JsonNode body, Call call) {
        JsonNode records = body.path("records");
        if (!records.isArray()) {
            throw Refusals.unreadable(call, null);
        }
        List<AirtableRecord> all = new ArrayList<>();
        for (JsonNode each : records) {
            all.add(of(each, call));
        }
        return all;
    }

    private static AirtableRecord of(JsonNode record, Call call) {
        String id = record.path("id").asString("");
        JsonNode fields = record.path("fields");
        if (id.isBlank() || !(fields.isObject() || fields.isMissingNode())) {
            throw Refusals.unreadable(call, null);
        }
        return new AirtableRecord(id, ReadCell.instant(record.path("createdTime")), fields);
    }

    JsonNode cell(String field) {
        return fields.path(field);
    }
}
