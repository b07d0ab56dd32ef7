/// The CSV connector, on its own and against the lab.
@NullMarked
package dev.tallystick.connectors.csv;

import org.jspecify.annotations.NullMarked;
