/// The packaged jar as real processes that are killed, frozen, stopped and cut off from their database.
@NullMarked
package dev.tallystick.process;

import org.jspecify.annotations.NullMarked;
