/// What a connector must do: describe its settings, list rows, write rows, and tell the truth about trouble.
@NullMarked
package dev.tallystick.connector;

import org.jspecify.annotations.NullMarked;
