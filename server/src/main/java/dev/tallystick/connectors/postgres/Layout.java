package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.Target.Prepared;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Schema;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table that was found, or made, fit for the fields of a sync.
///
/// @param exists false when this was a dry run and the table would have to be made
/// @param unmade columns that it lacks, and that a dry run leaves so
/// @param fields by field id
record Layout(
        TableName name,
        TableOptions options,
        TableShape shape,
        Column key,
        Map<String, FieldColumn> fields,
        boolean exists,
        boolean created,
        Set<String> unmade) {

    FieldColumn field(String id) {
        @Nullable FieldColumn field = fields.get(id);
        if (field == null) {
            throw new IllegalArgumentException(
                    "The field '" + id + "' was not asked for when " + name + " was prepared");
        }
        return field;
    }

    Prepared prepared() {
        var schema = new Schema(fields.values().stream().map(Layout::described).toList());
        return new Prepared(
                schema,
                created,
                new Fingerprint(Equality.EXACT).add(shape.description()).hex());
    }

    private static Field described(FieldColumn field) {
        var column = field.column();
        return new Field(
                field.id(),
                field.field().name(),
                field.field().type(),
                column.computed(),
                column.notNull() && !column.filled());
    }

    String keyRead(String alias) {
        return alias + "." + key.quoted() + "::text";
    }

    /// `alias.key = ANY (?)` for an array of texts.
    String keyAmong(String alias) {
        return alias + "." + key.quoted() + " = ANY (?::text[]::" + key.cast() + "[])";
    }

    /// Why no row can have this key, as the rest of a sentence; null when one can.
    @Nullable
    String keyFault(String text) {
        var fault = ValueText.textFault(text);
        if (fault != null) {
            return fault;
        }
        return switch (key.kind()) {
            case INTEGER, BIGINT ->
                text.matches("0|-?[1-9][0-9]{0,17}")
                                && (key.kind() == Column.Kind.BIGINT
                                        || Long.parseLong(text) == (int) Long.parseLong(text))
                        ? null
                        : "is no whole number in its usual form, which the column of keys demands.";
            case UUID ->
                ValueText.UUID.matcher(text).matches() ? null : "is no UUID in lower case, which the column demands.";
            default ->
                key.limit() >= 0 && text.codePointCount(0, text.length()) > key.limit()
                        ? "has more characters than the column of keys holds (" + key.limit() + ")."
                        : null;
        };
    }
}
