package dev.tallystick.lab;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request to the lab.
///
/// @param headers by name in lower case
/// @param fault what it is to meet, where the service itself must play along
@SuppressWarnings("ArrayRecordComponent") // never compared
record Call(
        String method,
        String path,
        String rawQuery,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        @Nullable Fault fault) {

    static Call of(String method, String target, Map<String, String> headers, byte[] body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String rawQuery = mark < 0 ? "" : target.substring(mark + 1);
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                query.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new Call(method, URLDecoder.decode(path, StandardCharsets.UTF_8), rawQuery, query, headers, body, null);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Call meeting(@Nullable Fault other) {
        return new Call(method, path, rawQuery, query, headers, body, other);
    }

    boolean meets(Fault.Kind kind) {
        return fault != null && fault.kind() == kind;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<String> asked(String parameter) {
        return Optional.ofNullable(query.get(parameter)).filter(value -> !value.isEmpty());
    }

    /// @throws Refusal where it is no number in these bounds
    int number(String parameter, int otherwise, int least, int most) {
        String text = query.get(parameter);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return Math.min(number, most);
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new Refusal(
                Reply.problem(400, "bad-parameter", "The parameter " + parameter + " must be a number from " + least));
    }
}
