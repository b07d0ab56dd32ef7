package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes tables and fields, for a program and for a person.
/// Source: airtable.com/developers/web/api/create-table, create-field.
final class ChangeSchema {

    private final Base base;

    ChangeSchema(Base base) {
        this.base = base;
    }

    /// From the body of `POST /v0/meta/bases/{base}/tables`.
    Table createTable(Map<String, @Nullable Object> body) {
        String name = Json.text(body, "name");
        List<?> fields = Json.list(body, "fields");
        if (name.isBlank() || fields.isEmpty()) {
            throw Rejected.parameters();
        }
        if (base.find(name).isPresent()) {
            throw new Rejected(422, "DUPLICATE_TABLE_NAME", "There is a table " + name + " already");
        }
        Table table = new Table(base, base.ids.next("tbl"), name, Json.text(body, "description"));
        for (Object each : fields) {
            if (!(each instanceof Map<?, ?> map)) {
                throw Rejected.parameters();
            }
            put(table, checked(table, Json.strings(map)));
        }
        base.tables.put(table.id(), table);
        table.fields.values().forEach(field -> addInverse(table, field, null));
        addView(table, "Grid view", null, List.of());
        return table;
    }

    /// From the body of `POST …/tables/{table}/fields`.
    Field createField(Table table, Map<String, @Nullable Object> body) {
        Field field = checked(table, body);
        put(table, field);
        return addInverse(table, field, null);
    }

    private Field checked(Table table, Map<String, @Nullable Object> body) {
        String name = Json.text(body, "name");
        if (name.isBlank() || table.find(name).isPresent()) {
            throw new Rejected(422, "DUPLICATE_OR_EMPTY_FIELD_NAME", null);
        }
        FieldType type = FieldType.named(Json.text(body, "type")).orElseThrow(Rejected::parameters);
        if (type.computed()) {
            throw new Rejected(
                    422,
                    "UNSUPPORTED_FIELD_TYPE_FOR_CREATE",
                    "Creating " + type.word() + " fields is not supported at this time");
        }
        Map<String, @Nullable Object> options =
                body.get("options") instanceof Map<?, ?> map ? Json.strings(map) : Map.of();
        if (type == FieldType.MULTIPLE_RECORD_LINKS && !base.tables.containsKey(Json.text(options, "linkedTableId"))) {
            throw Rejected.noAccess();
        }
        return new Field(base.ids.next("fld"), name, type, FieldOptions.checked(base.ids, type, options), null);
    }

    static void put(Table table, Field field) {
        table.fields.put(field.id(), field);
    }

    /// A new link field brings its other end with it.
    ///
    /// @param name of the other end; null for the name of this table
    /// @return the field, which now names its other end
    Field addInverse(Table table, Field field, @Nullable String name) {
        Table other = base.tables.get(field.text("linkedTableId"));
        if (field.type() != FieldType.MULTIPLE_RECORD_LINKS || other == null) {
            return field;
        }
        String wanted = name == null ? table.name() : name;
        String free = Stream.iterate(1, number -> number + 1)
                .map(number -> number == 1 ? wanted : wanted + " " + number)
                .filter(each -> other.find(each).isEmpty())
                .findFirst()
                .orElseThrow();
        String id = base.ids.next("fld");
        put(other, new Field(id, free, FieldType.MULTIPLE_RECORD_LINKS, link(table.id(), field.id()), null));
        Field linked = new Field(field.id(), field.name(), field.type(), link(other.id(), id), field.aggregate());
        put(table, linked);
        return linked;
    }

    private static Map<String, Object> link(String table, String inverse) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("linkedTableId", table);
        options.put("isReversed", false);
        options.put("prefersSingleRecordLink", false);
        options.put("inverseLinkFieldId", inverse);
        return options;
    }

    View addView(Table table, String name, @Nullable String filter, List<View.Sort> order) {
        View view = new View(base.ids.next("viw"), name, filter, order, List.of());
        table.views.put(view.id(), view);
        return view;
    }
}
