package dev.tallystick.connectors.airtable;

import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// A table as the base's schema has it.
///
/// @param views by id and name
record TableSchema(String id, String name, String primaryField, List<Column> columns, List<View> views) {

    /// What a person sees, and not what can be held: of no interest to a fingerprint.
    private static final List<String> LOOKS =
            List.of("color", "icon", "dateFormat", "timeFormat", "durationFormat", "symbol", "isReversed");

    record View(String id, String name) {}

    TableSchema {
        columns = List.copyOf(columns);
        views = List.copyOf(views);
    }

    static TableSchema of(JsonNode table) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode field : table.path("fields")) {
            columns.add(Column.of(field));
        }
        List<View> views = new ArrayList<>();
        for (JsonNode view : table.path("views")) {
            views.add(new View(view.path("id").asString(""), view.path("name").asString("")));
        }
        return new TableSchema(
                table.path("id").asString(""),
                table.path("name").asString(""),
                table.path("primaryFieldId").asString(""),
                columns,
                views);
    }

    Optional<Column> byId(String id) {
        return columns.stream().filter(column -> column.id().equals(id)).findFirst();
    }

    /// Names are unique in a table as people make them, but nothing promises it.
    List<Column> named(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).toList();
    }

    Optional<Column> primary() {
        return byId(primaryField);
    }

    Optional<View> view(String idOrName) {
        Predicate<View> byId = view -> view.id().equals(idOrName);
        return views.stream()
                .filter(byId)
                .findFirst()
                .or(() -> views.stream()
                        .filter(view -> view.name().equals(idOrName))
                        .findFirst());
    }

    /// Of the fields and what they can hold, in whatever order they come.
    String fingerprint() {
        var fingerprint = new Fingerprint(Equality.EXACT).add(primaryField);
        columns.stream().sorted(Comparator.comparing(Column::id)).forEach(column -> {
            fingerprint.add(column.id()).add(column.name()).add(column.word());
            fingerprint.add(CellJson.canonical(column.options(), LOOKS));
        });
        return fingerprint.hex();
    }
}
