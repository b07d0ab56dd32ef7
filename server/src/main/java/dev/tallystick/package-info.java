/// The server: one process that keeps the rows of two systems in agreement.
@NullMarked
package dev.tallystick;

import org.jspecify.annotations.NullMarked;
