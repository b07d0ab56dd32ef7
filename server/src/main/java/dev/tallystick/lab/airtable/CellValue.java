package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a cell holds as a formula sees it: names instead of ids, and computed cells worked out.
final class CellValue {

    /// A formula may name a formula; a circle of them is an error.
    private static final int DEEPEST = 40;

    private final Table table;
    private final int depth;

    CellValue(Table table) {
        this(table, 0);
    }

    private CellValue(Table table, int depth) {
        this.table = table;
        this.depth = depth;
    }

    @Nullable
    Object of(Row row, Field field) {
        if (depth > DEEPEST || row.broken.containsKey(field.id())) {
            return FormulaValue.ERROR;
        }
        Object kept = row.cells.get(field.id());
        return field.type().computed() ? computed(row, field, kept) : kept == null ? null : plain(field, kept);
    }

    private @Nullable Object plain(Field field, Object kept) {
        Base base = table.base;
        return switch (field.type()) {
            case SINGLE_SELECT -> choice(field, kept.toString());
            case MULTIPLE_SELECTS ->
                Table.ids(kept).stream().map(id -> choice(field, id)).toList();
            case MULTIPLE_RECORD_LINKS -> linkedNames(field, Table.ids(kept));
            case MULTIPLE_ATTACHMENTS ->
                Table.ids(kept).stream()
                        .flatMap(id -> Optional.ofNullable(base.attachments.get(id)).stream())
                        .map(Attachment::filename)
                        .toList();
            case SINGLE_COLLABORATOR -> person(kept.toString());
            case MULTIPLE_COLLABORATORS ->
                Table.ids(kept).stream().map(this::person).toList();
            case BARCODE -> kept instanceof Map<?, ?> map ? "" + map.get("text") : null;
            case DATE -> LocalDate.parse(kept.toString());
            default -> kept;
        };
    }

    private static String choice(Field field, String id) {
        return field.choice(id).map(Field.Choice::name).orElse("");
    }

    private String person(String id) {
        return table.base.collaborator(id).map(Collaborator::name).orElse("");
    }

    private @Nullable Object computed(Row row, Field field, @Nullable Object kept) {
        return switch (field.type()) {
            case FORMULA -> {
                var inner = new CellValue(table, depth + 1);
                yield new EvaluateFormula(table, row, inner).of(table.formula(field.text("formula")));
            }
            case COUNT -> (double) links(row, field).size();
            case MULTIPLE_LOOKUP_VALUES -> looked(row, field);
            case ROLLUP -> rolledUp(field, looked(row, field));
            case AUTO_NUMBER -> (double) row.number;
            case CREATED_TIME -> row.created;
            case LAST_MODIFIED_TIME -> modified(row, field);
            case CREATED_BY -> person(row.createdBy);
            case LAST_MODIFIED_BY -> person(row.modifiedBy);
            case BUTTON -> field.text("label");
            case AI_TEXT -> kept instanceof Map<?, ?> map ? map.get("value") : null;
            default -> kept;
        };
    }

    private static @Nullable Instant modified(Row row, Field field) {
        if (!(field.options().get("referencedFieldIds") instanceof List<?> watched) || watched.isEmpty()) {
            return row.modified;
        }
        return watched.stream()
                .flatMap(id -> Optional.ofNullable(row.changed.get(id.toString())).stream())
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static List<String> links(Row row, Field field) {
        return Table.ids(row.cells.get(field.text("recordLinkFieldId")));
    }

    /// The values of a field of the linked records, one list for all.
    private List<Object> looked(Row row, Field field) {
        Field link = table.fields.get(field.text("recordLinkFieldId"));
        Table other = link == null ? null : table.base.tables.get(link.text("linkedTableId"));
        Field target = other == null ? null : other.fields.get(field.text("fieldIdInLinkedTable"));
        if (other == null || target == null) {
            return List.of();
        }
        var inner = new CellValue(other, depth + 1);
        List<Object> values = new ArrayList<>();
        for (String id : links(row, field)) {
            Row linked = other.rows.get(id);
            Object value = linked == null ? null : inner.of(linked, target);
            if (value instanceof List<?> list) {
                values.addAll(FormulaValue.flat(list));
            } else if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Object rolledUp(Field field, List<Object> values) {
        Optional<Object> failed =
                values.stream().filter(FormulaValue.Failed.class::isInstance).findFirst();
        if (failed.isPresent()) {
            return failed.get();
        }
        var numbers = values.stream().mapToDouble(FormulaValue::toNumber);
        return switch (field.aggregate() == null ? "SUM" : field.aggregate()) {
            case "MAX" -> numbers.max().orElse(0);
            case "MIN" -> numbers.min().orElse(0);
            case "COUNT" -> (double) values.size();
            case "ARRAYJOIN" -> FormulaValue.text(values);
            default -> numbers.sum();
        };
    }

    private List<String> linkedNames(Field field, List<String> ids) {
        Table other = table.base.tables.get(field.text("linkedTableId"));
        if (other == null) {
            return List.of();
        }
        var inner = new CellValue(other, depth + 1);
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(other.rows.get(id)).stream())
                .map(linked -> FormulaValue.text(inner.of(linked, other.primary())))
                .toList();
    }
}
