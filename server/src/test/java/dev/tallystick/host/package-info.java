/// Sync jobs in Java, run as connectors against the lab.
@NullMarked
package dev.tallystick.host;

import org.jspecify.annotations.NullMarked;
