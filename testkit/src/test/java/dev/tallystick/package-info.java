/// The rules of the testkit.
@NullMarked
package dev.tallystick;

import org.jspecify.annotations.NullMarked;
