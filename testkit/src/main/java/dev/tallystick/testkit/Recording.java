package dev.tallystick.testkit;

import dev.tallystick.syncjob.JobHttp;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// One call and what was answered, both without secrets.
record Recording(Asked asked, JobHttp.Answer answer) {
    /// Numbers keep every digit: an amount of `1.10` is not one of `1.1` to whoever reads the cassette.
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /// Of an answer only what a job may go by; the rest differs from call to call and says nothing.
    private static final Set<String> HEADERS =
            Set.of("content-type", "link", "location", "retry-after", "etag", "last-modified");

    static boolean keepsHeader(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return HEADERS.contains(lower) || lower.startsWith("x-ratelimit") || lower.startsWith("x-total");
    }

    /// An object or a list; null when the text is neither, and is then taken as it is.
    static @Nullable JsonNode json(String text) {
        if (!text.stripLeading().startsWith("{") && !text.stripLeading().startsWith("[")) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    static String print(JsonNode json) {
        return JSON.writeValueAsString(json);
    }

    /// What a job asked for.
    ///
    /// @param headers by name in lower case; for the reader, calls are not told apart by them
    record Asked(
            String method,
            URI uri,
            Map<String, String> headers,
            @Nullable String body) {

        /// Whether an answer to that one is an answer to this one: the order of parameters and the blanks in JSON say
        /// nothing.
        boolean sameAs(Asked other) {
            return method.equals(other.method)
                    && place().equals(other.place())
                    && parameters().equals(other.parameters())
                    && Objects.equals(content(), other.content());
        }

        /// How much they have in common: above nothing it is worth naming.
        int likeness(Asked other) {
            var host = Objects.equals(uri.getRawAuthority(), other.uri.getRawAuthority());
            var path = uri.getRawPath().equals(other.uri.getRawPath());
            return (host ? 4 : 0)
                    + (path ? 8 : 0)
                    + (method.equals(other.method) ? 2 : 0)
                    + (parameters().equals(other.parameters()) ? 3 : 0)
                    + commonBeginning(uri.getRawPath(), other.uri.getRawPath());
        }

        /// What tells this one from another, as part of a sentence.
        String differenceFrom(Asked other) {
            if (!method.equals(other.method)) {
                return "the method differs";
            }
            if (!place().equals(other.place())) {
                return "the address differs";
            }
            return parameters().equals(other.parameters()) ? "the body differs" : "the query differs";
        }

        String sentence() {
            return method + " " + uri;
        }

        private String place() {
            return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        }

        private String parameters() {
            return uri.getRawQuery() == null
                    ? ""
                    : Arrays.stream(uri.getRawQuery().split("&", -1)).sorted().collect(Collectors.joining("&"));
        }

        private @Nullable Object content() {
            if (body == null) {
                return null;
            }
            var json = json(body);
            return json == null ? body : json;
        }

        private static int commonBeginning(String one, String other) {
            int length = Math.min(one.length(), other.length());
            int common = 0;
            while (common < length && one.charAt(common) == other.charAt(common)) {
                common++;
            }
            return length == 0 ? 0 : common * 4 / Math.max(one.length(), other.length());
        }
    }
}
