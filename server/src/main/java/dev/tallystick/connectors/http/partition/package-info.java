/// Divides a stream into slices: by a list of values, or by the records of a parent stream.
@NullMarked
package dev.tallystick.connectors.http.partition;

import org.jspecify.annotations.NullMarked;
