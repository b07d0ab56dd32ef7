package dev.tallystick.connectors.postgres;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Values to and from the text that PostgreSQL reads and writes. A value is kept as it is or it does not fit: nothing
/// is cut, rounded or padded. What the server would refuse is found here, before a batch is sent, because here the
/// field can be named.
sealed interface ValueText {

    /// @param text null for an empty value
    record Fits(@Nullable String text) implements ValueText {}

    /// @param reason a sentence naming the field
    record DoesNotFit(String reason) implements ValueText {}

    LocalDate FIRST_DATE = LocalDate.of(-4713, 11, 24);
    LocalDate LAST_DATE = LocalDate.of(5_874_897, 12, 31);
    LocalDateTime FIRST_TIME = FIRST_DATE.atStartOfDay();
    LocalDateTime LAST_TIME = LocalDate.of(294_276, 12, 31).atTime(23, 59, 59, 999_999_000);

    int MAX_INTEGER_DIGITS = 131_072;
    int MAX_SCALE = 16_383;
    int MICROSECOND_DIGITS = 6;
    int MILLISECOND_DIGITS = 3;
    int NANOSECOND_DIGITS = 9;
    DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

    /// The server takes about 1 GB; what is far below it and still too much for a row is refused by name.
    int MAX_TEXT_CHARS = 64_000_000;

    BigDecimal SECONDS_OF_DAY = BigDecimal.valueOf(86_400);
    Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    static ValueText of(Value value, Column column, boolean utcTimestamps) {
        var field = column.name();
        var faulty = switch (value) {
            case Value.Empty _ -> column.notNull() ? "must not be empty in this table." : null;
            case Value.Text(String text) -> textFault(text);
            case Value.Choice(String option) -> textFault(option);
            case Value.Choices(List<String> options) -> firstFault(options);
            case Value.Links(List<String> rowIds) -> firstFault(rowIds);
            case Value.Json(String json) -> jsonFault(json);
            case Value.Attachments(var files) ->
                firstFault(files.stream()
                        .flatMap(file -> Stream.of(file.id(), file.name()))
                        .toList());
            case Value.Decimal _, Value.Bool _, Value.Date _, Value.Timestamp _, Value.LocalDateTime _ -> null;
        };
        if (faulty != null) {
            return new DoesNotFit("'" + field + "' " + faulty);
        }
        return switch (value) {
            case Value.Empty _ -> new Fits(null);
            case Value.Text(String text) -> text(text, column);
            case Value.Choice(String option) -> text(option, column);
            case Value.Decimal(BigDecimal number) -> number(number, column);
            case Value.Bool(boolean truth) ->
                column.kind() == Column.Kind.BOOLEAN ? new Fits(Boolean.toString(truth)) : other(value, column);
            case Value.Date(LocalDate date) -> date(date, column);
            case Value.Timestamp(Instant instant) -> instant(instant, column, utcTimestamps);
            case Value.LocalDateTime(LocalDateTime dateTime) ->
                column.kind() == Column.Kind.TIMESTAMP ? time(dateTime, column, "") : other(value, column);
            case Value.Choices(List<String> options) -> array(options, value, column);
            case Value.Links(List<String> rowIds) -> array(rowIds, value, column);
            case Value.Json(String json) -> isJson(column) ? new Fits(json) : other(value, column);
            case Value.Attachments(var files) ->
                isJson(column) ? new Fits(CanonicalJson.ofFiles(files)) : other(value, column);
        };
    }

    /// What makes a text unfit for any column, as the rest of a sentence; null when nothing does.
    static @Nullable String textFault(String text) {
        if (text.length() > MAX_TEXT_CHARS) {
            return "is a text of more than " + MAX_TEXT_CHARS + " characters.";
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\0') {
                return "holds the character U+0000 at position " + (at + 1) + ", which PostgreSQL cannot keep.";
            }
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(c)) {
                return "holds half of a character (U+" + Integer.toHexString(c).toUpperCase(Locale.ROOT)
                        + ") at position " + (at + 1) + ", which is no text.";
            }
        }
        return null;
    }

    private static @Nullable String firstFault(List<String> texts) {
        for (var text : texts) {
            var fault = textFault(text);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable String jsonFault(String json) {
        var fault = textFault(json);
        return fault != null ? fault : CanonicalJson.fault(json);
    }

    private static ValueText text(String text, Column column) {
        return switch (column.kind()) {
            case TEXT -> {
                int characters = text.codePointCount(0, text.length());
                yield column.limit() >= 0 && characters > column.limit()
                        ? new DoesNotFit("'" + column.name() + "' has " + characters
                                + " characters, and the column holds " + column.limit() + ".")
                        : new Fits(text);
            }
            case UUID ->
                UUID.matcher(text).matches()
                        ? new Fits(text)
                        : new DoesNotFit("'" + column.name() + "' is no UUID in lower case, which the column demands.");
            case ENUM ->
                column.labels().contains(text)
                        ? new Fits(text)
                        : new DoesNotFit("'" + column.name() + "' is none of the values the column knows: "
                                + String.join(", ", column.labels()) + ".");
            default ->
                new DoesNotFit("'" + column.name() + "' is a text, and the column is of type " + column.type() + ".");
        };
    }

    private static ValueText number(BigDecimal number, Column column) {
        return switch (column.kind()) {
            case SMALLINT -> whole(number, column, 15);
            case INTEGER -> whole(number, column, 31);
            case BIGINT -> whole(number, column, 63);
            case NUMERIC -> numeric(number, column);
            case REAL -> {
                float nearest = number.floatValue();
                yield Float.isFinite(nearest) && new BigDecimal(Float.toString(nearest)).compareTo(number) == 0
                        ? new Fits(Float.toString(nearest))
                        : inexact(column);
            }
            case DOUBLE -> {
                double nearest = number.doubleValue();
                yield Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(number) == 0
                        ? new Fits(Double.toString(nearest))
                        : inexact(column);
            }
            default ->
                new DoesNotFit("'" + column.name() + "' is a number, and the column is of type " + column.type() + ".");
        };
    }

    private static ValueText inexact(Column column) {
        return new DoesNotFit("'" + column.name() + "' is a number that a column of type " + column.type()
                + " would change; use numeric.");
    }

    private static ValueText whole(BigDecimal number, Column column, int bits) {
        // The digits are counted before the number is spelled out: 1E+999999999 would fill the memory.
        var plain = number.stripTrailingZeros();
        if (plain.scale() > 0) {
            return new DoesNotFit(
                    "'" + column.name() + "' has decimals, and the column is of type " + column.type() + ".");
        }
        if ((long) plain.precision() - plain.scale() > 19 || tooLarge(plain.toBigIntegerExact(), bits)) {
            return new DoesNotFit(
                    "'" + column.name() + "' is too large a number for a column of type " + column.type() + ".");
        }
        return new Fits(plain.toBigIntegerExact().toString());
    }

    private static boolean tooLarge(BigInteger number, int bits) {
        return number.bitLength() > bits;
    }

    private static ValueText numeric(BigDecimal number, Column column) {
        var plain = number.stripTrailingZeros();
        long integerDigits = plain.signum() == 0 ? 0 : (long) plain.precision() - plain.scale();
        long maxDigits = column.precision() < 0 ? MAX_INTEGER_DIGITS : (long) column.precision() - column.scale();
        if (integerDigits > maxDigits) {
            return new DoesNotFit(
                    "'" + column.name() + "' is too large a number for a column of type " + column.type() + ".");
        }
        int maxScale = column.precision() < 0 ? MAX_SCALE : column.scale();
        if (plain.signum() != 0 && plain.scale() > maxScale) {
            return new DoesNotFit(
                    "'" + column.name() + "' has more decimals than a column of type " + column.type() + " holds.");
        }
        var kept = number.scale() > maxScale ? plain : number;
        return new Fits(kept.toString());
    }

    private static ValueText date(LocalDate date, Column column) {
        if (column.kind() != Column.Kind.DATE) {
            return new DoesNotFit(
                    "'" + column.name() + "' is a date, and the column is of type " + column.type() + ".");
        }
        return date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)
                ? outside(column)
                : new Fits(dateText(date) + era(date));
    }

    private static ValueText instant(Instant instant, Column column, boolean utcTimestamps) {
        boolean fits =
                column.kind() == Column.Kind.TIMESTAMPTZ || (column.kind() == Column.Kind.TIMESTAMP && utcTimestamps);
        if (!fits) {
            return new DoesNotFit(
                    "'" + column.name() + "' is a point in time, and the column is of type " + column.type() + ".");
        }
        var zone = column.kind() == Column.Kind.TIMESTAMPTZ ? "+00" : "";
        // Instants reach further than local times of Java do.
        boolean within = !instant.isBefore(FIRST_TIME.toInstant(ZoneOffset.UTC))
                && !instant.isAfter(LAST_TIME.toInstant(ZoneOffset.UTC));
        return within ? time(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), column, zone) : outside(column);
    }

    private static ValueText time(LocalDateTime time, Column column, String zone) {
        if (time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME)) {
            return outside(column);
        }
        // Equal is equal to the millisecond; the server rounds, so what it cannot keep is dropped here.
        int digits = column.limit() < 0 ? MICROSECOND_DIGITS : column.limit();
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        int unit = BigInteger.TEN.pow(NANOSECOND_DIGITS - digits).intValueExact();
        var kept = time.withNano(nanos / unit * unit);
        if (digits < MILLISECOND_DIGITS && !kept.equals(time.truncatedTo(ChronoUnit.MILLIS))) {
            return new DoesNotFit("'" + column.name() + "' has more digits of a second than a column of type "
                    + column.type() + " holds.");
        }
        var clock = CLOCK.format(kept.toLocalTime());
        return new Fits(dateText(kept.toLocalDate()) + " " + clock + zone + era(kept.toLocalDate()));
    }

    private static String dateText(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static ValueText outside(Column column) {
        return new DoesNotFit("'" + column.name() + "' lies outside of the times that PostgreSQL knows.");
    }

    private static ValueText array(List<String> names, Value value, Column column) {
        if (column.kind() != Column.Kind.TEXT_ARRAY) {
            return other(value, column);
        }
        for (var name : names) {
            if (column.limit() >= 0 && name.codePointCount(0, name.length()) > column.limit()) {
                return new DoesNotFit("'" + column.name() + "' has a name of more than " + column.limit()
                        + " characters, the most the column holds.");
            }
        }
        var literal = new StringBuilder("{");
        for (var name : names) {
            literal.append(literal.length() == 1 ? "\"" : ",\"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return new Fits(literal.append('}').toString());
    }

    private static boolean isJson(Column column) {
        return column.kind() == Column.Kind.JSON || column.kind() == Column.Kind.JSONB;
    }

    private static ValueText other(Value value, Column column) {
        return new DoesNotFit("'" + column.name() + "' is a "
                + value.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ", which a column of type "
                + column.type() + " does not hold.");
    }

    /// What stands in the column, from the text that [Column#read] asks for. Content that no value of ours says
    /// (`infinity`, `NaN`) comes back as text, so that it differs from every value.
    static Value read(@Nullable String text, Column column, FieldType type) {
        if (text == null) {
            return Value.empty();
        }
        return switch (column.kind()) {
            case TEXT, UUID, ENUM, OTHER -> type == FieldType.CHOICE ? new Value.Choice(text) : Value.text(text);
            case SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE ->
                isNumber(text) ? Value.decimal(text) : Value.text(text);
            case BOOLEAN -> new Value.Bool(text.equals("true"));
            case DATE ->
                isNumber(text)
                        ? new Value.Date(LocalDate.ofEpochDay(new BigDecimal(text)
                                .divideToIntegralValue(SECONDS_OF_DAY)
                                .longValueExact()))
                        : Value.text(text);
            case TIMESTAMPTZ -> isNumber(text) ? new Value.Timestamp(instantOf(text)) : Value.text(text);
            case TIMESTAMP -> isNumber(text) ? timestamp(text, type) : Value.text(text);
            case JSON, JSONB ->
                type == FieldType.ATTACHMENTS ? CanonicalJson.files(text) : new Value.Json(CanonicalJson.of(text));
            case TEXT_ARRAY -> names(text, type);
        };
    }

    private static boolean isNumber(String text) {
        char last = text.charAt(text.length() - 1);
        return last >= '0' && last <= '9';
    }

    private static Value timestamp(String text, FieldType type) {
        var instant = instantOf(text);
        return type == FieldType.INSTANT
                ? new Value.Timestamp(instant)
                : new Value.LocalDateTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    private static Instant instantOf(String seconds) {
        var exact = new BigDecimal(seconds);
        var whole = exact.setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
                whole.longValueExact(), exact.subtract(whole).movePointRight(9).longValueExact());
    }

    private static Value names(String json, FieldType type) {
        var names = new ArrayList<>(CanonicalJson.strings(json));
        return type == FieldType.LINKS ? new Value.Links(names) : new Value.Choices(names);
    }
}
