/// Backup and restore as a whole: everything that Tallystick keeps, in one file, and the key that it needs.
@ApplicationModule(allowedDependencies = {"connection", "storage"})
@NullMarked
package dev.tallystick.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
