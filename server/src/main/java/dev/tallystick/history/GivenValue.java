package dev.tallystick.history;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A value that a person typed for a field, as the API takes it: what [ValueJson#simple] shows, read back by the
/// field's type.
public sealed interface GivenValue {
    record Fits(Value value) implements GivenValue {}

    /// @param sentence what the field takes instead
    record DoesNotFit(String sentence) implements GivenValue {}

    /// More digits than this is no number somebody meant.
    int MOST_DIGITS = 400;

    /// @param field as people know it
    /// @param given null, or JSON's null, empties the field
    static GivenValue of(String field, FieldType type, @Nullable JsonNode given) {
        if (given == null
                || given.isNull()
                || (given.isString() && given.stringValue().isEmpty())) {
            return new Fits(Value.empty());
        }
        Value value;
        try {
            value = read(type, given);
        } catch (DateTimeException | NumberFormatException wrong) {
            value = null;
        }
        return value == null
                ? new DoesNotFit("'" + field + "' takes " + wanted(type) + ", which this value is not.")
                : new Fits(value);
    }

    private static @Nullable Value read(FieldType type, JsonNode given) {
        return switch (type) {
            case TEXT -> given.isString() ? Value.text(given.stringValue()) : null;
            case DECIMAL -> decimal(given);
            case BOOLEAN -> given.isBoolean() ? new Value.Bool(given.booleanValue()) : null;
            case DATE -> given.isString() ? new Value.Date(LocalDate.parse(given.stringValue())) : null;
            case INSTANT -> given.isString() ? new Value.Timestamp(instant(given.stringValue())) : null;
            case LOCAL_DATE_TIME ->
                given.isString() ? new Value.LocalDateTime(LocalDateTime.parse(given.stringValue())) : null;
            case CHOICE -> given.isString() ? new Value.Choice(given.stringValue()) : null;
            case CHOICES -> {
                var options = texts(given);
                yield options == null ? null : new Value.Choices(options);
            }
            case LINKS -> {
                var rows = texts(given);
                yield rows == null ? null : new Value.Links(rows);
            }
            case ATTACHMENTS -> null;
            case JSON -> new Value.Json(given.toString());
        };
    }

    private static @Nullable Value decimal(JsonNode given) {
        if (!given.isNumber() && !given.isString()) {
            return null;
        }
        var text = given.isNumber()
                ? given.decimalValue().toString()
                : given.stringValue().strip();
        if (text.length() > MOST_DIGITS) {
            return null;
        }
        var number = new BigDecimal(text);
        // 1e999999999 is short to write and fills the memory when it is written out.
        return Math.abs((long) number.scale()) > MOST_DIGITS ? null : new Value.Decimal(number);
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static @Nullable List<String> texts(JsonNode given) {
        if (!given.isArray()) {
            return null;
        }
        var texts = new ArrayList<String>();
        for (var one : given) {
            if (!one.isString()) {
                return null;
            }
            texts.add(one.stringValue());
        }
        return texts;
    }

    private static String wanted(FieldType type) {
        return switch (type) {
            case TEXT -> "a text";
            case DECIMAL -> "a number";
            case BOOLEAN -> "true or false";
            case DATE -> "a date such as 2026-11-25";
            case INSTANT -> "a time with its zone such as 2026-11-25T08:00:00Z";
            case LOCAL_DATE_TIME -> "a date and time such as 2026-11-25T08:00:00";
            case CHOICE -> "the name of an option";
            case CHOICES -> "a list of options";
            case LINKS -> "a list of row ids";
            case ATTACHMENTS -> "files, and a file cannot be typed";
            case JSON -> "JSON";
        };
    }
}
