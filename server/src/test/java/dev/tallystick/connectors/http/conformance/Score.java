package dev.tallystick.connectors.http.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts what agreed and why the rest did not.
final class Score {
    private static final int REASONS_SHOWN = 25;

    private final String name;
    private final Map<String, List<String>> failures = new LinkedHashMap<>();
    private int passed;
    private int all;

    Score(String name) {
        this.name = name;
    }

    void pass() {
        all++;
        passed++;
    }

    void fail(String reason, String example) {
        all++;
        failures.computeIfAbsent(reason, _ -> new ArrayList<>()).add(example);
    }

    void print() {
        System.out.printf("%s: %d of %d (%.2f %%)%n", name, passed, all, all == 0 ? 0.0 : 100.0 * passed / all);
        failures.entrySet().stream()
                .sorted((one, other) ->
                        Integer.compare(other.getValue().size(), one.getValue().size()))
                .limit(REASONS_SHOWN)
                .forEach(entry -> System.out.printf(
                        "  %4d  %s   e.g. %s%n",
                        entry.getValue().size(),
                        entry.getKey(),
                        entry.getValue().subList(0, Math.min(3, entry.getValue().size()))));
    }
}
