/// Connections: a connector with settings and sealed credentials.
@NullMarked
package dev.tallystick.connection;

import org.jspecify.annotations.NullMarked;
