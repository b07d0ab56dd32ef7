/// Declares that it uses nothing, and uses `upper`.
@ApplicationModule(allowedDependencies = {})
package dev.tallystick.planted.lower;

import org.springframework.modulith.ApplicationModule;
