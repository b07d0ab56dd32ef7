package dev.tallystick.connectors.googlesheets;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Translates between cells and values. What a cell holds and the field's type cannot be stays what it is: that it
/// does not fit is for the planner to say. Formats are not seen.
///
/// @param zone of the spreadsheet, in which its dates are meant
record CellValues(ZoneId zone) {
    /// A double keeps fifteen decimal digits, and Sheets shows no more. The sixteenth and seventeenth are noise of
    /// binary arithmetic: 0.1 + 0.2 is 0.30000000000000004 otherwise.
    private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    /// "Your input contains more than the maximum of 50000 characters in a single cell." (Sheets API)
    static final int LONGEST_TEXT = 50_000;

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /// Of a cell that is no error.
    ///
    /// @param own what the column's own format makes of numbers: a date that is mapped as text is read as
    ///     `2026-11-25`
    Value read(Cell cell, FieldType type, FieldType own) {
        return switch (cell.shown()) {
            case Cell.Blank _, Cell.Broken _ -> Value.empty();
            case Cell.Formula(String ignored, Cell shows) -> read(shows, type, own);
            case Cell.Truth(boolean truth) ->
                type == FieldType.TEXT ? Value.text(truth ? "TRUE" : "FALSE") : new Value.Bool(truth);
            case Cell.Numeric(double number) -> number(number, type, own);
            case Cell.Text(String text) -> text(text, type);
        };
    }

    private Value number(double number, FieldType type, FieldType own) {
        return switch (type) {
            case TEXT, CHOICE -> {
                var text = plain(number, own);
                yield type == FieldType.TEXT ? Value.text(text) : new Value.Choice(text);
            }
            case CHOICES -> new Value.Choices(List.of(plain(number, own)));
            case DATE, LOCAL_DATE_TIME, INSTANT ->
                SerialTime.read(number).map(time -> time(time, type)).orElseGet(() -> decimal(number));
            case BOOLEAN, DECIMAL, LINKS, ATTACHMENTS, JSON -> decimal(number);
        };
    }

    private static Value decimal(double number) {
        return new Value.Decimal(digits(number));
    }

    private static BigDecimal digits(double number) {
        var rounded = new BigDecimal(Double.toString(number)).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 && rounded.precision() - rounded.scale() <= 400 ? rounded.setScale(0) : rounded;
    }

    private static String plain(double number, FieldType own) {
        Optional<LocalDateTime> time = switch (own) {
            case DATE, LOCAL_DATE_TIME, INSTANT -> SerialTime.read(number);
            default -> Optional.empty();
        };
        return time.map(at -> own == FieldType.DATE && at.toLocalTime().equals(LocalTime.MIDNIGHT)
                        ? at.toLocalDate().toString()
                        : at.toString())
                .orElseGet(() -> digits(number).toPlainString());
    }

    private Value time(LocalDateTime time, FieldType type) {
        if (type == FieldType.DATE && time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            return new Value.Date(time.toLocalDate());
        }
        // Of the hour that clocks go through twice the first is meant; one that they skip is no instant.
        return type == FieldType.INSTANT
                        && !zone.getRules().getValidOffsets(time).isEmpty()
                ? new Value.Timestamp(time.atZone(zone).toInstant())
                : new Value.LocalDateTime(time);
    }

    private static Value text(String text, FieldType type) {
        return switch (type) {
            case CHOICE -> new Value.Choice(text);
            case CHOICES -> {
                var options = Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(option -> !option.isEmpty())
                        .distinct()
                        .toList();
                yield options.isEmpty() ? Value.empty() : new Value.Choices(options);
            }
            case JSON -> json(text);
            case TEXT, DECIMAL, BOOLEAN, DATE, INSTANT, LOCAL_DATE_TIME, LINKS, ATTACHMENTS -> Value.text(text);
        };
    }

    private static Value json(String text) {
        try {
            JsonNode node = CANONICAL.readTree(text);
            return node.isContainer()
                    ? new Value.Json(CANONICAL.writeValueAsString(CANONICAL.treeToValue(node, Object.class)))
                    : Value.text(text);
        } catch (JacksonException _) {
            return Value.text(text);
        }
    }

    /// What a value becomes in a cell, or why it cannot be one.
    sealed interface Written {
        record To(Cell cell) implements Written {}

        /// @param reason the end of a sentence that begins with the field
        record Not(String reason) implements Written {}
    }

    Written write(Value value) {
        return switch (value) {
            case Value.Empty _ -> new Written.To(Cell.Blank.CELL);
            case Value.Text(String text) -> text(text);
            case Value.Choice(String option) -> text(option);
            case Value.Json(String json) -> text(json);
            case Value.Choices(List<String> options) -> options(options);
            case Value.Bool(boolean truth) -> new Written.To(new Cell.Truth(truth));
            case Value.Decimal(BigDecimal number) -> decimal(number);
            case Value.Date(LocalDate date) -> serial(date.atStartOfDay(), value);
            case Value.LocalDateTime(LocalDateTime time) -> serial(time, value);
            case Value.Timestamp(var instant) -> serial(LocalDateTime.ofInstant(instant, zone), value);
            case Value.Links _, Value.Attachments _ ->
                new Written.Not("holds links or files, which a cell cannot; map it as text");
        };
    }

    private static Written text(String text) {
        if (text.length() > LONGEST_TEXT) {
            return new Written.Not(String.format(
                    Locale.ROOT,
                    "has %,d characters, and a cell of Google Sheets holds %,d; shorten it",
                    text.length(),
                    LONGEST_TEXT));
        }
        return new Written.To(Cell.text(text));
    }

    private static Written options(List<String> options) {
        var unclear = unclear(options);
        return unclear == null
                ? text(String.join(", ", options))
                : new Written.Not("holds the option \"" + unclear
                        + "\", whose comma would make two of it in a cell; rename the option");
    }

    private static @Nullable String unclear(List<String> options) {
        return options.stream()
                .filter(option -> option.contains(",") || !option.equals(option.strip()))
                .findFirst()
                .orElse(null);
    }

    private static Written decimal(BigDecimal number) {
        var plain = number.stripTrailingZeros();
        if (plain.precision() > DIGITS.getPrecision() || Double.isInfinite(plain.doubleValue())) {
            return new Written.Not(
                    "has more than 15 digits, which a number in Google Sheets cannot hold; map it as" + " text");
        }
        return new Written.To(new Cell.Numeric(plain.doubleValue()));
    }

    private static Written serial(LocalDateTime time, Value value) {
        double serial = SerialTime.write(time);
        return SerialTime.read(serial).isEmpty()
                ? new Written.Not("is outside of the years that Google Sheets knows: " + value)
                : new Written.To(new Cell.Numeric(serial));
    }
}
