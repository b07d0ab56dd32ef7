/// What a person set up: syncs, their schedules, and the file that holds both.
@NullMarked
package dev.tallystick.sync;

import org.jspecify.annotations.NullMarked;
