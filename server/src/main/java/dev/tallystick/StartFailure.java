package dev.tallystick;

import dev.tallystick.storage.StorageProblem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Why the server did not start, as one line for the person who started it. As Spring's reporter, before its own, it
/// keeps back the page of stack that would stand above that line.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailure implements SpringBootExceptionReporter {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.start");
    private static final int FAILED = 1;

    private record Known(String sentence, int exitCode) {}

    @Override
    public boolean reportException(Throwable failed) {
        return known(failed).isPresent();
    }

    static int exitCode(RuntimeException failed) {
        var known = known(failed);
        if (known.isEmpty()) {
            log.error("Tallystick could not start", failed);
            return FAILED;
        }
        System.err.println("tallystick: " + known.get().sentence());
        return known.get().exitCode();
    }

    private static Optional<Known> known(Throwable failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException port) {
                return Optional.of(new Known(
                        "Port " + port.getPort() + " is in use. Stop what uses it, or choose another with --port.",
                        FAILED));
            }
            if (cause instanceof StorageProblem || cause instanceof ExitCodeGenerator) {
                return Optional.of(new Known(
                        String.valueOf(cause.getMessage()),
                        cause instanceof ExitCodeGenerator code ? code.getExitCode() : FAILED));
            }
        }
        return Optional.empty();
    }
}
