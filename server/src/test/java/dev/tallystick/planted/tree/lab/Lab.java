package dev.tallystick.planted.tree.lab;

public record Lab() {}
