package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A record as JSON. Cells that are empty are left out.
/// Source: airtable.com/developers/web/api/list-records, get-record.
final class ShowRecord {

    private final ShowCell cells;

    ShowRecord(Table table) {
        this.cells = new ShowCell(table);
    }

    Map<String, Object> of(Row row, List<Field> fields, ListRequest asked) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (Field field : fields) {
            Object cell = cells.of(row, field);
            if (cell != null) {
                shown.put(asked.byId() ? field.id() : field.name(), asked.asText() ? cells.text(row, field) : cell);
            }
        }
        Map<String, Object> record = record(row, shown);
        if (asked.commentCount()) {
            record.put("commentCount", 0);
        }
        return record;
    }

    Map<String, Object> of(Row row, boolean byId) {
        return record(row, cells.all(row, byId));
    }

    private static Map<String, Object> record(Row row, Map<String, Object> cells) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("id", row.id);
        record.put("createdTime", FormulaValue.iso(row.created));
        record.put("fields", cells);
        return record;
    }
}
