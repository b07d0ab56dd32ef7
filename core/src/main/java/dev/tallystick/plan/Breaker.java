package dev.tallystick.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Stops a plan that looks like an accident: mass deletion, mass blanking, an unusual mass update. Fed with every
/// change of the plan before the first write; when it trips, the run is held for a person and nothing is written.
///
/// A first load of an empty side is not its business, and a blank counts per field, since one emptied column is
/// the usual shape of that accident.
public final class Breaker {
    private static final long LEAST_DELETES = 3;
    private static final long LEAST_BLANKS = 10;
    private static final long LEAST_UPDATES = 20;
    private static final double PART_DELETED = 0.10;
    private static final double PART_BLANKED = 0.10;
    private static final double PART_UPDATED = 0.50;
    private static final long TIMES_THE_LARGEST = 5;

    private final History history;
    private final Map<String, Long> blanks = new HashMap<>();
    private long deletes;
    private long updates;

    public Breaker(History history) {
        this.history = history;
    }

    /// @param archives counts as a deletion: the row disappears for those who use the table
    public void add(Change change, boolean archives) {
        if (change.kind() == Change.Kind.DELETE || archives) {
            deletes++;
            return;
        }
        if (change.kind() == Change.Kind.UPDATE) {
            updates++;
            change.after().keySet().stream()
                    .filter(change::blanks)
                    .forEach(field -> blanks.merge(field, 1L, Long::sum));
        }
    }

    /// Why the run must be held, if it must. The sentence has the numbers in it.
    public Optional<String> tripped() {
        var rows = history.rows();
        var gone = deletes + history.deletesOfLastDay();
        if (deletes > 0 && (deletes >= rows || (gone >= LEAST_DELETES && gone > rows * PART_DELETED))) {
            return Optional.of("It would delete or archive " + deletes + " of " + rows + " rows"
                    + (history.deletesOfLastDay() > 0
                            ? ", after " + history.deletesOfLastDay() + " in the last 24 hours."
                            : "."));
        }
        for (var field : blanks.entrySet()) {
            if (field.getValue() >= LEAST_BLANKS && field.getValue() > rows * PART_BLANKED) {
                return Optional.of(
                        "It would empty '" + field.getKey() + "' in " + field.getValue() + " of " + rows + " rows.");
            }
        }
        if (updates >= LEAST_UPDATES
                && updates > rows * PART_UPDATED
                && updates > TIMES_THE_LARGEST * history.largestUpdateOfLastRuns()) {
            return Optional.of("It would update " + updates + " of " + rows + " rows; the most in the last 30 runs was "
                    + history.largestUpdateOfLastRuns() + ".");
        }
        return Optional.empty();
    }

    /// @param rows how many pairs there are before this plan
    /// @param deletesOfLastDay deletes and archives applied in the last 24 hours that nobody approved
    /// @param largestUpdateOfLastRuns the largest number of updates in one of the last 30 runs
    public record History(long rows, long deletesOfLastDay, long largestUpdateOfLastRuns) {}
}
