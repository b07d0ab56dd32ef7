package dev.tallystick.history;

/// Names one run.
public record RunId(long value) {}
