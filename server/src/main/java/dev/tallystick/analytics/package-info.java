/// Figures: how syncs did, by day and in all, which fields fail and why, and the same as metrics.
@ApplicationModule(allowedDependencies = {"history", "job", "storage", "sync", "web", "workspace"})
@NullMarked
package dev.tallystick.analytics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
