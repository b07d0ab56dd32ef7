package dev.tallystick.planted.tree.run;

public record RunManager() {}
