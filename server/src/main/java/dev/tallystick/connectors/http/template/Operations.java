package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Python's operators, with its errors.
final class Operations {
    /// The longest text or list that an operator makes.
    static final int LONGEST = 1 << 20;

    private Operations() {}

    /// A method that waits to be called, as `text.upper`.
    record BoundMethod(Object receiver, String name) {}

    static boolean truth(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case None _, Undefined _ -> false;
            case String text -> !text.isEmpty();
            case Tuple(List<Object> items) -> !items.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Double number -> number != 0;
            case BigDecimal number -> number.signum() != 0;
            case BigInteger number -> number.signum() != 0;
            case Number number -> number.longValue() != 0;
            case Duration duration -> !duration.isZero();
            default -> true;
        };
    }

    static boolean same(Object left, Object right) {
        if (left instanceof Undefined) {
            return right instanceof Undefined;
        }
        if (Numbers.isNumber(left)) {
            return Numbers.isNumber(right) && Numbers.compare(left, right) == 0;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return sameItems(one, other);
        }
        if (left instanceof Tuple(var one) && right instanceof Tuple(var other)) {
            return sameItems(one, other);
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
            return one.size() == other.size()
                    && one.entrySet().stream()
                            .allMatch(entry -> other.containsKey(entry.getKey())
                                    && same(entry.getValue(), Objects.requireNonNull(other.get(entry.getKey()))));
        }
        if (left instanceof OffsetDateTime one && right instanceof OffsetDateTime other) {
            return one.isEqual(other);
        }
        return left.equals(right);
    }

    private static boolean sameItems(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Less than zero, zero or more, as `compareTo`.
    static int compare(Object left, Object right, String operator) {
        if (left instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof String one && right instanceof String other) {
            return compareText(one, other);
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return compareItems(one, other, operator);
        }
        if (left instanceof Tuple(var one) && right instanceof Tuple(var other)) {
            return compareItems(one, other, operator);
        }
        if (left instanceof OffsetDateTime one && right instanceof OffsetDateTime other) {
            return one.toInstant().compareTo(other.toInstant());
        }
        if (left instanceof LocalDateTime one && right instanceof LocalDateTime other) {
            return one.compareTo(other);
        }
        if (left instanceof LocalDate one && right instanceof LocalDate other) {
            return one.compareTo(other);
        }
        if (left instanceof Duration one && right instanceof Duration other) {
            return one.compareTo(other);
        }
        throw TemplateException.type("'" + operator + "' is not possible between " + PythonText.type(left) + " and "
                + PythonText.type(right));
    }

    /// By code points, as Python orders texts.
    private static int compareText(String one, String other) {
        int i = 0;
        int length = Math.min(one.length(), other.length());
        while (i < length && one.charAt(i) == other.charAt(i)) {
            i++;
        }
        if (i == length) {
            return Integer.compare(one.length(), other.length());
        }
        char a = one.charAt(i);
        char b = other.charAt(i);
        boolean surrogates = Character.isSurrogate(a) || Character.isSurrogate(b);
        if (surrogates && Character.isSurrogate(a) != Character.isSurrogate(b)) {
            return Character.isSurrogate(a) ? 1 : -1;
        }
        return Character.compare(a, b);
    }

    private static int compareItems(List<?> one, List<?> other, String operator) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!same(one.get(i), other.get(i))) {
                return compare(one.get(i), other.get(i), operator);
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    static boolean contains(Object container, Object item) {
        return switch (container) {
            case String text -> {
                if (!(item instanceof String part)) {
                    throw TemplateException.type(
                            "'in <string>' needs a text on its left, not " + PythonText.type(item));
                }
                yield text.contains(part);
            }
            case Map<?, ?> map -> map.containsKey(key(item));
            case Undefined _ -> false;
            default -> items(container).stream().anyMatch(each -> same(each, item));
        };
    }

    /// The form in which a value is a key of a map: `1`, `1.0` and `True` are one key in Python.
    static Object key(Object value) {
        if (value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Set<?>) {
            throw TemplateException.type("a " + PythonText.type(value) + " cannot be a key");
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return (long) (double) number;
        }
        return value;
    }

    /// What a loop goes through.
    static List<Object> items(Object value) {
        return switch (value) {
            case Tuple(List<Object> items) -> items;
            case Collection<?> items -> new ArrayList<>(items);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text ->
                text.codePoints().mapToObj(c -> (Object) Character.toString(c)).toList();
            case Undefined _ -> List.of();
            default -> throw TemplateException.type("a " + PythonText.type(value) + " cannot be gone through");
        };
    }

    static long length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Tuple(List<Object> items) -> items.size();
            case Collection<?> items -> items.size();
            case Map<?, ?> map -> map.size();
            case Undefined _ -> 0;
            default -> throw TemplateException.type("a " + PythonText.type(value) + " has no length");
        };
    }

    static Object binary(String operator, Object left, Object right) {
        boolean formats = operator.equals("%") && left instanceof String;
        if (left instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (right instanceof Undefined undefined && !formats) {
            throw undefined.used();
        }
        return switch (operator) {
            case "+" -> add(left, right);
            case "-" -> subtract(left, right);
            case "*" -> multiply(left, right);
            case "/" -> divide(left, right);
            case "//" -> floorDivide(left, right);
            case "%" -> left instanceof String format ? PercentFormat.of(format, right) : modulo(left, right);
            case "**" -> power(left, right);
            default -> throw TemplateException.syntax("the operator " + operator + " is not supported");
        };
    }

    private static TemplateException unsupported(String operator, Object left, Object right) {
        return TemplateException.type("'" + operator + "' is not possible between " + PythonText.type(left) + " and "
                + PythonText.type(right));
    }

    private static Object add(Object left, Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return anyFloat(left, right)
                    ? (Object) (Numbers.real(left) + Numbers.real(right))
                    : Numbers.whole(Numbers.integer(left).add(Numbers.integer(right)));
        }
        if (left instanceof String one && right instanceof String other) {
            return bounded(one.length() + (long) other.length(), one + other);
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            List<Object> both = new ArrayList<>(one);
            both.addAll(other);
            return bounded(both.size(), both);
        }
        if (left instanceof Tuple(var one) && right instanceof Tuple(var other)) {
            List<Object> both = new ArrayList<>(one);
            both.addAll(other);
            return new Tuple(both);
        }
        if (isSpan(right)) {
            return isSpan(left) ? sum(span(left), span(right)) : shifted(left, span(right), right);
        }
        if (isSpan(left)) {
            return shifted(right, span(left), left);
        }
        throw unsupported("+", left, right);
    }

    private static Object subtract(Object left, Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return anyFloat(left, right)
                    ? (Object) (Numbers.real(left) - Numbers.real(right))
                    : Numbers.whole(Numbers.integer(left).subtract(Numbers.integer(right)));
        }
        if (isSpan(right)) {
            var back = span(right).negated();
            return isSpan(left) ? sum(span(left), back) : shifted(left, back, right);
        }
        if (left instanceof OffsetDateTime one && right instanceof OffsetDateTime other) {
            return Duration.between(other, one);
        }
        if (left instanceof LocalDateTime one && right instanceof LocalDateTime other) {
            return Duration.between(other, one);
        }
        if (left instanceof LocalDate one && right instanceof LocalDate other) {
            return Duration.ofDays(ChronoUnit.DAYS.between(other, one));
        }
        if (left instanceof Set<?> one && right instanceof Set<?> other) {
            var rest = new java.util.LinkedHashSet<Object>(one);
            rest.removeAll(other);
            return rest;
        }
        throw unsupported("-", left, right);
    }

    private static boolean isSpan(Object value) {
        return value instanceof Duration || value instanceof Span;
    }

    private static Span span(Object value) {
        return value instanceof Span span ? span : new Span(0, (Duration) value);
    }

    private static Object sum(Span one, Span other) {
        return new Span(one.months() + other.months(), one.exact().plus(other.exact())).simplest();
    }

    private static Object shifted(Object time, Span by, Object written) {
        try {
            return switch (time) {
                case OffsetDateTime aware -> by.addedTo(aware);
                case LocalDateTime naive -> by.addedTo(naive);
                case LocalDate date -> by.addedTo(date);
                default -> throw unsupported("+", time, written);
            };
        } catch (java.time.DateTimeException | ArithmeticException _) {
            throw TemplateException.value("the time is out of range");
        }
    }

    private static Object multiply(Object left, Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return anyFloat(left, right)
                    ? (Object) (Numbers.real(left) * Numbers.real(right))
                    : Numbers.whole(Numbers.integer(left).multiply(Numbers.integer(right)));
        }
        if (isCount(right)) {
            return repeated(left, right);
        }
        if (isCount(left)) {
            return repeated(right, left);
        }
        throw unsupported("*", left, right);
    }

    private static boolean isCount(Object value) {
        return Numbers.isWhole(value) || value instanceof Boolean;
    }

    private static Object repeated(Object value, Object times) {
        long count = Math.max(
                0, Numbers.integer(times).min(BigInteger.valueOf(LONGEST + 1L)).longValue());
        return switch (value) {
            case String text -> {
                checkLength(text.length() * count);
                yield text.repeat((int) count);
            }
            case List<?> items -> {
                checkLength(items.size() * count);
                List<Object> all = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    all.addAll(items);
                }
                yield all;
            }
            case Duration duration -> duration.multipliedBy(count);
            default -> throw unsupported("*", value, times);
        };
    }

    private static Object divide(Object left, Object right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
            throw unsupported("/", left, right);
        }
        if (Numbers.real(right) == 0) {
            throw TemplateException.value("a number is divided by zero");
        }
        return Numbers.real(left) / Numbers.real(right);
    }

    private static Object floorDivide(Object left, Object right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
            throw unsupported("//", left, right);
        }
        if (Numbers.real(right) == 0) {
            throw TemplateException.value("a number is divided by zero");
        }
        if (anyFloat(left, right)) {
            return Math.floor(Numbers.real(left) / Numbers.real(right));
        }
        var parts = Numbers.integer(left).divideAndRemainder(Numbers.integer(right));
        boolean down = parts[1].signum() != 0
                && parts[1].signum() != Numbers.integer(right).signum();
        return Numbers.whole(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    private static Object modulo(Object left, Object right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
            throw unsupported("%", left, right);
        }
        if (Numbers.real(right) == 0) {
            throw TemplateException.value("a number is divided by zero");
        }
        if (anyFloat(left, right)) {
            double rest = Numbers.real(left) % Numbers.real(right);
            return rest != 0 && (rest < 0) != (Numbers.real(right) < 0) ? rest + Numbers.real(right) : rest;
        }
        var divisor = Numbers.integer(right);
        var rest = Numbers.integer(left).mod(divisor.abs());
        return Numbers.whole(divisor.signum() < 0 && rest.signum() != 0 ? rest.add(divisor) : rest);
    }

    private static Object power(Object left, Object right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
            throw unsupported("**", left, right);
        }
        if (anyFloat(left, right) || Numbers.integer(right).signum() < 0) {
            return Math.pow(Numbers.real(left), Numbers.real(right));
        }
        var base = Numbers.integer(left);
        if (Numbers.integer(right).bitLength() > 14
                || (long) base.bitLength() * Numbers.integer(right).intValue() > 16_384) {
            throw TemplateException.limit("a number is too large");
        }
        return Numbers.whole(base.pow(Numbers.integer(right).intValue()));
    }

    private static boolean anyFloat(Object left, Object right) {
        return Numbers.isFloat(left) || Numbers.isFloat(right);
    }

    static Object signed(boolean negative, Object value) {
        return switch (value) {
            case Undefined undefined -> throw undefined.used();
            case Double number -> negative ? -number : number;
            case BigDecimal number -> negative ? number.negate() : number;
            case Duration duration -> negative ? duration.negated() : duration;
            default -> {
                if (!isCount(value)) {
                    throw TemplateException.type("a sign before a " + PythonText.type(value));
                }
                yield Numbers.whole(negative ? Numbers.integer(value).negate() : Numbers.integer(value));
            }
        };
    }

    private static <T> T bounded(long length, T value) {
        checkLength(length);
        return value;
    }

    static void checkLength(long length) {
        if (length > LONGEST) {
            throw TemplateException.limit("a value is too long");
        }
    }

    static OffsetDateTime now(java.time.Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
