package dev.tallystick.connectors.rates;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.rates.Client.Refused;
import dev.tallystick.egress.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Open Exchange Rates: the dollar, on every calendar day (UTC). Only days that are over are read: their rates stay,
/// while those of today change by the hour and would be another row each time. Source: docs.openexchangerates.org,
/// "API Introduction", "time-series.json" and "Errors".
final class OpenExchangeRates implements Provider {
    private static final String BASE = "USD";
    private static final int SERIES_DAYS = 28;

    private final Client client;
    private final boolean timeSeries;

    OpenExchangeRates(Client client, boolean timeSeries) {
        this.client = client;
        this.timeSeries = timeSeries;
    }

    @Override
    public String name() {
        return "openexchangerates";
    }

    @Override
    public Optional<Budget.Limit> month() {
        return client.month();
    }

    @Override
    public String base() {
        return BASE;
    }

    /// A series counts as one call for each of its days.
    @Override
    public long calls(LocalDate from, LocalDate to) {
        return Math.max(0, ChronoUnit.DAYS.between(from, to) + 1);
    }

    @Override
    public LocalDate lastDay() {
        return LocalDate.ofInstant(client.clock().instant(), ZoneOffset.UTC).minusDays(1);
    }

    @Override
    public int correctedDays() {
        return 0;
    }

    @Override
    public void days(LocalDate from, LocalDate to, Set<String> currencies, Consumer<List<Day>> sink) {
        var symbols = "symbols=" + String.join(",", new TreeSet<>(currencies));
        int step = timeSeries ? SERIES_DAYS : 1;
        var seen = from.minusDays(1);
        for (var first = from; !first.isAfter(to); first = first.plusDays(step)) {
            var end = first.plusDays(step - 1L);
            var last = end.isAfter(to) ? to : end;
            for (var day : timeSeries ? series(first, last, symbols) : List.of(day(first, symbols))) {
                // Where a day has none of its own, that of the day before comes again.
                if (day.date().isAfter(seen)) {
                    seen = day.date();
                    sink.accept(List.of(day));
                }
            }
        }
    }

    private Day day(LocalDate day, String symbols) {
        var answer = client.get("/historical/" + day + ".json", symbols, 1, this::refused);
        mustBeRates(answer);
        if (!answer.path("timestamp").isIntegralNumber()) {
            throw bad("rates without their time");
        }
        var at = Instant.ofEpochSecond(answer.path("timestamp").asLong());
        return Day.of(LocalDate.ofInstant(at, ZoneOffset.UTC), answer.path("rates"));
    }

    private List<Day> series(LocalDate first, LocalDate last, String symbols) {
        var query = "start=" + first + "&end=" + last + "&" + symbols;
        var answer = client.get("/time-series.json", query, calls(first, last), this::refused);
        mustBeRates(answer);
        List<Day> days = new ArrayList<>();
        try {
            answer.path("rates")
                    .properties()
                    .forEach(entry -> days.add(Day.of(LocalDate.parse(entry.getKey()), entry.getValue())));
        } catch (DateTimeException _) {
            throw bad("a day that is none");
        }
        days.sort(Comparator.comparing(Day::date));
        return days;
    }

    private static void mustBeRates(JsonNode answer) {
        if (!answer.path("base").asString("").equals(BASE)
                || !answer.path("rates").isObject()) {
            throw bad("something else than rates of the dollar");
        }
    }

    private static ConnectorException bad(String what) {
        return new ConnectorException(Problem.BAD_ANSWER, "Open Exchange Rates sent " + what + ".");
    }

    /// The word in the answer counts, not the status: a 429 may be for good.
    private Refused refused(Response response, Optional<JsonNode> body) {
        var word = body.map(json -> json.path("message").asString("")).orElse("");
        var said = body.map(json -> json.path("description").asString("")).orElse("");
        return switch (word) {
            case "missing_app_id", "invalid_app_id" ->
                new Refused(
                        Problem.SIGN_IN,
                        "Open Exchange Rates does not know the App ID. Copy it again from your account there.");
            case "not_allowed" ->
                new Refused(
                        Problem.SETTINGS,
                        timeSeries
                                ? "The plan at Open Exchange Rates has no time series. Set time_series to false."
                                : "The plan at Open Exchange Rates does not allow this request.");
            case "access_restricted" ->
                new Refused(
                        Problem.QUOTA,
                        "Open Exchange Rates has restricted the access of this App ID: the month's calls may be used"
                                + " up. Look at your account there.");
            case "invalid_base" -> new Refused(Problem.SETTINGS, "Open Exchange Rates does not take USD as a base.");
            case "" -> client.byStatus(response);
            default ->
                response.status() >= 500
                        ? client.byStatus(response)
                        : new Refused(
                                Problem.REJECTED,
                                "Open Exchange Rates refused the request: " + (said.isEmpty() ? word : said));
        };
    }

    /// What is left costs nothing to ask for.
    @Override
    public Stage signIn() {
        var usage = client.get("/usage.json", "", 0, this::refused);
        var left = usage.path("data").path("usage").path("requests_remaining");
        return new Stage(
                "sign-in",
                true,
                "Open Exchange Rates takes the App ID"
                        + (left.isIntegralNumber() ? "; " + left.asLong() + " calls are left this month." : "."));
    }
}
