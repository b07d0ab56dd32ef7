/// The command line: a client of the REST API that starts neither Spring nor a database.
@ApplicationModule(allowedDependencies = {"connection", "sync"})
@NullMarked
package dev.tallystick.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
