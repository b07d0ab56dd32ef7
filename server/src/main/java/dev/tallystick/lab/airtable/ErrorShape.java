package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The forms in which Airtable writes the body of an error.
/// Source: airtable.com/developers/web/api/errors; the list was seen on answers with status 429.
public enum ErrorShape {
    /// Each error in the form in which it was seen.
    AS_SEEN,
    /// `{"error":{"type":"X","message":"…"}}`
    OBJECT,
    /// `{"error":{"type":"X"}}`
    TYPE_ONLY,
    /// `{"error":"X"}`
    WORD,
    /// `{"errors":[{"error":"X","message":"…"}]}`
    LIST;

    Reply reply(Rejected rejected) {
        String type = rejected.type();
        String text = rejected.text() == null ? "" : rejected.text();
        return switch (this) {
            case AS_SEEN -> (rejected.status() == 404 && text.isEmpty() ? WORD : OBJECT).reply(rejected);
            case OBJECT -> text.isEmpty() ? TYPE_ONLY.reply(rejected) : error(rejected, pair("type", type, text));
            case TYPE_ONLY -> error(rejected, Map.of("type", type));
            case WORD -> error(rejected, type);
            case LIST -> json(rejected, "errors", List.of(pair("error", type, text)));
        };
    }

    private static Map<String, String> pair(String key, String type, String text) {
        Map<String, String> pair = new LinkedHashMap<>();
        pair.put(key, type);
        pair.put("message", text);
        return pair;
    }

    private static Reply error(Rejected rejected, Object error) {
        return json(rejected, "error", error);
    }

    private static Reply json(Rejected rejected, String key, Object value) {
        Reply reply = Reply.json(Map.of(key, value));
        return new Reply(rejected.status(), reply.headers(), reply.body());
    }
}
