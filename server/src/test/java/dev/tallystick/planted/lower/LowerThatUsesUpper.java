package dev.tallystick.planted.lower;

import dev.tallystick.planted.upper.Upper;

record LowerThatUsesUpper(Upper upper) {}
