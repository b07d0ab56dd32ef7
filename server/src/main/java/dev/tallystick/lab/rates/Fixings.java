package dev.tallystick.lab.rates;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Invented reference rates: what one euro is in each currency, on any day since 1999. The days on which they are
/// published, the hour, and the number of digits are those of the European Central Bank.
final class Fixings {
    static final LocalDate FIRST = LocalDate.of(1999, 1, 4);

    private static final ZoneId FRANKFURT = ZoneId.of("Europe/Berlin");
    private static final LocalTime PUBLISHED = LocalTime.of(16, 0);

    /// About what one euro is, with as many digits behind the point as are published.
    private static final Map<String, BigDecimal> AROUND = new TreeMap<>(Map.ofEntries(
            around("AUD", "1.7682"),
            around("BGN", "1.9558"),
            around("BRL", "6.2144"),
            around("CAD", "1.6163"),
            around("CHF", "0.9339"),
            around("CNY", "8.2547"),
            around("CZK", "24.163"),
            around("DKK", "7.4689"),
            around("GBP", "0.8821"),
            around("HUF", "381.78"),
            around("IDR", "19341.22"),
            around("INR", "102.8120"),
            around("ISK", "146.80"),
            around("JPY", "179.52"),
            around("KRW", "1691.15"),
            around("MXN", "21.3105"),
            around("NOK", "11.7715"),
            around("PLN", "4.2395"),
            around("RON", "5.0862"),
            around("RUB", "88.1230"),
            around("SEK", "10.9885"),
            around("TRY", "49.0110"),
            around("USD", "1.1588"),
            around("ZAR", "19.9312")));

    /// Currencies that the bank has stopped to publish, and their last day.
    private static final Map<String, LocalDate> ENDED =
            Map.of("BGN", LocalDate.of(2025, 12, 31), "RUB", LocalDate.of(2022, 3, 1));

    private final long seed;
    private final Clock clock;
    private final Map<String, BigDecimal> revised = new ConcurrentHashMap<>();

    Fixings(long seed, Clock clock) {
        this.seed = seed;
        this.clock = clock;
    }

    private static Map.Entry<String, BigDecimal> around(String currency, String rate) {
        return Map.entry(currency, new BigDecimal(rate));
    }

    /// From now on the rate of that day is this one.
    void revise(LocalDate day, String currency, BigDecimal rate) {
        revised.put(currency + day, rate);
    }

    /// What is published for a working day, by currency.
    Map<String, BigDecimal> published(LocalDate day) {
        var published = new TreeMap<String, BigDecimal>();
        for (var currency : AROUND.keySet()) {
            if (!day.isAfter(ENDED.getOrDefault(currency, LocalDate.MAX))) {
                published.put(currency, rate(currency, day));
            }
        }
        return published;
    }

    /// On any day, published or not.
    BigDecimal rate(String currency, LocalDate day) {
        var given = revised.get(currency + day);
        if (given != null) {
            return given;
        }
        var around = Optional.ofNullable(AROUND.get(currency)).orElseThrow();
        var random = new SplittableRandom(seed * 31 + currency.hashCode() * 1_000_003L + day.toEpochDay());
        double wave = 1 + 0.04 * Math.sin(day.toEpochDay() / 97.0 + currency.charAt(0)) + 0.003 * random.nextDouble();
        return around.multiply(BigDecimal.valueOf(wave)).setScale(around.scale(), RoundingMode.HALF_EVEN);
    }

    static boolean knows(String currency) {
        return AROUND.containsKey(currency);
    }

    static Iterable<String> currencies() {
        return AROUND.keySet();
    }

    /// The newest day that is published by now.
    LocalDate newest() {
        var now = clock.instant().atZone(FRANKFURT);
        var today = now.toLocalDate();
        return isWorkingDay(today) && !now.toLocalTime().isBefore(PUBLISHED)
                ? today
                : lastWorkingDay(today.minusDays(1));
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
    }

    static LocalDate lastWorkingDay(LocalDate day) {
        var last = day;
        while (!isWorkingDay(last)) {
            last = last.minusDays(1);
        }
        return last;
    }

    /// The days of TARGET, the payment system of the euro.
    static boolean isWorkingDay(LocalDate day) {
        if (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return false;
        }
        var easter = easter(day.getYear());
        if (day.equals(easter.minusDays(2)) || day.equals(easter.plusDays(1))) {
            return false;
        }
        var inYear = MonthDay.from(day);
        return !inYear.equals(MonthDay.of(1, 1))
                && !inYear.equals(MonthDay.of(5, 1))
                && !inYear.equals(MonthDay.of(12, 25))
                && !inYear.equals(MonthDay.of(12, 26));
    }

    /// Easter Sunday by the Gregorian computus.
    private static LocalDate easter(int year) {
        int golden = year % 19;
        int century = year / 100;
        int correction = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
        int moon = correction - (correction / 28) * (1 - (29 / (correction + 1)) * ((21 - golden) / 11));
        int weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
        int fromMarch = moon - weekday;
        int month = 3 + (fromMarch + 40) / 44;
        int day = fromMarch + 28 - 31 * (month / 4);
        return LocalDate.of(year, month, day);
    }
}
