/// Workspaces, the people in them and their roles, how they prove who they are, and the trail of what they did.
@ApplicationModule(allowedDependencies = {"storage", "web"})
@NullMarked
package dev.tallystick.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
