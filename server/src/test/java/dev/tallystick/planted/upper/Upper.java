package dev.tallystick.planted.upper;

public record Upper() {}
