package dev.tallystick;

import dev.tallystick.storage.StorageProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.web.server.PortInUseException;

/// Why the server did not start, as one line for the person who started it.
final class StartFailure {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.start");
    private static final int FAILED = 1;

    private StartFailure() {}

    static int exitCode(RuntimeException failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException port) {
                return say(
                        "Port " + port.getPort() + " is in use. Stop what uses it, or choose another with --port.",
                        FAILED);
            }
            if (cause instanceof StorageProblem || cause instanceof ExitCodeGenerator) {
                return say(
                        String.valueOf(cause.getMessage()),
                        cause instanceof ExitCodeGenerator code ? code.getExitCode() : FAILED);
            }
        }
        log.error("Tallystick could not start", failed);
        return FAILED;
    }

    private static int say(String sentence, int exitCode) {
        System.err.println("tallystick: " + sentence);
        return exitCode;
    }
}
