/// What a person set up: syncs, their schedules, and the file that holds both.
@ApplicationModule(
        allowedDependencies = {"connection", "connector", "egress", "plan", "storage", "table", "web", "workspace"})
@NullMarked
package dev.tallystick.sync;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
