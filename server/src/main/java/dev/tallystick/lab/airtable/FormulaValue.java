package dev.tallystick.lab.airtable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a formula reckons with: text, a double, a boolean, a day, an instant, a list of these, nothing, or an error;
/// and how one of them is taken for another.
final class FormulaValue {

    /// What is shown as `{"error":"#ERROR!"}`.
    record Failed(String word) {}

    static final Failed ERROR = new Failed("#ERROR!");

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private FormulaValue() {}

    static String iso(Instant instant) {
        return MILLIS.format(instant);
    }

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number -> plain(number);
            case Instant instant -> iso(instant);
            case Boolean truth -> truth ? "1" : "";
            case List<?> list -> list.stream().map(FormulaValue::text).collect(Collectors.joining(", "));
            case Failed failed -> failed.word();
            default -> value.toString();
        };
    }

    private static String plain(Double number) {
        return Double.isFinite(number) ? new BigDecimal("" + number(number)).toPlainString() : "NaN";
    }

    /// As JavaScript writes a number: a whole one without a point.
    static Number number(Double number) {
        return number == Math.rint(number) && Math.abs(number) < 9.007199254740992E15
                ? (Number) number.longValue()
                : number;
    }

    static double toNumber(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Double number -> number;
            case Boolean truth -> truth ? 1 : 0;
            case List<?> list when list.size() == 1 -> toNumber(list.getFirst());
            case String text -> {
                try {
                    yield Double.parseDouble(text.strip());
                } catch (NumberFormatException _) {
                    yield Double.NaN;
                }
            }
            default -> Double.NaN;
        };
    }

    static Optional<Instant> toInstant(@Nullable Object value) {
        return switch (value) {
            case Instant instant -> Optional.of(instant);
            case LocalDate day -> Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
            case String text -> parsed(text.strip());
            case List<?> list when list.size() == 1 -> toInstant(list.getFirst());
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// A filter keeps the record unless this is so.
    /// Source: airtable.com/developers/web/api/list-records, `filterByFormula`.
    static boolean isNothing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Double number -> number == 0 || number.isNaN();
            case Boolean truth -> !truth;
            case String text -> text.isEmpty();
            case List<?> list -> list.isEmpty();
            case Failed _ -> true;
            default -> false;
        };
    }

    /// Numbers by size, times by time, and else as text; what is empty equals `''`, 0 and false.
    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Instant
                || right instanceof Instant
                || left instanceof LocalDate
                || right instanceof LocalDate) {
            Optional<Instant> one = toInstant(left);
            Optional<Instant> other = toInstant(right);
            if (one.isPresent() && other.isPresent()) {
                return one.get().compareTo(other.get());
            }
        } else if (left instanceof Double
                || right instanceof Double
                || left instanceof Boolean
                || right instanceof Boolean) {
            return Double.compare(toNumber(left), toNumber(right));
        }
        return text(left).compareTo(text(right));
    }

    /// Lists opened, so that a function of many takes each.
    static List<Object> flat(List<? extends @Nullable Object> values) {
        List<Object> flat = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof List<?> inner) {
                flat.addAll(flat(inner));
            } else if (value != null) {
                flat.add(value);
            }
        }
        return flat;
    }
}
