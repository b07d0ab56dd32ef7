package dev.tallystick.planted.tree.connectors.one;

import dev.tallystick.planted.tree.connectors.two.Two;

public record OneThatUsesTwo(Two two) {}
