package dev.tallystick.connectors.http.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/// An ISO 8601 duration: calendar months, whose length depends on where they are counted from, and an exact rest.
public record Span(long months, Duration exact) {
    private static final Pattern ISO = Pattern.compile("([+-])?P(?:(\\d+(?:\\.\\d+)?)Y)?(?:(\\d+(?:\\.\\d+)?)M)?"
            + "(?:(\\d+(?:[.,]\\d+)?)W)?(?:(\\d+(?:[.,]\\d+)?)D)?"
            + "(?:T(?:(\\d+(?:[.,]\\d+)?)H)?(?:(\\d+(?:[.,]\\d+)?)M)?(?:(\\d+(?:[.,]\\d+)?)S)?)?");
    private static final int DIGITS = 12;

    public static final Span ZERO = new Span(0, Duration.ZERO);

    /// @throws TemplateException when the text is no duration
    public static Span parse(String text) {
        var match = ISO.matcher(text.strip());
        if (!match.matches() || text.strip().endsWith("P") || text.strip().endsWith("T")) {
            throw TemplateException.value("it is not an ISO 8601 duration such as P1D or PT30M");
        }
        long months = number(match.group(2))
                .multiply(BigDecimal.valueOf(12))
                .add(number(match.group(3)))
                .longValue();
        var seconds = number(match.group(4))
                .multiply(BigDecimal.valueOf(7 * 86_400L))
                .add(number(match.group(5)).multiply(BigDecimal.valueOf(86_400L)))
                .add(number(match.group(6)).multiply(BigDecimal.valueOf(3_600L)))
                .add(number(match.group(7)).multiply(BigDecimal.valueOf(60L)))
                .add(number(match.group(8)));
        var micros = seconds.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN);
        var exact = Duration.ofSeconds(micros.longValue() / 1_000_000, micros.longValue() % 1_000_000 * 1000);
        var span = new Span(months, exact);
        return "-".equals(match.group(1)) ? span.negated() : span;
    }

    private static BigDecimal number(@org.jspecify.annotations.Nullable String digits) {
        if (digits == null) {
            return BigDecimal.ZERO;
        }
        if (digits.length() > DIGITS) {
            throw TemplateException.value("the duration is too long");
        }
        return new BigDecimal(digits.replace(',', '.'));
    }

    public Span negated() {
        return new Span(-months, exact.negated());
    }

    public boolean isZero() {
        return months == 0 && exact.isZero();
    }

    /// The day is clamped to the month's last, as in the reference.
    public OffsetDateTime addedTo(OffsetDateTime time) {
        return time.plusMonths(months).plus(exact);
    }

    LocalDateTime addedTo(LocalDateTime time) {
        return time.plusMonths(months).plus(exact);
    }

    LocalDate addedTo(LocalDate date) {
        return date.plusMonths(months).plusDays(Math.floorDiv(exact.toSeconds(), 86_400L));
    }

    /// A plain duration where there are no months in it.
    Object simplest() {
        return months == 0 ? (Object) exact : this;
    }
}
