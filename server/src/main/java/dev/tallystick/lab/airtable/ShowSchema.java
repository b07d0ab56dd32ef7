package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tables and fields as JSON. Source: airtable.com/developers/web/api/get-base-schema.
final class ShowSchema {

    private ShowSchema() {}

    static Map<String, Object> of(Base base, boolean visibleFields) {
        return Map.of(
                "tables",
                base.tables.values().stream()
                        .map(table -> of(table, visibleFields))
                        .toList());
    }

    static Map<String, Object> of(Table table, boolean visibleFields) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", table.id());
        shown.put("name", table.name());
        shown.put("primaryFieldId", table.primary().id());
        if (!table.description.isEmpty()) {
            shown.put("description", table.description);
        }
        shown.put("fields", table.fields.values().stream().map(ShowSchema::of).toList());
        shown.put(
                "views",
                table.views.values().stream()
                        .map(view -> of(table, view, visibleFields))
                        .toList());
        return shown;
    }

    static Map<String, Object> of(Field field) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", field.id());
        shown.put("name", field.name());
        shown.put("type", field.type().word());
        if (!field.options().isEmpty()) {
            shown.put("options", field.options());
        }
        return shown;
    }

    private static Map<String, Object> of(Table table, View view, boolean visibleFields) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", view.id());
        shown.put("name", view.name());
        shown.put("type", "grid");
        if (visibleFields) {
            List<String> visible = table.fields.keySet().stream()
                    .filter(id -> !view.hidden().contains(id))
                    .toList();
            shown.put("visibleFieldIds", visible);
        }
        return shown;
    }
}
