/// Decides what an answer means: take it, leave it, try again and when, or give up.
@NullMarked
package dev.tallystick.connectors.http.errors;

import org.jspecify.annotations.NullMarked;
