package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a table is made of; the first field is its primary one.
///
/// @param id "" for one that is made up
public record TableRecipe(String id, String name, List<Wish> fields, List<ViewWish> views) {

    /// @param words what else the type needs, by names of tables and fields
    record Wish(String name, FieldType type, Map<String, Object> options, List<String> words) {}

    record ViewWish(String name, String filter, List<View.Sort> order) {}

    static TableRecipe named(String name) {
        return new TableRecipe("", name, List.of(), List.of());
    }

    public TableRecipe id(String other) {
        return new TableRecipe(other, name, fields, views);
    }

    /// A field with the usual options of its type.
    public TableRecipe field(String field, FieldType type) {
        return field(field, type, Map.of());
    }

    /// @param options over the usual ones
    public TableRecipe field(String field, FieldType type, Map<String, Object> options) {
        Map<String, Object> all = FieldOptions.usual(type);
        all.putAll(options);
        return with(new Wish(field, type, all, List.of()));
    }

    public TableRecipe select(String field, String... choices) {
        return with(new Wish(field, FieldType.SINGLE_SELECT, new LinkedHashMap<>(), List.of(choices)));
    }

    public TableRecipe selects(String field, String... choices) {
        return with(new Wish(field, FieldType.MULTIPLE_SELECTS, new LinkedHashMap<>(), List.of(choices)));
    }

    /// @param inverse the name of its other end in the other table
    public TableRecipe link(String field, String table, String inverse) {
        return with(new Wish(field, FieldType.MULTIPLE_RECORD_LINKS, new LinkedHashMap<>(), List.of(table, inverse)));
    }

    /// @param text with the names of fields in braces
    public TableRecipe formula(String field, String text, FieldType result) {
        return with(new Wish(field, FieldType.FORMULA, result(result), List.of(text)));
    }

    public TableRecipe count(String field, String link) {
        return with(new Wish(field, FieldType.COUNT, new LinkedHashMap<>(), List.of(link)));
    }

    /// @param of a field of the linked table
    public TableRecipe lookup(String field, String link, String of, FieldType result) {
        return with(new Wish(field, FieldType.MULTIPLE_LOOKUP_VALUES, result(result), List.of(link, of)));
    }

    /// @param aggregate SUM, MAX, MIN, COUNT or ARRAYJOIN
    public TableRecipe rollup(String field, String link, String of, String aggregate) {
        return with(new Wish(field, FieldType.ROLLUP, result(FieldType.NUMBER), List.of(link, of, aggregate)));
    }

    /// @param watched only these fields; all where there are none
    public TableRecipe lastModified(String field, String... watched) {
        return with(new Wish(
                field,
                FieldType.LAST_MODIFIED_TIME,
                FieldOptions.usual(FieldType.LAST_MODIFIED_TIME),
                List.of(watched)));
    }

    /// @param filter a formula; "" for every record
    public TableRecipe view(String view, String filter, View.Sort... order) {
        return new TableRecipe(id, name, fields, BaseRecipe.and(views, new ViewWish(view, filter, List.of(order))));
    }

    private static Map<String, Object> result(FieldType type) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("isValid", true);
        options.put("result", FieldOptions.result(type));
        return options;
    }

    private TableRecipe with(Wish wish) {
        return new TableRecipe(id, name, BaseRecipe.and(fields, wish), views);
    }
}
