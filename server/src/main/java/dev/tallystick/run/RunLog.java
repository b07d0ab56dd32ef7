package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.plan.Tally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The one line that a run leaves in the log.
final class RunLog {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.run");

    private RunLog() {}

    /// How many rows that failed are named in the line; the API and the command line have the rest.
    static final int MOST_NAMED = 50;

    /// @param failed the first rows that failed
    static void ended(Run run, List<Run.Failed> failed) {
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
                        detailed(run, failed),
                        run.id().value(),
                        run.trigger().word(),
                        run.actor() == null ? "" : " by " + run.actor());
        var level = switch (run.status()) {
            case FAILED -> Level.ERROR;
            case PARTIAL -> Level.WARN;
            default -> Level.INFO;
        };
        var event = log.atLevel(level);
        if (!run.skips().isEmpty()) {
            var kinds = new LinkedHashMap<String, Long>();
            run.skips().forEach(skip -> kinds.put(skip.kind(), skip.rows()));
            event = event.addKeyValue("skips", kinds);
        }
        if (run.tally() != null) {
            event = event.addKeyValue("tally", numbers(run.tally().right()));
            if (run.tally().left() != null) {
                event = event.addKeyValue("tally_left", numbers(run.tally().left()));
            }
        }
        event.log(line);
    }

    /// The sentence with each failed row and its reason in it: `5 failed: A-7 (No such brand.), …`.
    static String detailed(Run run, List<Run.Failed> failed) {
        var tally = run.tally();
        long all = tally == null
                ? 0
                : tally.right().failed()
                        + (tally.left() == null ? 0 : tally.left().failed());
        if (all == 0 || failed.isEmpty()) {
            return run.sentence();
        }
        var names = failed.stream()
                .map(one -> oneLine(one.name()) + " (" + oneLine(one.reason()) + ")")
                .collect(Collectors.joining(", "));
        long more = all - failed.size();
        var told = all + " failed: " + names
                + (more > 0
                        ? " and " + more + " more; see /api/v1/runs/" + run.id().value() + "/changes?status=failed"
                        : "");
        var count = Pattern.compile("\\b" + all + " failed").matcher(run.sentence());
        return count.find() ? count.replaceFirst(Matcher.quoteReplacement(told)) : run.sentence() + " " + told + ".";
    }

    /// What an upstream put into a reason cannot begin a line of its own.
    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
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
