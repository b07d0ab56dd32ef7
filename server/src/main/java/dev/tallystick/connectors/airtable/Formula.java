package dev.tallystick.connectors.airtable;

import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Formulas for `filterByFormula`. A backslash and the quote are escaped by a backslash, and nothing else is
/// special within single quotes.
/// Source: support.airtable.com, "Formula field reference"; pyairtable's `quoted`.
final class Formula {
    private Formula() {}

    /// How many values are looked for in one call. A formula has a length that nobody promises; this is far below.
    static final int MOST_VALUES = 100;

    static String rows(Collection<String> ids) {
        return or(ids.stream().map(id -> "RECORD_ID()=" + quoted(id)).toList());
    }

    /// Rows that were made or changed after a time.
    ///
    /// @param changed id of the field with the time of the last change; empty in a row that never was changed
    static String changedAfter(String changed, Instant time) {
        return "IS_AFTER(IF(" + field(changed) + "," + field(changed) + ",CREATED_TIME())," + time(time) + ")";
    }

    static String madeAfter(Instant time) {
        return "IS_AFTER(CREATED_TIME()," + time(time) + ")";
    }

    /// Rows with this value in the field; what it finds is compared again, for a formula may see two values as
    /// one. Empty where a formula cannot tell.
    static Optional<String> equal(Column column, Value value) {
        String field = field(column.id());
        return switch (column.kind()) {
            case TEXT, CHOICE ->
                switch (value) {
                    case Value.Text(var text) -> Optional.of(field + "=" + quoted(text));
                    case Value.Choice(var option) -> Optional.of(field + "=" + quoted(option));
                    default -> Optional.empty();
                };
            case NUMBER ->
                value instanceof Value.Decimal(var number)
                        ? Optional.of(field + "=" + number.toPlainString())
                        : Optional.empty();
            case DATE ->
                value instanceof Value.Date(var date)
                        ? Optional.of("IS_SAME(" + field + ",DATETIME_PARSE(" + quoted(date.toString()) + "),'day')")
                        : Optional.empty();
            case DATE_TIME ->
                value instanceof Value.Timestamp(var instant)
                        ? Optional.of("IS_SAME(" + field + "," + time(instant) + ",'second')")
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    static String and(String one, String other) {
        return "AND(" + one + "," + other + ")";
    }

    static String or(List<String> parts) {
        return parts.size() == 1 ? parts.getFirst() : parts.stream().collect(Collectors.joining(",", "OR(", ")"));
    }

    static String is(String field, String text) {
        return field(field) + "=" + quoted(text);
    }

    private static String time(Instant instant) {
        return "DATETIME_PARSE(" + quoted(instant.toString()) + ")";
    }

    private static String field(String id) {
        return "{" + id + "}";
    }

    static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
