/// What every connector is held to, and a connector in memory that the suite itself is tried on.
@NullMarked
package dev.tallystick.connector;

import org.jspecify.annotations.NullMarked;
