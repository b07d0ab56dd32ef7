package dev.tallystick.connectors.postgres;

import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import org.jspecify.annotations.Nullable;

/// A mapped field and the column that holds it.
///
/// @param link where the field's value is the key of another row, and what is stored of that row; null otherwise
/// @param key the column is the one that rows are found by
record FieldColumn(Field field, Column column, @Nullable Link link, boolean key, boolean utcTimestamps) {

    /// @param key the column with the keys people see, @param value the column whose content is stored here
    record Link(TableName table, Column key, Column value) {

        /// What stands for a row without a key, or one that is not there: no key looks like it.
        private String unnamed(String column) {
            return "'(" + value.name().replace("'", "''") + " ' || " + column + "::text || ')'";
        }

        String read(String column) {
            return "CASE WHEN %1$s IS NULL THEN NULL ELSE coalesce((SELECT r.%2$s::text FROM %3$s r WHERE r.%4$s = %1$s LIMIT 1), %5$s) END"
                    .formatted(column, key.quoted(), table.quoted(), value.quoted(), unnamed(column));
        }
    }

    String id() {
        return field.id();
    }

    String read(String alias) {
        if (link != null) {
            return link.read(alias + "." + column.quoted());
        }
        return key ? alias + "." + column.quoted() + "::text" : column.read(alias);
    }

    Value value(@Nullable String text) {
        if (text == null) {
            return Value.empty();
        }
        if (link != null || (key && field.type() == FieldType.TEXT)) {
            return field.type() == FieldType.CHOICE ? new Value.Choice(text) : Value.text(text);
        }
        return ValueText.read(text, column, field.type());
    }

    ValueText text(Value value) {
        if (link == null) {
            return ValueText.of(value, column, utcTimestamps);
        }
        return switch (value) {
            case Value.Empty _
            when column.notNull() -> new ValueText.DoesNotFit("'" + id() + "' must not be empty in this table.");
            case Value.Empty _ -> new ValueText.Fits(null);
            case Value.Text(String key) -> keyText(key);
            case Value.Choice(String key) -> keyText(key);
            default -> new ValueText.DoesNotFit("'" + id() + "' is no key of another row.");
        };
    }

    private ValueText keyText(String key) {
        var fault = ValueText.textFault(key);
        return fault == null ? new ValueText.Fits(key) : new ValueText.DoesNotFit("'" + id() + "' " + fault);
    }
}
