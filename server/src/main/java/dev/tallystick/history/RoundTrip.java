package dev.tallystick.history;

import dev.tallystick.plan.Tally;
import java.util.ArrayList;
import java.util.List;

/// The sentence of a run that goes both ways: what each side received from the other.
final class RoundTrip {
    private RoundTrip() {}

    /// `Base -> Sheet: 5 added, 12 updated; Sheet -> Base: 3 added, 8 updated; 7 conflicts.`
    static String sentence(Run.Titles titles, Tally left, Tally right) {
        long conflicts = Math.max(left.conflict(), right.conflict());
        var rest = new ArrayList<String>();
        part(rest, conflicts, conflicts == 1 ? "conflict" : "conflicts");
        part(rest, left.failed() + right.failed(), "failed");
        part(rest, left.held() + right.held(), "held");
        part(rest, left.skipped() + right.skipped(), "skipped");
        return titles.left() + " -> " + titles.right() + ": " + received(right) + "; " + titles.right() + " -> "
                + titles.left() + ": " + received(left) + (rest.isEmpty() ? "" : "; " + String.join(", ", rest)) + ".";
    }

    private static String received(Tally tally) {
        var parts = new ArrayList<String>();
        part(parts, tally.created(), "added");
        part(parts, tally.updated(), "updated");
        part(parts, tally.deleted(), "deleted");
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static void part(List<String> parts, long rows, String word) {
        if (rows > 0) {
            parts.add(rows + " " + word);
        }
    }
}
