/// Where everything is kept: the embedded PostgreSQL, the migrations, the database roles, and the one door to a
/// transaction.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.tallystick.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
