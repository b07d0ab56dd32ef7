package dev.tallystick.connectors.http.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// Python's numbers. Whole ones are `Long`, or `BigInteger` where they do not fit; the others are `Double` when
/// computed
/// and `BigDecimal` when they came from data, so that a value that only passes through keeps all its digits.
final class Numbers {
    /// Powers of ten beyond this are no data; spelled out they would fill the memory.
    static final int LARGEST_EXPONENT = 400;

    private static final int LARGEST_BITS = 16_384;

    private Numbers() {}

    static Object whole(BigInteger value) {
        if (value.bitLength() > LARGEST_BITS) {
            throw TemplateException.limit("a number is too large");
        }
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof BigInteger;
    }

    static boolean isFloat(Object value) {
        return value instanceof Double || value instanceof BigDecimal;
    }

    /// Booleans count, as in Python.
    static boolean isNumber(Object value) {
        return isWhole(value) || isFloat(value) || value instanceof Boolean;
    }

    static BigInteger integer(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger big -> big;
            case Number number -> BigInteger.valueOf(number.longValue());
            default -> throw TemplateException.type("a whole number is needed, not " + PythonText.type(value));
        };
    }

    static double real(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case Number number -> number.doubleValue();
            default -> throw TemplateException.type("a number is needed, not " + PythonText.type(value));
        };
    }

    static int compare(Object left, Object right) {
        if (isFinite(left) && isFinite(right)) {
            return exact(left).compareTo(exact(right));
        }
        return Double.compare(real(left), real(right));
    }

    private static boolean isFinite(Object value) {
        return !(value instanceof Double number) || Double.isFinite(number);
    }

    private static BigDecimal exact(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case Double number -> new BigDecimal(number);
            default -> new BigDecimal(integer(value));
        };
    }

    /// @throws TemplateException where Python raises ValueError
    static Object parseInt(String text) {
        var digits = underscored(text.strip());
        if (!digits.matches("[+-]?[0-9]+") || digits.length() > 4300) {
            throw TemplateException.value("the text is not a whole number");
        }
        return whole(new BigInteger(digits));
    }

    static Object parseFloat(String text) {
        var digits = underscored(text.strip());
        var lower = digits.toLowerCase(java.util.Locale.ROOT);
        if (lower.matches("[+-]?(inf|infinity)")) {
            return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (lower.matches("[+-]?nan")) {
            return Double.NaN;
        }
        if (!digits.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
            throw TemplateException.value("the text is not a number");
        }
        return decimalOrDouble(digits);
    }

    /// Keeps the digits where they say more than a double holds.
    static Object decimalOrDouble(String digits) {
        double number = Double.parseDouble(digits);
        if (!Double.isFinite(number) || (number == 0 && !digits.matches("[+-]?[0.]+([eE].*)?"))) {
            return number;
        }
        var exact = new BigDecimal(digits, MathContext.UNLIMITED);
        return new BigDecimal(Double.toString(number)).compareTo(exact) == 0 ? (Object) number : exact;
    }

    private static String underscored(String text) {
        return text.matches(".*[0-9]_[0-9].*") ? text.replaceAll("(?<=[0-9])_(?=[0-9])", "") : text;
    }

    /// `int()` of a number: cut at the point.
    static Object truncate(Object value) {
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw TemplateException.value("the number is not finite");
            }
            return whole(new BigDecimal(number).toBigInteger());
        }
        return value instanceof BigDecimal decimal ? whole(decimal.toBigInteger()) : whole(integer(value));
    }
}
