package dev.tallystick.sync;

/// Names one sync; a live sync and its rehearsal are two.
public record SyncId(long value) {}
