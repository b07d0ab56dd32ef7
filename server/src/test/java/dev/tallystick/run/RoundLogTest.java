package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run.Status;
import dev.tallystick.run.RoundLog.Part;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundLogTest {

    @Test
    void sumsUpWhatWasDueInOneMinute() {
        var minute = Instant.parse("2026-01-22T10:00:00Z");

        var sentence = RoundLog.sentence(
                minute,
                List.of(
                        new Part("companies", Status.SUCCEEDED, minute.plusMillis(200), minute.plusMillis(2456)),
                        new Part("deals", Status.PARTIAL, minute.plusMillis(300), minute.plusMillis(8434)),
                        new Part("stock", Status.HELD, minute.plusMillis(300), null)));

        assertThat(sentence)
                .isEqualTo("Round of 10:00 UTC: 3 syncs in 8.2 s, 1 held, 1 succeeded, 1 partial: companies succeeded,"
                        + " deals partial, stock held.");
    }
}
