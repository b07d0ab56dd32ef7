/// Hosts sync jobs written in Java: each becomes a connector with one table.
@ApplicationModule(allowedDependencies = {"connector", "egress", "syncjob", "table"})
@NullMarked
package dev.tallystick.host;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
