/// Tests of the HTTP connector as a whole.
@NullMarked
package dev.tallystick.connectors.http;

import org.jspecify.annotations.NullMarked;
