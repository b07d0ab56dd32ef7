/// What the tests of core share: generated cases, and the rules for the source itself.
@NullMarked
package dev.tallystick;

import org.jspecify.annotations.NullMarked;
