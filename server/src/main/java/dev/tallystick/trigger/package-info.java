/// What starts a run: a schedule, a person, the API. Each only enqueues.
@ApplicationModule(allowedDependencies = {"history", "job", "storage", "sync", "web", "workspace"})
@NullMarked
package dev.tallystick.trigger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
