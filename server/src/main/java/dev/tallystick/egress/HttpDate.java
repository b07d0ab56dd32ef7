package dev.tallystick.egress;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A date as HTTP writes it: three forms that a recipient must accept (RFC 9110, 5.6.7), of which Java reads one. The
/// day of the week is not looked at; servers get it wrong.
public final class HttpDate {

    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
    private static final String ZONE = " (?:GMT|UTC|[+-]0000)";
    private static final Pattern IMF =
            Pattern.compile("[A-Za-z]{3}, (?<day>\\d\\d?) (?<month>[A-Za-z]{3}) (?<year>\\d{4}) " + TIME + ZONE);
    private static final Pattern RFC_850 =
            Pattern.compile("[A-Za-z]{3,9}, (?<day>\\d\\d)-(?<month>[A-Za-z]{3})-(?<year>\\d\\d) " + TIME + ZONE);
    private static final Pattern ASCTIME =
            Pattern.compile("[A-Za-z]{3} (?<month>[A-Za-z]{3}) (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private HttpDate() {}

    /// @param now settles the century of the form with a two-digit year
    public static Optional<Instant> parse(String text, Instant now) {
        for (Pattern form : List.of(IMF, RFC_850, ASCTIME)) {
            Matcher matcher = form.matcher(text.strip());
            if (matcher.matches()) {
                return read(matcher, now);
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> read(Matcher matcher, Instant now) {
        int month = MONTHS.indexOf(matcher.group("month").toLowerCase(Locale.ROOT)) + 1;
        int year = Integer.parseInt(matcher.group("year"));
        if (matcher.group("year").length() == 2) {
            int thisYear = now.atZone(ZoneOffset.UTC).getYear();
            year += thisYear / 100 * 100;
            year -= year > thisYear + 50 ? 100 : 0; // more than 50 years ahead means the last century
        }
        try {
            return Optional.of(LocalDateTime.of(
                            year,
                            month,
                            Integer.parseInt(matcher.group("day").strip()),
                            Integer.parseInt(matcher.group("hour")),
                            Integer.parseInt(matcher.group("minute")),
                            Math.min(Integer.parseInt(matcher.group("second")), 59)) // 60 is a leap second
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
