package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The line that names the columns.
///
/// @param names as they stand there, without blanks around; empty for a column without one
record Header(List<String> names, char delimiter) {
    private static final int MOST_FAULTS = 10;

    Header {
        names = List.copyOf(names);
    }

    int width() {
        return names.size();
    }

    /// Where each of these columns is; all must be there.
    List<Integer> places(List<String> columns) {
        return columns.stream().map(names::indexOf).toList();
    }

    /// Everything that is wrong, before any row is looked at.
    ///
    /// @param needed columns that must be there
    /// @param filled columns that hold anything; one without a name matters only then
    /// @throws ConnectorException with a sentence for each
    void check(String table, Set<String> needed, BitSet filled) {
        List<String> faults = new ArrayList<>();
        var missing = needed.stream().filter(name -> !names.contains(name)).toList();
        var others = names.stream()
                .filter(name -> !name.isEmpty() && !needed.contains(name))
                .toList();
        for (var name : missing) {
            faults.add("The column '" + name + "' is missing"
                    + NearestName.of(name, others)
                            .map(near -> "; did '" + near + "' mean it? Rename it in the file, or change the name in"
                                    + " the sync.")
                            .orElse(". Put it back, or take it out of the sync."));
        }
        doubled()
                .forEach((name, places) -> faults.add("The column '" + name + "' is there " + places.size() + " times ("
                        + letters(places) + "); give each a name of its own."));
        for (int place = 0; place < names.size(); place++) {
            if (names.get(place).isEmpty() && filled.get(place)) {
                faults.add("Column " + letter(place) + " has no header but holds something; name it or empty it.");
            }
        }
        if (faults.isEmpty()) {
            return;
        }
        int more = Math.max(0, faults.size() - MOST_FAULTS);
        throw new ConnectorException(
                Problem.SETTINGS,
                "The header of '" + table + "' does not fit, so no row was read. "
                        + String.join(" ", faults.subList(0, faults.size() - more))
                        + (more == 0 ? "" : " And " + more + " more.")
                        + (missing.isEmpty() ? "" : " The header has: " + had() + "."));
    }

    private String had() {
        var named = names.stream().filter(name -> !name.isEmpty()).toList();
        return named.size() <= 30
                ? String.join(", ", named)
                : String.join(", ", named.subList(0, 30)) + " and " + (named.size() - 30) + " more";
    }

    private Map<String, List<Integer>> doubled() {
        var places = new LinkedHashMap<String, List<Integer>>();
        for (int place = 0; place < names.size(); place++) {
            if (!names.get(place).isEmpty()) {
                places.computeIfAbsent(names.get(place), _ -> new ArrayList<>()).add(place);
            }
        }
        places.values().removeIf(all -> all.size() < 2);
        return places;
    }

    private static String letters(List<Integer> places) {
        return String.join(", ", places.stream().map(Header::letter).toList());
    }

    /// As spreadsheets name columns: A, B, … Z, AA.
    static String letter(int place) {
        var letters = new StringBuilder();
        for (int left = place + 1; left > 0; left = (left - 1) / 26) {
            letters.insert(0, (char) ('A' + (left - 1) % 26));
        }
        return letters.toString();
    }

    /// The cells of a line by column; columns without a name are left out, and so are empty cells.
    Map<String, String> cells(List<String> line) {
        var cells = new HashMap<String, String>();
        for (int place = 0; place < Math.min(line.size(), names.size()); place++) {
            if (!names.get(place).isEmpty() && !line.get(place).isEmpty()) {
                cells.put(names.get(place), line.get(place));
            }
        }
        return cells;
    }
}
