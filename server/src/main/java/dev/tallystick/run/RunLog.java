package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.plan.Tally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
        var level = switch (run.status()) {
            case FAILED -> Level.ERROR;
            case PARTIAL -> Level.WARN;
            default -> Level.INFO;
        };
        var event = log.atLevel(level);
        if (run.tally() != null) {
            event = event.addKeyValue("tally", numbers(run.tally().right()));
            if (run.tally().left() != null) {
                event = event.addKeyValue("tally_left", numbers(run.tally().left()));
            }
        }
        event.log(line);
    }

    /// For programs that read the log as JSON; a person reads the sentence.
    private static Map<String, Long> numbers(Tally tally) {
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put("considered", tally.considered());
        numbers.put("failed", tally.failed());
        numbers.put("held", tally.held());
        numbers.put("conflict", tally.conflict());
        numbers.put("deleted", tally.deleted());
        numbers.put("created", tally.created());
        numbers.put("updated", tally.updated());
        numbers.put("skipped", tally.skipped());
        numbers.put("unchanged", tally.unchanged());
        return numbers;
    }
}
