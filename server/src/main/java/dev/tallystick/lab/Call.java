package dev.tallystick.lab;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request to the lab.
///
/// @param rawPath as it was sent, for whoever must tell an encoded slash from a slash
/// @param query the last value of each name; see [#all]
/// @param headers by name in lower case
/// @param fault what it is to meet, where the service itself must play along
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Call(
        String method,
        String path,
        String rawPath,
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
        pairs(rawQuery).forEach(pair -> query.put(pair.getKey(), pair.getValue()));
        return new Call(method, decoded(path), path, rawQuery, query, headers, body, null);
    }

    private static List<Map.Entry<String, String>> pairs(String form) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                pairs.add(Map.entry(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1))));
            }
        }
        return pairs;
    }

    /// The body as a form; the last value of each name.
    public Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        pairs(new String(body, StandardCharsets.UTF_8)).forEach(pair -> form.put(pair.getKey(), pair.getValue()));
        return form;
    }

    /// Every value of a parameter that may stand in a query more than once, in order.
    public List<String> all(String parameter) {
        return pairs(rawQuery).stream()
                .filter(pair -> pair.getKey().equals(parameter))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Call meeting(@Nullable Fault other) {
        return new Call(method, path, rawPath, rawQuery, query, headers, body, other);
    }

    public boolean meets(Fault.Kind kind) {
        return fault != null && fault.kind() == kind;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public Optional<String> asked(String parameter) {
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
