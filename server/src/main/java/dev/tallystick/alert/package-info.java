/// Alerts: what is wrong with syncs, who is told of it, once, and that it is over.
@ApplicationModule(
        allowedDependencies = {"connection", "egress", "history", "job", "storage", "sync", "web", "workspace"})
@NullMarked
package dev.tallystick.alert;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
