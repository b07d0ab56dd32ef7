/// Emulated services with faults, for the demo and for tests; never reachable from a live sync.
@ApplicationModule(allowedDependencies = {"connection", "egress"})
@NullMarked
package dev.tallystick.lab;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
