/// One run of one sync: observe, plan, hold or apply, record; with the leases and intents that survive a crash.
@ApplicationModule(
        allowedDependencies = {"connection", "connector", "history", "job", "plan", "storage", "sync", "table"})
@NullMarked
package dev.tallystick.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
