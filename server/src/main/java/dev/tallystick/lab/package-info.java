/// Emulated services with faults, for the demo and for tests; never reachable from a live sync.
@NullMarked
package dev.tallystick.lab;

import org.jspecify.annotations.NullMarked;
