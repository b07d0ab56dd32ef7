/// Tests of the package of the same name.
@NullMarked
package dev.tallystick.table;

import org.jspecify.annotations.NullMarked;
