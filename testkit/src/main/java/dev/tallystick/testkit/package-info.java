/// Runs a sync job in a test: recorded answers, a clock, a table in memory, and assertions on what came of it.
@NullMarked
package dev.tallystick.testkit;

import org.jspecify.annotations.NullMarked;
