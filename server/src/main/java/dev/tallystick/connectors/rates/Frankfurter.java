package dev.tallystick.connectors.rates;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.rates.Client.Refused;
import dev.tallystick.egress.Response;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The rates of the European Central Bank by Frankfurter, version 1, which is frozen. Asked for the euro alone: any
/// other base it rounds to as few as four digits. Source: lineofflight/frankfurter at 60541ad (lib/versions/v1,
/// lib/roundable.rb).
final class Frankfurter implements Provider {
    private static final int PART_YEARS = 5;

    /// The bank corrects seldom, and soon.
    private static final int CORRECTED_DAYS = 7;

    private final Client client;

    Frankfurter(Client client) {
        this.client = client;
    }

    @Override
    public String name() {
        return "frankfurter";
    }

    @Override
    public Optional<Budget.Limit> month() {
        return client.month();
    }

    @Override
    public String base() {
        return "EUR";
    }

    @Override
    public long calls(LocalDate from, LocalDate to) {
        return parts(from, to).size();
    }

    @Override
    public LocalDate lastDay() {
        return LocalDate.ofInstant(client.clock().instant(), ZoneOffset.UTC);
    }

    @Override
    public int correctedDays() {
        return CORRECTED_DAYS;
    }

    @Override
    public void days(LocalDate from, LocalDate to, Set<String> currencies, Consumer<List<Day>> sink) {
        for (var first : parts(from, to)) {
            var last = first.plusYears(PART_YEARS).minusDays(1);
            var answer = client.get(
                    "/v1/" + first + ".." + (last.isBefore(to) ? last : to),
                    "symbols=" + String.join(",", new TreeSet<>(currencies)),
                    1,
                    this::refused);
            // A part begins with what was in force on its first day; in the middle that is known already.
            sink.accept(days(answer).stream()
                    .filter(day -> first.equals(from) || !day.date().isBefore(first))
                    .toList());
        }
    }

    private static List<LocalDate> parts(LocalDate from, LocalDate to) {
        List<LocalDate> parts = new ArrayList<>();
        for (var first = from; !first.isAfter(to); first = first.plusYears(PART_YEARS)) {
            parts.add(first);
        }
        return parts;
    }

    private static List<Day> days(JsonNode answer) {
        if (!answer.path("base").asString("").equals("EUR")
                || !answer.path("rates").isObject()) {
            throw new ConnectorException(
                    Problem.BAD_ANSWER, "Frankfurter sent something else than rates of the euro by day.");
        }
        try {
            return answer.path("rates").properties().stream()
                    .map(entry -> Day.of(LocalDate.parse(entry.getKey()), entry.getValue()))
                    .sorted(Comparator.comparing(Day::date))
                    .toList();
        } catch (DateTimeException _) {
            throw new ConnectorException(Problem.BAD_ANSWER, "Frankfurter sent a day that is none.");
        }
    }

    private Refused refused(Response response, Optional<JsonNode> body) {
        return response.status() == 404
                ? new Refused(
                        Problem.NOT_FOUND,
                        client.host() + " has no rates for these currencies and days. Check the 'quotes' and 'from' of"
                                + " the table.")
                : response.status() == 422
                        ? new Refused(
                                Problem.REJECTED,
                                client.host() + " refused the request: "
                                        + body.map(json -> json.path("message").asString("no reason"))
                                                .orElse("no reason")
                                        + ".")
                        : client.byStatus(response);
    }

    @Override
    public Stage signIn() {
        client.get("/v1/currencies", "", 1, this::refused);
        return new Stage("sign-in", true, "Frankfurter answers; it needs no key.");
    }
}
