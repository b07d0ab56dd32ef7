/// Connections: a connector with settings and sealed credentials.
@ApplicationModule(allowedDependencies = {"connector", "egress", "storage", "table", "web", "workspace"})
@NullMarked
package dev.tallystick.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
