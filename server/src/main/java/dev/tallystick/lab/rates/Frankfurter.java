package dev.tallystick.lab.rates;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Version 1 of Frankfurter. Source: the server's own code, lineofflight/frankfurter at 60541ad (lib/versions/v1,
/// lib/roundable.rb).
final class Frankfurter {
    private static final String EURO = "EUR";
    private static final int LOOKS_BACK_DAYS = 14;
    private static final Pattern RANGE = Pattern.compile("/v1/(\\d{4}-\\d{2}-\\d{2})\\.\\.(\\d{4}-\\d{2}-\\d{2})?");
    private static final Pattern DAY = Pattern.compile("/v1/(\\d{4}-\\d{2}-\\d{2})");

    private final Fixings fixings;

    Frankfurter(Fixings fixings) {
        this.fixings = fixings;
    }

    Reply handle(Call call, String path) {
        if (!call.method().equals("GET")) {
            return refused(404, "not found");
        }
        try {
            return answer(call, path);
        } catch (DateTimeException _) {
            return refused(422, "invalid date");
        }
    }

    private Reply answer(Call call, String path) {
        var range = RANGE.matcher(path);
        var day = DAY.matcher(path);
        if (path.equals("/v1/currencies")) {
            var names = new TreeMap<String, String>(Map.of(EURO, "Euro"));
            Fixings.currencies().forEach(currency -> names.put(currency, "Money of " + currency));
            return Reply.json(names);
        }
        if (path.equals("/v1/latest") || path.equals("/v1/current")) {
            return day(call, fixings.newest());
        }
        if (day.matches()) {
            return day(call, LocalDate.parse(day.group(1)));
        }
        if (range.matches()) {
            var to = Optional.ofNullable(range.group(2)).map(LocalDate::parse).orElse(fixings.newest());
            return range(call, LocalDate.parse(range.group(1)), to);
        }
        return refused(404, "not found");
    }

    private Reply day(Call call, LocalDate asked) {
        var newest = fixings.newest();
        if (asked.isAfter(newest.plusDays(LOOKS_BACK_DAYS)) || asked.isBefore(Fixings.FIRST)) {
            return refused(404, "not found");
        }
        var day = Fixings.lastWorkingDay(asked.isAfter(newest) ? newest : asked);
        var wanted = Wanted.of(call);
        if (wanted.refusal() != null) {
            return wanted.refusal();
        }
        var rates = rates(wanted, day);
        if (rates.isEmpty()) {
            return refused(404, "not found");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("amount", wanted.amount());
        body.put("base", wanted.base());
        body.put("date", day.toString());
        body.put("rates", rates);
        return tagged(call, day, body);
    }

    private Reply range(Call call, LocalDate from, LocalDate to) {
        var wanted = Wanted.of(call);
        if (wanted.refusal() != null) {
            return wanted.refusal();
        }
        var newest = fixings.newest();
        if ((from.isAfter(newest) && from.isAfter(fixings.today())) || to.isBefore(from)) {
            return refused(404, "not found");
        }
        var first = Fixings.lastWorkingDay(from.isAfter(newest) ? newest : from);
        var last = to.isAfter(newest) ? newest : to;
        Map<String, Object> days = new LinkedHashMap<>();
        for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
            var rates = Fixings.isWorkingDay(day) ? rates(wanted, day) : Map.of();
            if (!rates.isEmpty()) {
                days.put(day.toString(), rates);
            }
        }
        if (days.isEmpty()) {
            return refused(404, "not found");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("amount", wanted.amount());
        body.put("base", wanted.base());
        body.put("start_date", days.keySet().iterator().next());
        body.put("end_date", Fixings.lastWorkingDay(last).toString());
        body.put("rates", days);
        return tagged(call, last, body);
    }

    private Map<String, BigDecimal> rates(Wanted wanted, LocalDate day) {
        var inEuro = new TreeMap<>(fixings.published(day));
        inEuro.put(EURO, BigDecimal.ONE);
        var base = inEuro.remove(wanted.base());
        var rates = new TreeMap<String, BigDecimal>();
        if (base == null) {
            return rates;
        }
        boolean asPublished = wanted.base().equals(EURO) && wanted.amount().compareTo(BigDecimal.ONE) == 0;
        inEuro.forEach((currency, rate) -> {
            if (wanted.symbols().isEmpty() || wanted.symbols().contains(currency)) {
                rates.put(
                        currency,
                        asPublished
                                ? rate
                                : rounded(
                                        rate.divide(base, MathContext.DECIMAL64).multiply(wanted.amount())));
            }
        });
        return rates;
    }

    private static BigDecimal rounded(BigDecimal rate) {
        double size = rate.doubleValue();
        int digits = size > 5000 ? 0 : size > 80 ? 2 : size > 20 ? 3 : size > 1 ? 4 : size > 0.0001 ? 5 : 6;
        return rate.setScale(digits, RoundingMode.HALF_UP);
    }

    /// The tag is that of the last day alone, the same for every base.
    private static Reply tagged(Call call, LocalDate day, Map<String, Object> body) {
        var tag = "W/\"" + Integer.toHexString(day.hashCode()) + "\"";
        var reply = call.header("if-none-match").filter(tag::equals).isPresent()
                ? new Reply(304, Map.of(), new byte[0])
                : Reply.json(body);
        return reply.with("ETag", tag).with("Cache-Control", "public, max-age=86400");
    }

    private static Reply refused(int status, String message) {
        var body = Reply.json(Map.of("message", message));
        return new Reply(status, body.headers(), body.body()).with("Cache-Control", "no-store");
    }

    /// @param symbols all of them when empty
    /// @param refusal what is answered instead of rates
    private record Wanted(
            String base,
            List<String> symbols,
            BigDecimal amount,
            @Nullable Reply refusal) {
        static Wanted of(Call call) {
            var base =
                    call.asked("from").or(() -> call.asked("base")).orElse(EURO).toUpperCase(Locale.ROOT);
            var symbols = call.asked("to").or(() -> call.asked("symbols")).stream()
                    .flatMap(list -> Arrays.stream(list.split(",")))
                    .map(symbol -> symbol.strip().toUpperCase(Locale.ROOT))
                    .toList();
            BigDecimal amount;
            try {
                amount = new BigDecimal(call.asked("amount").orElse("1.0"));
            } catch (NumberFormatException _) {
                amount = BigDecimal.ZERO;
            }
            if (amount.signum() <= 0) {
                return new Wanted(base, symbols, amount, Frankfurter.refused(422, "invalid amount"));
            }
            return symbols.equals(List.of(base))
                    ? new Wanted(base, symbols, amount, Frankfurter.refused(422, "bad currency pair"))
                    : new Wanted(base, symbols, amount, null);
        }
    }
}
