package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The body of a request.
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// @throws Rejected with 400 where it is no JSON, and with 422 where it is no object
    static Map<String, @Nullable Object> object(byte[] body) {
        if (body.length == 0) {
            return new LinkedHashMap<>();
        }
        Object read;
        try {
            read = MAPPER.readValue(body, new TypeReference<Object>() {});
        } catch (JacksonException _) {
            throw new Rejected(400, "INVALID_JSON", "The body of the request is not JSON");
        }
        if (read instanceof Map<?, ?> map) {
            return strings(map);
        }
        throw Rejected.parameters();
    }

    static Map<String, @Nullable Object> strings(Map<?, ?> map) {
        Map<String, @Nullable Object> strings = new LinkedHashMap<>();
        map.forEach((key, value) -> strings.put("" + key, value));
        return strings;
    }

    static String text(Map<String, @Nullable Object> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    static List<?> list(Map<String, @Nullable Object> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }
}
