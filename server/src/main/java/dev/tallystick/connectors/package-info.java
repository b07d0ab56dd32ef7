/// The connectors, one folder each, which nobody imports: they are found by the interface that they share.
@ApplicationModule(allowedDependencies = {"connector", "egress", "table"})
@NullMarked
package dev.tallystick.connectors;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
