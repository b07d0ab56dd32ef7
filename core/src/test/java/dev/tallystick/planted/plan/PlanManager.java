package dev.tallystick.planted.plan;

import java.time.Clock;
import java.time.Instant;
import org.assertj.core.api.Assertions;

public record PlanManager(Clock clock, Assertions library) {
    Instant now() {
        return Instant.now();
    }
}
