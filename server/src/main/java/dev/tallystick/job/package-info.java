/// The durable queue: thin over db-scheduler, it starts work when it is due and knows nothing of syncs.
@ApplicationModule(allowedDependencies = {"storage"})
@NullMarked
package dev.tallystick.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
