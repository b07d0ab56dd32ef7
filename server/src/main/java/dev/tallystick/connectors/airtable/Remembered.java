package dev.tallystick.connectors.airtable;

import dev.tallystick.egress.JsonBodies;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Which field a wish was the last time, by the wish's words: how a field that was renamed is recognised.
///
/// @param fields wish -> field
record Remembered(Map<String, Known> fields) {

    /// @param name what it was called then
    record Known(String id, String name) {}

    static Remembered of(@Nullable String text) {
        var fields = new TreeMap<String, Known>();
        if (text != null && !text.isBlank()) {
            try {
                JsonBodies.mapper()
                        .readTree(text)
                        .properties()
                        .forEach(each -> fields.put(
                                each.getKey(),
                                new Known(
                                        each.getValue().path("id").asString(""),
                                        each.getValue().path("name").asString(""))));
            } catch (JacksonException _) {
                return new Remembered(Map.of()); // of another version: as if it were the first time
            }
        }
        return new Remembered(fields);
    }

    Optional<Known> field(String wish) {
        return Optional.ofNullable(fields.get(wish));
    }

    /// What was known before stays for wishes that are not met this time.
    Remembered with(String wish, Column column) {
        var more = new TreeMap<>(fields);
        more.put(wish, new Known(column.id(), column.name()));
        return new Remembered(more);
    }

    String text() {
        var node = JsonBodies.mapper().createObjectNode();
        new TreeMap<>(fields)
                .forEach((wish, known) ->
                        node.putObject(wish).put("id", known.id()).put("name", known.name()));
        return node.toString();
    }
}
