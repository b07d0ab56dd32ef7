/// Reads only what changed: time windows, what was seen in them, and the state that remembers it.
@NullMarked
package dev.tallystick.connectors.http.cursor;

import org.jspecify.annotations.NullMarked;
