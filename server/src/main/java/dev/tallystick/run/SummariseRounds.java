package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.run.RoundStore.Round;
import dev.tallystick.run.RoundStore.Skipped;
import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Writes the summary of each round of scheduled runs into the log, once the last of them has ended: how many went
/// well, and what became of each sync, those included that got no run.
final class SummariseRounds implements Runnable {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.run");
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final String RULE = "=".repeat(72);

    private final Transactions transactions;
    private final RunStore runs = new RunStore();
    private final RoundStore rounds = new RoundStore();
    private final Clock clock;

    SummariseRounds(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void run() {
        // A line an event: what an upstream put into a sentence cannot begin a line of its own.
        summaries().forEach(summary -> summary.forEach(log::info));
    }

    List<List<String>> summaries() {
        return transactions.system(jdbc -> rounds.takeOver(jdbc, clock.instant()).stream()
                .map(round -> summary(jdbc, round))
                .toList());
    }

    private List<String> summary(JdbcClient jdbc, Round round) {
        var ran = rounds.runs(jdbc, round).stream()
                .flatMap(id -> runs.find(jdbc, id).stream())
                .toList();
        var skipped = rounds.skipped(jdbc, round);
        var lines = new ArrayList<String>();
        lines.add(RULE);
        lines.add("Round of " + MINUTE.format(round.minute()) + ": summary");
        lines.add("  Total processed: " + (ran.size() + skipped.size()));
        lines.add("  Successful: " + count(ran, Run.Status.SUCCEEDED, Run.Status.PARTIAL));
        lines.add("  Failed: " + count(ran, Run.Status.FAILED, Run.Status.CANCELLED));
        lines.add("  Skipped: " + skipped.size());
        long waiting = count(ran, Run.Status.HELD, Run.Status.PENDING, Run.Status.RUNNING);
        if (waiting > 0) {
            lines.add("  Waiting: " + waiting);
        }
        lines.add("  Duration: " + seconds(duration(ran)));
        int number = 0;
        for (var run : ran) {
            lines.add("  " + ++number + ". " + mark(run.status()) + " " + run.sync() + " - "
                    + run.status().word() + ": " + run.sentence() + " (" + seconds(duration(List.of(run))) + ")");
        }
        for (Skipped one : skipped) {
            lines.add("  " + ++number + ". - " + one.sync() + " - skipped: " + one.reason());
        }
        lines.add(RULE);
        return lines;
    }

    private static long count(List<Run> ran, Run.Status... those) {
        return ran.stream().filter(run -> List.of(those).contains(run.status())).count();
    }

    private static String mark(Run.Status status) {
        return switch (status) {
            case SUCCEEDED, PARTIAL -> "✓";
            case FAILED, CANCELLED -> "✗";
            case HELD, PENDING, RUNNING -> "…";
        };
    }

    /// From the first beginning to the last end.
    private static Duration duration(List<Run> ran) {
        var began = instants(ran.stream().map(Run::startedAt)).min(Instant::compareTo);
        var ended = instants(ran.stream().map(Run::endedAt)).max(Instant::compareTo);
        return began.isEmpty() || ended.isEmpty() || ended.get().isBefore(began.get())
                ? Duration.ZERO
                : Duration.between(began.get(), ended.get());
    }

    private static Stream<Instant> instants(Stream<@Nullable Instant> some) {
        return some.filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
