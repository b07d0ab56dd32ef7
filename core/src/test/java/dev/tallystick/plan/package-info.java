/// Tests of the package of the same name.
@NullMarked
package dev.tallystick.plan;

import org.jspecify.annotations.NullMarked;
