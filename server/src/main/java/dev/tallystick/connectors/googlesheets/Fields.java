package dev.tallystick.connectors.googlesheets;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The fields that a sync uses, by header, and how their cells are read.
record Fields(Map<String, Field> all, CellValues values) {

    /// @param type as the person wants it
    /// @param own what the column's cells are
    /// @param computed by the sheet
    record Field(FieldType type, FieldType own, boolean computed) {}

    Fields {
        all = new LinkedHashMap<>(all);
    }

    Value value(String header, Cell cell) {
        var field = all.get(header);
        return field == null
                ? values.read(cell, FieldType.TEXT, FieldType.TEXT)
                : values.read(cell, field.type(), field.own());
    }

    /// The field whose cell shows an error; empty when none does.
    Optional<String> broken(Columns columns, java.util.function.IntFunction<Cell> cell) {
        return all.keySet().stream()
                .filter(header -> columns.find(header).isPresent())
                .filter(header -> cell.apply(columns.find(header).getAsInt()).shown() instanceof Cell.Broken)
                .findFirst();
    }

    Map<String, Value> values(Columns columns, java.util.function.IntFunction<Cell> cell) {
        Map<String, Value> values = new LinkedHashMap<>();
        all.keySet()
                .forEach(header -> columns.find(header).ifPresent(column -> {
                    var value = value(header, cell.apply(column));
                    if (!value.isEmpty()) {
                        values.put(header, value);
                    }
                }));
        return values;
    }

    Row row(String id, Columns columns, java.util.function.IntFunction<Cell> cell) {
        return new Row(id, values(columns, cell));
    }

    /// Whether nobody has typed anything here: formulas and boxes that wait to be ticked stand in rows without
    /// content.
    boolean untouched(Columns columns, java.util.function.IntFunction<Cell> cell) {
        return all.entrySet().stream()
                .filter(entry -> !entry.getValue().computed())
                .map(entry -> columns.find(entry.getKey()))
                .filter(java.util.OptionalInt::isPresent)
                .map(column -> cell.apply(column.getAsInt()))
                .allMatch(each -> each.blank() || each.equals(new Cell.Truth(false)) || each instanceof Cell.Formula);
    }

    @Nullable
    FieldType type(String header) {
        var field = all.get(header);
        return field == null ? null : field.type();
    }
}
