/// What happened and what happens now: runs, their changes, the journal behind both, and the live stream to the page.
@ApplicationModule(
        allowedDependencies = {"connection", "connector", "job", "plan", "storage", "sync", "table", "web", "workspace"
        })
@NullMarked
package dev.tallystick.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
