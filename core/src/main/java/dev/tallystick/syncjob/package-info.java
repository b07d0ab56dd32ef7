/// A source of rows written in Java: one interface to implement, and what the server hands it.
@NullMarked
package dev.tallystick.syncjob;

import org.jspecify.annotations.NullMarked;
