package dev.tallystick.planted.tree.run;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

class RunThatReadsTheWallClock {
    List<Object> times(Clock allowed) {
        return List.of(
                Instant.now(), LocalDate.now(ZoneId.of("UTC")), System.currentTimeMillis(), Instant.now(allowed));
    }
}
