package dev.tallystick.run;

import dev.tallystick.history.Run;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one line that a run leaves in the log.
final class RunLog {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.run");

    private RunLog() {}

    static void ended(Run run) {
        var began = run.startedAt();
        var ended = run.endedAt();
        var seconds = began == null || ended == null
                ? 0.0
                : Duration.between(began, ended).toMillis() / 1000.0;
        var line = "%s%s: %s in %.1f s, %s (run %d, %s%s)"
                .formatted(
                        run.sync(),
                        run.rehearsal() ? " (rehearsal)" : "",
                        run.status().word(),
                        seconds,
                        run.sentence(),
                        run.id().value(),
                        run.trigger().word(),
                        run.actor() == null ? "" : " by " + run.actor());
        switch (run.status()) {
            case FAILED -> log.error(line);
            case PARTIAL -> log.warn(line);
            default -> log.info(line);
        }
    }
}
