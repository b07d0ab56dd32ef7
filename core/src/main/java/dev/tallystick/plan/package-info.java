/// The pure planner: from what was seen and what was last agreed to the changes to make; no I/O, no clock.
@NullMarked
package dev.tallystick.plan;

import org.jspecify.annotations.NullMarked;
