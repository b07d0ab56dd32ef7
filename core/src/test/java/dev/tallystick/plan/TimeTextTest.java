package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.table.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # RFC 3339, with 0 to 9 digits of a second
                    2026-11-23T10:00:00+01:00       | 2026-11-23T09:00:00Z
                    2026-11-20T08:00:00.412Z        | 2026-11-20T08:00:00.412Z
                    2026-11-20T08:00:00Z            | 2026-11-20T08:00:00Z
                    2026-11-20T08:00:00.4Z          | 2026-11-20T08:00:00.4Z
                    2026-11-20T08:00:00.123456789Z  | 2026-11-20T08:00:00.123456789Z
                    2026-11-20t08:00:00z            | 2026-11-20T08:00:00Z
                    2026-11-20 08:00:00+01:00       | 2026-11-20T07:00:00Z
                    2026-11-20 08:00:00.5 -05:30    | 2026-11-20T13:30:00.5Z
                    2026-11-20 08:00:00Z            | 2026-11-20T08:00:00Z
                    # RFC 1123, as in HTTP headers
                    Sun, 06 Nov 1994 08:49:37 GMT   | 1994-11-06T08:49:37Z
                    Fri, 20 Nov 2026 14:30:00 +0100 | 2026-11-20T13:30:00Z
                    # epoch seconds and milliseconds
                    1763649000                      | 2025-11-20T14:30:00Z
                    1763649000123                   | 2025-11-20T14:30:00.123Z
                    999999999                       | 2001-09-09T01:46:39Z
                    # local times, in the zone of the transform
                    2026-11-20 14:30                | 2026-11-20T13:30:00Z
                    2026-11-20T14:30                | 2026-11-20T13:30:00Z
                    2026-11-20 14:30:15             | 2026-11-20T13:30:15Z
                    2026-11-20T14:30:15.123         | 2026-11-20T13:30:15.123Z
                    2026-11-20T14:30:15.123456      | 2026-11-20T13:30:15.123456Z
                    2026-07-20 14:30                | 2026-07-20T12:30:00Z
                    2026/11/20 14:30                | 2026-11-20T13:30:00Z
                    11/20/2026 2:30 PM              | 2026-11-20T13:30:00Z
                    11/20/2026 2:30:05 pm           | 2026-11-20T13:30:05Z
                    1/2/2026 2:30PM                 | 2026-01-02T13:30:00Z
                    11/20/2026, 2:30 PM             | 2026-11-20T13:30:00Z
                    20.11.2026 14:30                | 2026-11-20T13:30:00Z
                    1.2.2026 9:05                   | 2026-02-01T08:05:00Z
                    Nov 20, 2026 2:30 PM            | 2026-11-20T13:30:00Z
                    November 20, 2026 2:30 PM       | 2026-11-20T13:30:00Z
                    NOV 20, 2026 at 2:30 pm         | 2026-11-20T13:30:00Z
                    20 Nov 2026 14:30               | 2026-11-20T13:30:00Z
                    11/20/2026 2 PM                 | 2026-11-20T13:00:00Z
                    11/20/2026 12:00 AM             | 2026-11-19T23:00:00Z
                    11/20/2026 12:00 PM             | 2026-11-20T11:00:00Z
                    11/20/2026 12:30 AM             | 2026-11-19T23:30:00Z
                    """)
    void readsWhatPartnersSend(String text, Instant instant) {
        assertThat(read(text)).isEqualTo(time(instant));
        assertThat(read("  " + text + " ")).isEqualTo(time(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "2:30 PM, 2026-11-20T13:30:00Z",
        "2:30PM, 2026-11-20T13:30:00Z",
        "2pm, 2026-11-20T13:00:00Z",
        "2 PM, 2026-11-20T13:00:00Z",
        "14:30, 2026-11-20T13:30:00Z",
        "9:05, 2026-11-20T08:05:00Z",
        "14:30:15, 2026-11-20T13:30:15Z",
        "12:00 AM, 2026-11-19T23:00:00Z",
        "12:00 PM, 2026-11-20T11:00:00Z"
    })
    void readsABareTimeBesideItsDay(String text, Instant instant) {
        for (var day : new Value[] {
            new Value.Date(LocalDate.of(2026, 11, 20)),
            Value.text("2026-11-20"),
            Value.text("11/20/2026"),
            Value.text(" 20.11.2026 "),
            Value.text("Nov 20, 2026"),
            new Value.Timestamp(Instant.parse("2026-11-19T23:30:00Z"))
        }) {
            assertThat(TimeText.read(Value.text(text), BERLIN, day))
                    .as(day.toString())
                    .isEqualTo(time(instant));
        }
        assertThat(read(text)).as("without a day").isInstanceOf(TimeText.Read.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31.02.2026 14:30",
                "02/30/2026 2:30 PM",
                "20/11/2026 14:30",
                "11.20.2026 14:30",
                "2026-13-01 00:00",
                "0000-00-00 00:00:00",
                "2026-11-20T24:00:00Z",
                "2026-11-20 24:00",
                "2026-11-20 14:60",
                "11/20/2026 14:30 PM",
                "11/20/2026 0:30 PM",
                "11/20/26 14:30",
                "2026-11-20",
                "20261120",
                "20261120143000",
                "12345678",
                "1763649000.5",
                "Thu, 20 Nov 2026 14:30:00 GMT",
                "tomorrow",
                "2026-11-20 14:30 Europe/Berlin",
                "+00:00:01",
                "2026-11-20 14:30 x"
            })
    void refusesWhatDoesNotExistOrWouldBeAGuess(String text) {
        assertThat(read(text)).isInstanceOf(TimeText.Read.Unknown.class);
    }

    @Test
    void refusesATimeThatTheClocksSkipped() {
        assertThat(read("2026-03-29 02:00")).isEqualTo(new TimeText.Read.Skipped(BERLIN));
        assertThat(read("2026-03-29 02:59:59")).isEqualTo(new TimeText.Read.Skipped(BERLIN));
        assertThat(read("2026-03-29 01:59:59")).isEqualTo(time(Instant.parse("2026-03-29T00:59:59Z")));
        assertThat(read("2026-03-29 03:00")).isEqualTo(time(Instant.parse("2026-03-29T01:00:00Z")));
    }

    @Test
    void takesTheFirstOfTheHourThatComesTwice() {
        assertThat(read("2026-10-25 02:30")).isEqualTo(time(Instant.parse("2026-10-25T00:30:00Z")));
        assertThat(read("2026-10-25 03:00")).isEqualTo(time(Instant.parse("2026-10-25T02:00:00Z")));
        assertThat(read("2026-10-25T02:30:00+01:00")).isEqualTo(time(Instant.parse("2026-10-25T01:30:00Z")));
    }

    @Test
    void leavesEmptyAndBlankEmpty() {
        assertThat(read("  ")).isEqualTo(new TimeText.Read.Time(Value.empty()));
        assertThat(TimeText.read(Value.empty(), BERLIN, Value.empty()))
                .isEqualTo(new TimeText.Read.Time(Value.empty()));
    }

    @Test
    void readsNumbersAsEpochsAndRoundsNone() {
        assertThat(number("1763649000")).isEqualTo(time(Instant.parse("2025-11-20T14:30:00Z")));
        assertThat(number("1763649000.123")).isEqualTo(time(Instant.parse("2025-11-20T14:30:00.123Z")));
        assertThat(number("99999999999")).isEqualTo(time(Instant.ofEpochSecond(99_999_999_999L)));
        assertThat(number("100000000000")).isEqualTo(time(Instant.ofEpochMilli(100_000_000_000L)));
        assertThat(number("-1")).isEqualTo(time(Instant.parse("1969-12-31T23:59:59Z")));
        assertThat(number("1763649000.1234")).isInstanceOf(TimeText.Read.Unknown.class);
        assertThat(number("1e400")).isInstanceOf(TimeText.Read.Unknown.class);
        assertThat(number("1e1000000000")).isInstanceOf(TimeText.Read.Unknown.class);
    }

    @Test
    void takesALocalTimeInTheZone() {
        var local = new Value.LocalDateTime(LocalDateTime.parse("2026-07-20T14:30"));
        assertThat(TimeText.read(local, BERLIN, Value.empty())).isEqualTo(time(Instant.parse("2026-07-20T12:30:00Z")));
        var skipped = new Value.LocalDateTime(LocalDateTime.parse("2026-03-29T02:30"));
        assertThat(TimeText.read(skipped, BERLIN, Value.empty())).isEqualTo(new TimeText.Read.Skipped(BERLIN));
    }

    @Test
    void takesNoOtherTypeForATime() {
        assertThat(TimeText.read(new Value.Bool(true), BERLIN, Value.empty()))
                .isInstanceOf(TimeText.Read.Unknown.class);
        assertThat(TimeText.read(new Value.Date(LocalDate.EPOCH), BERLIN, Value.empty()))
                .isInstanceOf(TimeText.Read.Unknown.class);
    }

    private static TimeText.Read read(String text) {
        return TimeText.read(Value.text(text), BERLIN, Value.empty());
    }

    private static TimeText.Read number(String number) {
        return TimeText.read(Value.decimal(number), BERLIN, Value.empty());
    }

    private static TimeText.Read time(Instant instant) {
        return new TimeText.Read.Time(new Value.Timestamp(instant));
    }
}
