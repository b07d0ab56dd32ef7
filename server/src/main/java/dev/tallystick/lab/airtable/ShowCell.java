package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cell as JSON. Source: airtable.com/developers/web/api/field-model.
final class ShowCell {

    private final Table table;
    private final CellValue values;

    ShowCell(Table table) {
        this.table = table;
        this.values = new CellValue(table);
    }

    /// Cells that are not empty, by name or id.
    Map<String, Object> all(Row row, boolean byId) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (Field field : table.fields.values()) {
            Object cell = of(row, field);
            if (cell != null) {
                shown.put(byId ? field.id() : field.name(), cell);
            }
        }
        return shown;
    }

    /// @return null where it is empty
    @Nullable
    Object of(Row row, Field field) {
        Object broken = row.broken.get(field.id());
        if (broken != null) {
            return broken;
        }
        Object kept = row.cells.get(field.id());
        return field.type().computed() ? computed(row, field, kept) : kept == null ? null : plain(field, kept);
    }

    /// As a person would read it, for `cellFormat=string`.
    String text(Row row, Field field) {
        return FormulaValue.text(values.of(row, field));
    }

    private @Nullable Object plain(Field field, Object kept) {
        Base base = table.base;
        return switch (field.type()) {
            case SINGLE_SELECT ->
                field.choice(kept.toString()).map(Field.Choice::name).orElse(null);
            case MULTIPLE_SELECTS ->
                Table.ids(kept).stream()
                        .flatMap(id -> field.choice(id).stream())
                        .map(Field.Choice::name)
                        .toList();
            case MULTIPLE_ATTACHMENTS ->
                Table.ids(kept).stream()
                        .flatMap(id -> Optional.ofNullable(base.attachments.get(id)).stream())
                        .map(each -> each.shown(AttachmentFiles.url(base, each)))
                        .toList();
            case SINGLE_COLLABORATOR -> person(kept.toString());
            case MULTIPLE_COLLABORATORS ->
                Table.ids(kept).stream().map(this::person).toList();
            default -> json(kept);
        };
    }

    private Map<String, Object> person(String id) {
        return table.base.collaborator(id).map(Collaborator::shown).orElse(Map.of("id", id));
    }

    private @Nullable Object computed(Row row, Field field, @Nullable Object kept) {
        return switch (field.type()) {
            case CREATED_BY -> person(row.createdBy);
            case LAST_MODIFIED_BY -> row.modified == null ? null : person(row.modifiedBy);
            case BUTTON -> button(field);
            case AI_TEXT -> kept;
            case MULTIPLE_LOOKUP_VALUES -> lookedUp(row, field);
            default -> json(values.of(row, field));
        };
    }

    private static Map<String, @Nullable Object> button(Field field) {
        Map<String, @Nullable Object> button = new LinkedHashMap<>();
        button.put("label", field.text("label"));
        button.put("url", field.options().get("url"));
        return button;
    }

    /// Always an array, where there is anything.
    private @Nullable Object lookedUp(Row row, Field field) {
        return values.of(row, field) instanceof List<?> list && !list.isEmpty()
                ? list.stream().map(ShowCell::json).toList()
                : null;
    }

    private static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number when number.isNaN() -> Map.of("specialValue", "NaN");
            case Double number
            when number.isInfinite() -> Map.of("specialValue", number > 0 ? "Infinity" : "-Infinity");
            case Double number -> FormulaValue.number(number);
            case Boolean truth -> truth ? true : null;
            case Instant instant -> FormulaValue.iso(instant);
            case FormulaValue.Failed failed -> Map.of("error", failed.word());
            case String text -> text.isEmpty() ? null : text;
            case List<?> list ->
                list.isEmpty() ? null : list.stream().map(ShowCell::json).toList();
            case Map<?, ?> map -> map;
            default -> value.toString();
        };
    }
}
