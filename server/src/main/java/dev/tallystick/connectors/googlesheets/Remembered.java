package dev.tallystick.connectors.googlesheets;

import dev.tallystick.egress.JsonBodies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The columns as they were the last time, so that one whose header has changed is recognised: by what stands
/// below it, else by its place between its neighbours.
///
/// @param tab the tab's id, so that it can be asked for together with its header; null where it is not known yet
record Remembered(@Nullable Integer tab, List<Column> columns) {
    private static final double ALIKE = 0.5;

    record Column(String header, int at, List<String> prints) {}

    static Remembered of(@Nullable Integer tab, Sample sample, Columns columns) {
        List<Column> all = new ArrayList<>();
        columns.byText().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByValue())
                .forEach(entry ->
                        all.add(new Column(entry.getKey(), entry.getValue(), sample.prints(entry.getValue()))));
        return new Remembered(tab, all);
    }

    /// What cannot be read any more is forgotten: then nothing is recognised, and that is all.
    static Remembered read(@Nullable String text) {
        List<Column> all = new ArrayList<>();
        Integer tab = null;
        try {
            JsonNode known = text == null
                    ? JsonBodies.mapper().createObjectNode()
                    : JsonBodies.mapper().readTree(text);
            tab = known.path("tab").isInt() ? (Integer) known.path("tab").asInt() : null;
            for (JsonNode each : known.path("columns")) {
                List<String> prints = new ArrayList<>();
                each.path("prints").forEach(print -> prints.add(print.asString("")));
                all.add(new Column(
                        each.path("header").asString(""), each.path("at").asInt(-1), prints));
            }
        } catch (JacksonException _) {
            all.clear();
        }
        return new Remembered(tab, all);
    }

    String write() {
        var known = JsonBodies.mapper().createObjectNode();
        if (tab != null) {
            known.put("tab", tab);
        }
        var all = known.putArray("columns");
        columns.forEach(column -> {
            var each = all.addObject().put("header", column.header()).put("at", column.at());
            var prints = each.putArray("prints");
            column.prints().forEach(prints::add);
        });
        return JsonBodies.mapper().writeValueAsString(known);
    }

    /// The header that this one seems to have become.
    Optional<String> looksLike(String gone, Sample sample, Columns now) {
        var old =
                columns.stream().filter(column -> column.header().equals(gone)).findFirst();
        if (old.isEmpty()) {
            return Optional.empty();
        }
        var known = columns.stream().map(Column::header).toList();
        var fresh = now.byText().keySet().stream()
                .filter(header -> !known.contains(header))
                .sorted()
                .toList();
        return fresh.stream()
                .filter(header ->
                        alike(old.get(), sample.prints(now.find(header).orElseThrow())))
                .findFirst()
                .or(() -> fresh.stream()
                        .filter(header ->
                                now.find(header).orElseThrow() == old.get().at())
                        .findFirst());
    }

    private static boolean alike(Column old, List<String> prints) {
        long same = old.prints().stream().filter(prints::contains).count();
        return same > 0 && same >= ALIKE * Math.max(old.prints().size(), prints.size());
    }
}
