/// The command line: a client of the REST API that starts neither Spring nor a database. `backup` and `restore` alone
/// work on the database itself, since they must also work without a server.
@ApplicationModule(allowedDependencies = {"backup", "connection", "generate", "storage", "sync"})
@NullMarked
package dev.tallystick.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
