/// Reads a stream of a manifest: builds it from its parts, and runs its loop over slices and pages.
@NullMarked
package dev.tallystick.connectors.http.stream;

import org.jspecify.annotations.NullMarked;
