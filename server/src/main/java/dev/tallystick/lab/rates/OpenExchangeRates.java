package dev.tallystick.lab.rates;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// Open Exchange Rates: rates of a dollar on every calendar day. Source: docs.openexchangerates.org, "API
/// Introduction", "time-series.json" and "Errors".
final class OpenExchangeRates {
    private static final String DOLLAR = "USD";
    private static final Pattern HISTORICAL = Pattern.compile("/historical/(\\d{4}-\\d{2}-\\d{2})\\.json");
    private static final int DIGITS = 10;
    private static final int LONGEST_SERIES_DAYS = 31;

    private final Fixings fixings;
    private final Clock clock;
    private final String key;
    private final AtomicLong counted = new AtomicLong();
    private volatile long left = Long.MAX_VALUE;
    private volatile boolean timeSeries;

    OpenExchangeRates(Fixings fixings, Clock clock, String key) {
        this.fixings = fixings;
        this.clock = clock;
        this.key = key;
    }

    /// What the plan of the key allows.
    void plan(long callsLeft, boolean withTimeSeries) {
        left = callsLeft;
        timeSeries = withTimeSeries;
    }

    long counted() {
        return counted.get();
    }

    Reply handle(Call call, String path) {
        if (path.equals("/currencies.json")) {
            var names = new TreeMap<String, String>(Map.of("EUR", "Euro"));
            Fixings.currencies().forEach(currency -> names.put(currency, "Money of " + currency));
            return Reply.json(names);
        }
        var given = call.asked("app_id").or(() -> call.header("authorization").map(text -> text.replace("Token ", "")));
        if (given.isEmpty()) {
            return refused(401, "missing_app_id", "No App ID provided.");
        }
        if (!given.get().equals(key)) {
            return refused(401, "invalid_app_id", "Invalid App ID provided.");
        }
        if (path.equals("/usage.json")) {
            return Reply.json(Map.of(
                    "status", 200, "data", Map.of("usage", Map.of("requests", counted(), "requests_remaining", left))));
        }
        try {
            return counted(call, path);
        } catch (DateTimeException _) {
            return refused(400, "invalid_date", "The date is none.");
        }
    }

    private Reply counted(Call call, String path) {
        var historical = HISTORICAL.matcher(path);
        var base = call.asked("base").orElse(DOLLAR);
        if (!base.equals(DOLLAR)) {
            return refused(429, "not_allowed", "Changing the base is not part of this plan.");
        }
        var symbols = call.asked("symbols")
                .map(list -> Arrays.asList(list.split(",")))
                .orElse(List.of());
        if (path.equals("/latest.json")) {
            return spent(1).orElseGet(() -> day(fixings.today(), symbols));
        }
        if (historical.matches()) {
            var asked = LocalDate.parse(historical.group(1));
            if (asked.isBefore(LocalDate.of(1999, 1, 1)) || asked.isAfter(fixings.today())) {
                return refused(400, "not_available", "There are no rates for this date.");
            }
            return spent(1).orElseGet(() -> day(asked, symbols));
        }
        if (path.equals("/time-series.json")) {
            return series(call, symbols);
        }
        return refused(404, "not_found", "There is nothing here.");
    }

    private Reply series(Call call, List<String> symbols) {
        if (!timeSeries) {
            return refused(429, "not_allowed", "Time series are not part of this plan.");
        }
        var from = LocalDate.parse(call.asked("start").orElse(""));
        var to = LocalDate.parse(call.asked("end").orElse(""));
        long days = from.until(to, ChronoUnit.DAYS) + 1;
        if (days < 1 || days > LONGEST_SERIES_DAYS) {
            return refused(400, "invalid_date_range", "The range is longer than a month, or none.");
        }
        return spent(days).orElseGet(() -> {
            var rates = new LinkedHashMap<String, Object>();
            for (var day = from; !day.isAfter(to); day = day.plusDays(1)) {
                rates.put(day.toString(), rates(day, symbols));
            }
            var body = head();
            body.put("start_date", from.toString());
            body.put("end_date", to.toString());
            body.put("base", DOLLAR);
            body.put("rates", rates);
            return Reply.json(body);
        });
    }

    private Reply day(LocalDate day, List<String> symbols) {
        var body = head();
        var end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).minusHours(1).toEpochSecond();
        body.put("timestamp", Math.min(end, clock.instant().getEpochSecond()));
        body.put("base", DOLLAR);
        body.put("rates", rates(day, symbols));
        return Reply.json(body);
    }

    private static Map<String, Object> head() {
        var body = new LinkedHashMap<String, Object>();
        body.put("disclaimer", "Invented rates of a rehearsal");
        body.put("license", "Invented rates of a rehearsal");
        return body;
    }

    /// Symbols that nobody knows are left out without a word.
    private Map<String, Object> rates(LocalDate day, List<String> symbols) {
        var dollar = fixings.rate(DOLLAR, day);
        var rates = new TreeMap<String, Object>();
        rates.put("EUR", rounded(BigDecimal.ONE.divide(dollar, MathContext.DECIMAL64)));
        Fixings.currencies()
                .forEach(currency -> rates.put(
                        currency, rounded(fixings.rate(currency, day).divide(dollar, MathContext.DECIMAL64))));
        rates.put(DOLLAR, 1);
        if (!symbols.isEmpty()) {
            rates.keySet().retainAll(symbols);
        }
        return rates;
    }

    private static BigDecimal rounded(BigDecimal rate) {
        return rate.round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
    }

    private synchronized Optional<Reply> spent(long calls) {
        if (left < calls) {
            return Optional.of(refused(429, "access_restricted", "The calls of this month are used up."));
        }
        left -= calls;
        counted.addAndGet(calls);
        return Optional.empty();
    }

    private static Reply refused(int status, String message, String description) {
        var body = new LinkedHashMap<String, Object>();
        body.put("error", true);
        body.put("status", status);
        body.put("message", message);
        body.put("description", description);
        var reply = Reply.json(body);
        return new Reply(status, reply.headers(), reply.body());
    }
}
