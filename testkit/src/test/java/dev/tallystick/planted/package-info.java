/// What the rules of the testkit must find.
@NullMarked
package dev.tallystick.planted;

import org.jspecify.annotations.NullMarked;
