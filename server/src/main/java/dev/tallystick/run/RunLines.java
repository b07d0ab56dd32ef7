package dev.tallystick.run;

import dev.tallystick.history.RunLine;
import dev.tallystick.history.RunLine.Level;
import dev.tallystick.history.RunLineStore;
import dev.tallystick.history.Sentence;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The lines that one attempt has written and nobody has stored yet.
final class RunLines {
    private static final int LONGEST = 1_000;

    private final int attempt;
    private final List<RunLine> first = new ArrayList<>();
    private final Deque<RunLine> last = new ArrayDeque<>();
    private long dropped;

    RunLines(int attempt) {
        this.attempt = attempt;
    }

    /// @param first in their order
    /// @param dropped how many came between these and the last ones: more at once than is kept of a whole run
    record News(List<RunLine> first, long dropped, List<RunLine> last) {
        boolean none() {
            return first.isEmpty();
        }
    }

    synchronized void add(Level level, Instant at, String text) {
        var clean = Sentence.clean(text);
        var line = new RunLine(
                0, attempt, at, level.word(), clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean);
        if (first.size() < RunLineStore.FIRST_KEPT) {
            first.add(line);
            return;
        }
        last.add(line);
        if (last.size() > RunLineStore.LAST_KEPT) {
            last.removeFirst();
            dropped++;
        }
    }

    /// Everything since it was last asked.
    synchronized News take() {
        var news = new News(List.copyOf(first), dropped, List.copyOf(last));
        first.clear();
        last.clear();
        dropped = 0;
        return news;
    }
}
