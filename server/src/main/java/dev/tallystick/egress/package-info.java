/// The one guarded way out: every HTTP request that leaves the server goes through [EgressClient].
@ApplicationModule(allowedDependencies = "connector")
@NullMarked
package dev.tallystick.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
