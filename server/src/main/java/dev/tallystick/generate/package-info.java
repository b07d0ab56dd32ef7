/// Writes the beginning of a sync job into somebody else's project.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.tallystick.generate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
