package dev.tallystick.trigger;

import dev.tallystick.web.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of something that a person asked of many syncs at once: how many it was done to, and of each other one
/// why not. One that is left out holds up none of the rest.
final class DoneToMany {
    /// So many names are read in a sentence; the answer holds all.
    private static final int NAMED = 5;

    private final List<SyncTriggerController.LeftOut> leftOut = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();
    private int count;

    /// @param verb of one, as `is paused`; `verbs` of several, as `are paused`
    /// @param leftOut syncs that it was not done to, with the reason
    record Done(int count, List<SyncTriggerController.LeftOut> leftOut, String sentence) {}

    /// Refuses when what the filter means is no longer what the person saw.
    ///
    /// @param seen the number in the button that was pressed; null for whatever there is
    static void refuseOtherThan(@Nullable Integer seen, int now) {
        if (seen != null && seen != now) {
            throw Refusal.conflict(
                    "other_count",
                    "This would be done to " + syncs(now) + " now and not to " + seen
                            + ": something changed since you looked. Nothing was done; look again, then press again.");
        }
    }

    void done() {
        count++;
    }

    void leftOut(String sync, String title, String reason) {
        titles.add(title);
        leftOut.add(new SyncTriggerController.LeftOut(sync, reason));
    }

    Done told(String verb, String verbs) {
        var sentence =
                new StringBuilder(count == 0 ? "No sync " + verb : syncs(count) + " " + (count == 1 ? verb : verbs));
        sentence.append('.');
        if (!titles.isEmpty()) {
            sentence.append(' ')
                    .append(syncs(titles.size()))
                    .append(titles.size() == 1 ? " was left out: " : " were left out: ")
                    .append(String.join(", ", titles.subList(0, Math.min(NAMED, titles.size()))));
            if (titles.size() > NAMED) {
                sentence.append(" and ").append(titles.size() - NAMED).append(" more");
            }
            sentence.append(". ").append(leftOut.getFirst().reason());
        }
        return new Done(count, List.copyOf(leftOut), sentence.toString());
    }

    static String syncs(int count) {
        return count == 1 ? "1 sync" : String.format(java.util.Locale.ROOT, "%,d syncs", count);
    }
}
