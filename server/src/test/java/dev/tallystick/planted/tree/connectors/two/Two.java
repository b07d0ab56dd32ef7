package dev.tallystick.planted.tree.connectors.two;

public record Two() {}
