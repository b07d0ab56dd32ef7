/// What starts a run, be it a schedule, a person or the API; each only enqueues.
@ApplicationModule(
        allowedDependencies = {"history", "job", "plan", "run", "storage", "sync", "table", "web", "workspace"})
@NullMarked
package dev.tallystick.trigger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
