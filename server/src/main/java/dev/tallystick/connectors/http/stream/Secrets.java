package dev.tallystick.connectors.http.stream;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The secret values of a configuration, to be kept out of every message: an upstream may send a credential back in
/// its error text.
public final class Secrets {
    /// Shorter ones would blot out words.
    private static final int SHORTEST = 4;

    private final Set<String> values = new HashSet<>();

    public Secrets(Map<String, Object> config, Collection<String> secretFields) {
        secretFields.forEach(field -> collect(config.get(field)));
    }

    private void collect(@org.jspecify.annotations.Nullable Object value) {
        switch (value) {
            case String text
            when text.length() >= SHORTEST -> {
                values.add(text);
                values.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
            }
            case Map<?, ?> map -> map.values().forEach(this::collect);
            case Collection<?> items -> items.forEach(this::collect);
            case null, default -> {
                // Nothing that could be told.
            }
        }
    }

    public String hide(String message) {
        var hidden = message;
        for (var value : values) {
            hidden = hidden.replace(value, "…");
        }
        return hidden;
    }
}
