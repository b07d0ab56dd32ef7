/// Writes rows into tables of a PostgreSQL database, each batch whole and with its own proof beside it.
@NullMarked
package dev.tallystick.connectors.postgres;

import org.jspecify.annotations.NullMarked;
