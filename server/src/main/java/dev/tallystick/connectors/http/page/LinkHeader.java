package dev.tallystick.connectors.http.page;

import dev.tallystick.egress.Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The links of an answer by their relation (RFC 8288). Commas and semicolons may stand inside `<…>` and quotes, so
/// nothing is split; relative addresses are resolved against the request.
final class LinkHeader {
    private final String text;
    private final Response response;
    private final Map<String, Object> links = new LinkedHashMap<>();
    private int at;

    private LinkHeader(String text, Response response) {
        this.text = text;
        this.response = response;
    }

    static Map<String, Object> parse(Response response) {
        var header = new LinkHeader(String.join(", ", response.headers().all("Link")), response);
        header.read();
        return header.links;
    }

    private void read() {
        while (true) {
            at = text.indexOf('<', at);
            int end = at < 0 ? -1 : text.indexOf('>', at);
            if (end < 0) {
                return;
            }
            var target = text.substring(at + 1, end).strip();
            at = end + 1;
            Map<String, Object> link = new LinkedHashMap<>();
            link.put("url", resolved(target));
            parameters(link);
            if (link.get("rel") instanceof String relations) {
                for (var relation : relations.strip().split("\\s+")) {
                    links.putIfAbsent(relation.toLowerCase(Locale.ROOT), link);
                }
            } else {
                links.putIfAbsent(target, link);
            }
        }
    }

    private String resolved(String target) {
        try {
            return response.uri().resolve(target).toString();
        } catch (IllegalArgumentException _) {
            return target;
        }
    }

    private void parameters(Map<String, Object> link) {
        while (true) {
            blanks();
            if (at >= text.length() || text.charAt(at) != ';') {
                return;
            }
            at++;
            blanks();
            int start = at;
            while (at < text.length() && "=;,".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            var name = text.substring(start, at).strip().toLowerCase(Locale.ROOT);
            var value = "";
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                blanks();
                value = value();
            }
            if (!name.isEmpty()) {
                link.putIfAbsent(name, value);
            }
        }
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '"') {
            var value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }
        int start = at;
        while (at < text.length() && ";,".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at).strip();
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
