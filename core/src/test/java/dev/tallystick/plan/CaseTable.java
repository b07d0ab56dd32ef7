package dev.tallystick.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Columns of words, `->`, the answer; `*` fits all, `a|b` either, and the first line that fits counts.
final class CaseTable {
    private final List<String[]> lines = new ArrayList<>();
    private final Set<Integer> used = new HashSet<>();

    CaseTable(String text) {
        text.lines().skip(1).forEach(line -> lines.add(line.strip().split("\\s+")));
    }

    String look(String... words) {
        for (var i = 0; i < lines.size(); i++) {
            var fits = true;
            for (var j = 0; j < words.length; j++) {
                var cell = lines.get(i)[j];
                fits &= cell.equals("*") || List.of(cell.split("\\|")).contains(words[j]);
            }
            if (fits) {
                used.add(i);
                return lines.get(i)[words.length + 1];
            }
        }
        throw new AssertionError("The table has no line for " + List.of(words));
    }

    List<String> unusedLines() {
        var unused = new ArrayList<String>();
        for (var i = 0; i < lines.size(); i++) {
            if (!used.contains(i)) {
                unused.add(String.join(" ", lines.get(i)));
            }
        }
        return unused;
    }
}
