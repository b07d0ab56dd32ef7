package dev.tallystick.connectors.plaid;

import dev.tallystick.egress.JsonBodies;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Where each item's listing begins, in one text. A cursor belongs to the token it was given for.
final class Cursors {
    private record Kept(String token, String cursor) {}

    private final TreeMap<String, Kept> byName = new TreeMap<>();

    static Cursors of(@Nullable String text) {
        var cursors = new Cursors();
        if (text != null) {
            try {
                JsonBodies.mapper()
                        .readTree(text)
                        .properties()
                        .forEach(entry -> cursors.byName.put(
                                entry.getKey(),
                                new Kept(
                                        entry.getValue().path("token").asString(""),
                                        entry.getValue().path("cursor").asString(""))));
            } catch (JacksonException _) {
                // Not a cursor of ours: everything is read.
            }
        }
        return cursors;
    }

    Optional<String> of(Item item) {
        return Optional.ofNullable(byName.get(item.name()))
                .filter(kept -> kept.token().equals(item.fingerprint()))
                .map(Kept::cursor)
                .filter(cursor -> !cursor.isEmpty());
    }

    void keep(Item item, String cursor) {
        byName.put(item.name(), new Kept(item.fingerprint(), cursor));
    }

    String text() {
        var text = JsonBodies.mapper().createObjectNode();
        byName.forEach(
                (name, kept) -> text.putObject(name).put("token", kept.token()).put("cursor", kept.cursor()));
        return text.toString();
    }
}
