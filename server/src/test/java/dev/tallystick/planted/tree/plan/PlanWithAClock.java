package dev.tallystick.planted.tree.plan;

import java.time.Clock;

public record PlanWithAClock(Clock clock) {}
