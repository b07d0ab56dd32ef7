package dev.tallystick.connectors.http.errors;

import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.egress.Response;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An answer as error handlers look at it: its JSON only when somebody asks.
public final class Answer {
    private static final List<String> MESSAGE_KEYS = List.of(
            "message",
            "messages",
            "error",
            "errors",
            "failures",
            "failure",
            "detail",
            "err",
            "error_message",
            "msg",
            "reason",
            "status_message");
    private static final int DEEPEST = 10;

    private final Response response;
    private @Nullable Object body;

    public Answer(Response response) {
        this.response = response;
    }

    public Response response() {
        return response;
    }

    /// The body as JSON, an empty map when it is none.
    Object body() {
        var known = body;
        if (known == null) {
            try {
                known = JsonValues.read(response.body());
            } catch (JsonValues.NotJson _) {
                known = Map.of();
            }
            body = known;
        }
        return known;
    }

    /// What the other side says went wrong, empty when it says nothing that can be found.
    String message() {
        var found = message(body(), 0);
        return found.isEmpty() && body() instanceof Map<?, ?> map && map.isEmpty() ? response.text() : found;
    }

    private static String message(Object value, int depth) {
        if (depth > DEEPEST) {
            return "";
        }
        return switch (value) {
            case String text -> text;
            case List<?> items ->
                items.stream()
                        .map(item -> message(item, depth + 1))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(", "));
            case Map<?, ?> map -> {
                for (var key : MESSAGE_KEYS) {
                    Object inner = map.get(key);
                    var text = inner == null ? "" : message(inner, depth + 1);
                    if (!text.isEmpty()) {
                        yield text;
                    }
                }
                yield "";
            }
            default -> "";
        };
    }

    /// The headers, found by name in any case.
    Map<String, Object> headers() {
        Map<String, Object> headers = new LinkedHashMap<>();
        response.headers().lines().forEach(line -> headers.put(line.name(), line.value()));
        return new AnyCase(headers);
    }

    private static final class AnyCase extends AbstractMap<String, Object> {
        private final Map<String, Object> headers;
        private final Map<String, Object> folded = new LinkedHashMap<>();

        AnyCase(Map<String, Object> headers) {
            this.headers = headers;
            headers.forEach((name, value) -> folded.put(name.toLowerCase(Locale.ROOT), value));
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return headers.entrySet();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && folded.containsKey(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return key instanceof String name ? folded.get(name.toLowerCase(Locale.ROOT)) : null;
        }
    }
}
