package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.history.Run.Trigger;
import dev.tallystick.storage.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The summary of a round: of the syncs that were due in the same minute. Whoever ends last in it writes the line.
final class RoundLog {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.run");
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RoundLog() {}

    /// One sync of a round.
    ///
    /// @param endedAt null while it waits for a person
    record Part(
            String sync,
            Status status,
            Instant createdAt,
            @Nullable Instant endedAt) {
        boolean open() {
            return status == Status.PENDING || status == Status.RUNNING;
        }
    }

    /// Called when a run has ended or is held, and its end is committed.
    static void ended(Transactions transactions, Run run) {
        if (run.trigger() != Trigger.SCHEDULE) {
            return;
        }
        var minute = run.createdAt().truncatedTo(ChronoUnit.MINUTES);
        var parts = transactions.in(
                run.workspace(),
                jdbc -> jdbc.sql("""
                        select s.name, r.status, r.created_at, r.ended_at from run r join sync s on s.id = r.sync_id
                        where r.workspace_id = ? and r.trigger = 'schedule' and r.created_at >= ? and r.created_at < ?
                        order by s.name
                        """)
                        .params(
                                run.workspace().value(),
                                minute.atOffset(ZoneOffset.UTC),
                                minute.plus(1, ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC))
                        .query((row, _) -> {
                            var ended = row.getTimestamp("ended_at");
                            return new Part(
                                    row.getString("name"),
                                    Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                                    row.getTimestamp("created_at").toInstant(),
                                    ended == null ? null : ended.toInstant());
                        })
                        .list());
        // Of one sync alone its own line says everything.
        if (parts.size() > 1 && parts.stream().noneMatch(Part::open)) {
            log.info(sentence(minute, parts));
        }
    }

    /// `Round of 10:05 UTC: 3 syncs in 8.2 s, 2 succeeded, 1 partial: companies succeeded, deals succeeded, stock
    /// partial.`
    static String sentence(Instant minute, List<Part> parts) {
        var last = parts.stream()
                .map(Part::endedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(minute);
        var first = parts.stream()
                .map(Part::createdAt)
                .min(Comparator.naturalOrder())
                .orElse(minute);
        var counts = parts.stream()
                .collect(Collectors.groupingBy(Part::status, java.util.TreeMap::new, Collectors.counting()));
        return "Round of %s UTC: %d syncs in %s s, %s: %s."
                .formatted(
                        MINUTE.format(minute),
                        parts.size(),
                        String.format(
                                Locale.ROOT,
                                "%.1f",
                                Math.max(0, Duration.between(first, last).toMillis()) / 1000.0),
                        counts.entrySet().stream()
                                .map(count ->
                                        count.getValue() + " " + count.getKey().word())
                                .collect(Collectors.joining(", ")),
                        parts.stream()
                                .map(part -> part.sync() + " " + part.status().word())
                                .collect(Collectors.joining(", ")));
    }
}
