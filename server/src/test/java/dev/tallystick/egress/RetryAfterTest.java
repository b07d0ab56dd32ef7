package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "0 | PT0S",
                "0.5 | PT0.5S",
                "1.0001 | PT1.001S",
                "1000000000 | PT8784H",
                "99999999999999999999999999999999 | PT8784H",
                "12345678901234567890 | PT8784H",
                "1795608060 | PT1M",
                "1795608060000 | PT1M",
                "1700000000 | PT0S",
                "Wed, 25 Nov 2026 12:01:00 GMT | PT1M",
                "Wednesday, 25-Nov-26 12:01:00 GMT | PT1M",
                "Wed Nov 25 12:01:00 2026 | PT1M",
                "Mon, 25 Nov 2026 12:01:00 GMT | PT1M",
                "Sun, 06 Nov 1994 08:49:37 GMT | PT0S",
                "Sunday, 06-Nov-94 08:49:37 GMT | PT0S",
                "Sun Nov  6 08:49:37 1994 | PT0S",
                "Fri, 31 Dec 9999 23:59:59 GMT | PT8784H",
                "'120, 30' | PT2M",
                "' 5 ' | PT5S",
            })
    void readsEveryFormThatIsSent(String value, Duration expected) {
        assertThat(RetryAfter.of(Headers.NONE.with("retry-after", value), NOW)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "soon",
                "1e3",
                "NaN",
                "120s",
                "Wed, 99 Nov 2026 12:01:00 GMT",
                "Wed, 25 Foo 2026 12:01:00 GMT",
                "Wed, 25 Nov 2026",
                "120, soon",
                "١٢٠",
                "0x10",
                "+5"
            })
    void leavesWhatIsNotUnderstoodToTheCallersBackOff(String value) {
        assertThat(RetryAfter.of(Headers.NONE.with("Retry-After", value), NOW)).isEmpty();
    }

    @Test
    void aDateIsMeasuredOnTheServersOwnClock() {
        var headers = Headers.NONE
                .with("Date", "Wed, 25 Nov 2026 11:00:00 GMT")
                .with("Retry-After", "Wed, 25 Nov 2026 11:00:30 GMT");

        assertThat(RetryAfter.of(headers, NOW)).contains(Duration.ofSeconds(30));
    }

    @Test
    void theLongestOfSeveralHolds() {
        var headers = Headers.NONE.with("Retry-After", "5").with("Retry-After", "50");

        assertThat(RetryAfter.of(headers, NOW)).contains(Duration.ofSeconds(50));
    }

    @Test
    void noneIsNone() {
        assertThat(RetryAfter.of(Headers.NONE, NOW)).isEmpty();
    }
}
