package dev.tallystick.connection;

/// Names one connection.
public record ConnectionId(long value) {}
