package dev.tallystick.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OddTimesTest {

    @ParameterizedTest
    @CsvSource({
        "TWELVE_HOURS, 2:30 PM",
        "TWENTY_FOUR_HOURS, 14:30",
        "DAY_AND_TIME, 2026-11-20 14:30",
        "GERMAN, 20.11.2026 14:30",
        "OFFSET, 2026-11-20T14:30:00+01:00",
        "EPOCH_SECONDS, 1795181400",
        "EPOCH_MILLIS, 1795181400000",
        "AMERICAN, 'Nov 20, 2026 2:30 PM'",
        "RFC_1123, 'Fri, 20 Nov 2026 13:30:00 GMT'",
        "LOCAL, 2026-11-20T14:30:00"
    })
    void writesAsPartnersDo(OddTimes style, String expected) {
        var time = ZonedDateTime.parse("2026-11-20T14:30:00+01:00[Europe/Berlin]");

        assertThat(style.write(time).toString()).isEqualTo(expected);
    }
}
