package dev.tallystick.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What became of the rows of one side, each row counted once: the numbers add up to the rows considered. Settled
/// conflicts are shown beside the tally and are not part of it.
public record Tally(
        long failed, long held, long conflict, long deleted, long created, long updated, long skipped, long unchanged) {
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    public long considered() {
        return failed + held + conflict + deleted + created + updated + skipped + unchanged;
    }

    /// How many rows were written.
    public long written() {
        return deleted + created + updated;
    }

    public Tally plus(Outcome outcome, long rows) {
        return new Tally(
                failed + (outcome == Outcome.FAILED ? rows : 0),
                held + (outcome == Outcome.HELD ? rows : 0),
                conflict + (outcome == Outcome.CONFLICT ? rows : 0),
                deleted + (outcome == Outcome.DELETED ? rows : 0),
                created + (outcome == Outcome.CREATED ? rows : 0),
                updated + (outcome == Outcome.UPDATED ? rows : 0),
                skipped + (outcome == Outcome.SKIPPED ? rows : 0),
                unchanged + (outcome == Outcome.UNCHANGED ? rows : 0));
    }

    /// `12 created, 90 updated, 5 failed`; outcomes that did not occur are left out.
    public String sentence() {
        return sentence(Map.of());
    }

    /// As [#sentence()], with rows that were skipped under a name of their own apart: `5 skipped, 3 FLAT
    /// skipped`.
    ///
    /// @param kinds how many of the skipped rows, by that name
    public String sentence(Map<String, Long> kinds) {
        var parts = new ArrayList<String>();
        part(parts, created, "created");
        part(parts, updated, "updated");
        rest(parts, kinds);
        part(parts, unchanged, "unchanged");
        return parts.isEmpty() ? "no rows" : String.join(", ", parts);
    }

    /// As [#sentence(Map)], for whoever wants to know what was done: created and updated always, unchanged
    /// never.
    public String told(Map<String, Long> kinds) {
        var parts = new ArrayList<String>();
        parts.add(created + " created");
        parts.add(updated + " updated");
        rest(parts, kinds);
        return String.join(", ", parts);
    }

    private void rest(List<String> parts, Map<String, Long> kinds) {
        part(parts, deleted, "deleted");
        part(parts, failed, "failed");
        part(parts, held, "held");
        part(parts, conflict, conflict == 1 ? "conflict" : "conflicts");
        part(
                parts,
                Math.max(
                        0,
                        skipped
                                - kinds.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()),
                "skipped");
        kinds.forEach((kind, rows) -> part(parts, rows, kind + " skipped"));
    }

    private static void part(List<String> parts, long rows, String word) {
        if (rows > 0) {
            parts.add(rows + " " + word);
        }
    }

    /// In the order in which the first that fits is counted.
    public enum Outcome {
        FAILED,
        HELD,
        CONFLICT,
        DELETED,
        CREATED,
        UPDATED,
        SKIPPED,
        UNCHANGED
    }
}
