package dev.tallystick.lab.rates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.lab.Lab;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Frankfurter and Open Exchange Rates answer, by their own source and documentation, asked on a Saturday.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RatesApiTest {
    private static final Clock SATURDAY = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    private Lab lab;
    private EgressClient egress;

    @BeforeAll
    void start() {
        lab = Lab.start(Lab.Options.STANDARD.clock(SATURDAY));
        egress = new EgressClient(lab.allowed());
    }

    @AfterAll
    void stop() {
        egress.close();
        lab.close();
    }

    private Response get(String path) {
        return egress.send(Request.get(lab.uri(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/latest, 200, date, 2026-11-20",
        "/v1/2026-11-15, 200, date, 2026-11-13",
        "/v1/2026-11-30, 200, date, 2026-11-20",
        "/v1/2026-12-25, 404, message, not found",
        "/v1/2027-01-15, 404, message, not found",
        "/v1/2026-11-14..2026-11-17, 200, start_date, 2026-11-13",
        "/v1/2026-11-28.., 404, message, not found",
        "/v1/latest?symbols=XXX, 404, message, not found",
        "/v1/latest?base=XXX, 404, message, not found",
        "/v1/latest?base=USD&symbols=USD, 422, message, bad currency pair",
        "/v1/latest?amount=0, 422, message, invalid amount",
        "/v1/2026-02-30, 422, message, invalid date",
    })
    void answersAsFrankfurter(String path, int status, String field, String value) {
        var answer = get(RatesApi.FRANKFURTER + path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(JsonBodies.read(answer).path(field).asString()).isEqualTo(value);
    }

    @Test
    void leavesOutTheDaysOnWhichNothingIsPublished() {
        var days = JsonBodies.read(get(RatesApi.FRANKFURTER + "/v1/2026-11-14..2026-11-17"))
                .path("rates");
        assertThat(days.propertyNames()).containsExactly("2026-11-13", "2026-11-16", "2026-11-17");
        var easter = JsonBodies.read(get(RatesApi.FRANKFURTER + "/v1/2026-04-01..2026-04-08"))
                .path("rates");
        assertThat(easter.propertyNames())
                .as("Good Friday was 3 April, Easter Monday 6 April")
                .containsExactly("2026-04-01", "2026-04-02", "2026-04-07", "2026-04-08");
    }

    @Test
    void publishesAtFourInFrankfurt() {
        for (var hour : new int[] {14, 15}) {
            var clock = Clock.fixed(Instant.parse("2026-11-20T" + hour + ":30:00Z"), ZoneOffset.UTC);
            assertThat(new Fixings(1, clock).newest())
                    .isEqualTo(hour < 15 ? LocalDate.of(2026, 11, 19) : LocalDate.of(2026, 11, 20));
        }
    }

    @Test
    void roundsWhatIsNotOfTheEuro() {
        var rates = JsonBodies.read(get(RatesApi.FRANKFURTER + "/v1/latest?base=USD&symbols=EUR,JPY,USD"))
                .path("rates");
        assertThat(rates.propertyNames()).containsExactly("EUR", "JPY");
        assertThat(rates.path("JPY").decimalValue().scale()).isEqualTo(2);
        assertThat(rates.path("EUR").decimalValue().scale()).isEqualTo(5);
    }

    @Test
    void saysThatNothingHasChanged() {
        var path = RatesApi.FRANKFURTER + "/v1/latest";
        var tag = get(path).headers().first("ETag").orElseThrow();
        assertThat(egress.send(Request.get(lab.uri(path)).with("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "/latest.json, 401, missing_app_id",
        "/latest.json?app_id=no, 401, invalid_app_id",
        "/latest.json?app_id=KEY&base=EUR, 429, not_allowed",
        "/time-series.json?app_id=KEY&start=2026-11-01&end=2026-11-02, 429, not_allowed",
        "/nowhere.json?app_id=KEY, 404, not_found",
    })
    void refusesAsOpenExchangeRates(String path, int status, String message) {
        var answer = get(RatesApi.OPEN_EXCHANGE_RATES + path.replace("KEY", RatesApi.KEY));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(JsonBodies.read(answer).path("message").asString()).isEqualTo(message);
    }

    @Test
    void hasRatesOnSundaysToo() {
        var answer = JsonBodies.read(get(
                RatesApi.OPEN_EXCHANGE_RATES + "/historical/2026-11-15.json?symbols=EUR,NO&app_id=" + RatesApi.KEY));
        assertThat(answer.path("base").asString()).isEqualTo("USD");
        assertThat(answer.path("rates").propertyNames()).containsExactly("EUR");
        assertThat(Instant.ofEpochSecond(answer.path("timestamp").asLong())).isEqualTo("2026-11-15T23:00:00Z");
    }
}
