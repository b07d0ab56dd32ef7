package dev.tallystick.connectors.airtable;

import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A field of an Airtable table.
///
/// @param word its type, as the API writes it
/// @param kind how its cells are read
/// @param of for a lookup, how each of its values is read; otherwise as `kind`
/// @param options as the API gives them
record Column(String id, String name, String word, CellKind kind, CellKind of, JsonNode options) {

    /// What a program can write. All else is computed, or not known to this version.
    private static final Set<String> WRITABLE = Set.of(
            "singleLineText",
            "multilineText",
            "richText",
            "email",
            "url",
            "phoneNumber",
            "number",
            "currency",
            "percent",
            "duration",
            "rating",
            "checkbox",
            "date",
            "dateTime",
            "singleSelect",
            "multipleSelects",
            "multipleRecordLinks",
            "multipleAttachments",
            "singleCollaborator",
            "multipleCollaborators",
            "barcode");

    /// Computed once when the row is made, and never again.
    private static final Set<String> SETTLED = Set.of("createdTime", "createdBy", "autoNumber");

    private static final Set<CellKind> WITH_PARTS = Set.of(
            CellKind.PERSON,
            CellKind.PEOPLE,
            CellKind.BARCODE,
            CellKind.BUTTON,
            CellKind.AI_TEXT,
            CellKind.LOOKUP,
            CellKind.ATTACHMENTS);

    static Column of(JsonNode field) {
        var word = field.path("type").asString("");
        var options = field.path("options");
        var kind = kind(word, options);
        var of = kind == CellKind.LOOKUP ? result(options) : kind;
        // Rows and files that are looked up are rows and files, and no text.
        boolean whole = of == CellKind.LINKS || of == CellKind.ATTACHMENTS;
        return new Column(
                field.path("id").asString(""), field.path("name").asString(""), word, whole ? of : kind, of, options);
    }

    private static CellKind kind(String word, JsonNode options) {
        return switch (word) {
            case "formula", "rollup" -> result(options);
            case "createdTime", "lastModifiedTime" ->
                options.path("result").path("type").asString("").equals("date") ? CellKind.DATE : CellKind.DATE_TIME;
            default -> CellKind.of(word);
        };
    }

    /// What a computed field comes out as; text where the API does not say, as for a formula that is broken.
    private static CellKind result(JsonNode options) {
        var result = options.path("result");
        var kind = CellKind.of(result.path("type").asString("singleLineText"));
        return kind == CellKind.LOOKUP ? result(result.path("options")) : kind;
    }

    /// As a person wants it, where it can be had in that form too: what has parts as JSON, a lookup as its single
    /// value or as a set.
    Column as(@Nullable FieldType wished) {
        if (wished == null || wished == type()) {
            return this;
        }
        if (wished == FieldType.JSON && WITH_PARTS.contains(kind)) {
            return with(CellKind.JSON);
        }
        if (kind == CellKind.LOOKUP) {
            return wished == FieldType.CHOICES ? with(CellKind.SET) : wished == of.type() ? with(CellKind.ONE) : this;
        }
        return this;
    }

    private Column with(CellKind other) {
        return new Column(id, name, word, other, of, options);
    }

    FieldType type() {
        return kind == CellKind.ONE ? of.type() : kind.type();
    }

    /// As JSON it is only read: what is written needs a meaning.
    boolean readOnly() {
        return !WRITABLE.contains(word) || kind == CellKind.JSON;
    }

    /// Whether its value can change without anybody editing its row: then the time of the row's last change says
    /// nothing about it. An edit on the other end of a link may or may not count as one of this row.
    boolean changesUnseen() {
        return kind == CellKind.LINKS || (!WRITABLE.contains(word) && !SETTLED.contains(word));
    }

    boolean select() {
        return word.equals("singleSelect") || word.equals("multipleSelects");
    }

    /// The options of a select.
    List<String> choices() {
        List<String> names = new ArrayList<>();
        for (JsonNode choice : options.path("choices")) {
            names.add(choice.path("name").asString(""));
        }
        return names;
    }

    Field field() {
        return new Field(id, name, type(), readOnly(), false);
    }

    /// For sentences.
    @Override
    public String toString() {
        return "'" + name + "'";
    }
}
