package dev.tallystick.connectors.http.request;

import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts addresses and queries together.
final class Urls {
    /// What may stand in an address as it is; anything else is percent-encoded.
    private static final String KEPT = "!#$%&'()*+,/:;=?@[]~-._";

    private Urls() {}

    /// The path against the base, which counts as a folder. An absolute path replaces all of it.
    static String join(String base, String path) {
        if (path.isEmpty()) {
            return base;
        }
        var folder = base.endsWith("/") ? base : base + "/";
        if (path.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
            return path;
        }
        if (path.startsWith("//")) {
            return folder.substring(0, folder.indexOf(':') + 1) + path;
        }
        if (path.startsWith("/")) {
            int end = folder.indexOf('/', folder.indexOf("://") + 3);
            return folder.substring(0, end) + path;
        }
        int query = folder.indexOf('?');
        var start = query < 0 ? folder : folder.substring(0, folder.lastIndexOf('/', query) + 1);
        return path.startsWith("?") ? start + path : normalised(start, path);
    }

    /// Takes `./` and `../` out, as a reader of relative addresses does.
    private static String normalised(String folder, String path) {
        int end = path.indexOf('?');
        var way = end < 0 ? path : path.substring(0, end);
        if (!List.of(way.split("/", -1)).contains("..")
                && !List.of(way.split("/", -1)).contains(".")) {
            return folder + path;
        }
        int root = folder.indexOf('/', folder.indexOf("://") + 3);
        List<String> parts = new ArrayList<>();
        for (var part : (folder.substring(root + 1) + way).split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.equals(".")) {
                parts.add(part);
            }
        }
        return folder.substring(0, root + 1) + String.join("/", parts) + (end < 0 ? "" : path.substring(end));
    }

    /// The address with the parameters that its query does not hold already.
    static URI withQuery(String url, Map<String, Object> parameters) {
        int fragment = url.indexOf('#');
        var plain = escaped(fragment < 0 ? url : url.substring(0, fragment));
        int mark = plain.indexOf('?');
        Set<String> there = new LinkedHashSet<>();
        if (mark >= 0) {
            for (var pair : plain.substring(mark + 1).split("&")) {
                there.add(decoded(pair));
            }
        }
        List<String> added = new ArrayList<>();
        for (var pair : pairs(parameters)) {
            if (!there.contains(decoded(pair))) {
                added.add(pair);
            }
        }
        var query = String.join("&", added);
        var whole = query.isEmpty()
                ? plain
                : plain + (mark < 0 ? "?" : plain.endsWith("?") || plain.endsWith("&") ? "" : "&") + query;
        try {
            return new URI(whole.endsWith("?") ? whole.substring(0, whole.length() - 1) : whole);
        } catch (URISyntaxException _) {
            throw new ManifestException("The manifest makes an address that is none.");
        }
    }

    private static String decoded(String pair) {
        try {
            int equals = pair.indexOf('=');
            var key = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            return java.net.URLDecoder.decode(key, StandardCharsets.UTF_8)
                    + "\0"
                    + java.net.URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return pair;
        }
    }

    /// `a=1&b=2`; a list repeats its name, nothing is left out.
    static String form(Map<String, Object> values) {
        return String.join("&", pairs(values));
    }

    private static List<String> pairs(Map<String, Object> values) {
        List<String> pairs = new ArrayList<>();
        values.forEach((name, value) -> {
            switch (value) {
                case None _ -> {
                    // Nothing to send.
                }
                case Tuple(List<Object> items) -> items.forEach(item -> pairs.add(pair(name, item)));
                case Collection<?> items -> items.forEach(item -> pairs.add(pair(name, item)));
                case Map<?, ?> keys -> keys.keySet().forEach(key -> pairs.add(pair(name, key)));
                default -> pairs.add(pair(name, value));
            }
        });
        return pairs;
    }

    private static String pair(String name, Object value) {
        return encoded(name) + "=" + encoded(PythonText.of(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String escaped(String url) {
        var out = new StringBuilder(url.length());
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || KEPT.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append("%02X".formatted((int) c));
            }
        }
        return brackets(percents(out.toString()));
    }

    /// A percent sign that begins no escape is one itself.
    private static String percents(String url) {
        return url.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }

    /// `URI` refuses square brackets behind the host.
    private static String brackets(String url) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        if (path < 0 || (url.indexOf('[', path) < 0 && url.indexOf(']', path) < 0)) {
            return url;
        }
        return url.substring(0, path) + url.substring(path).replace("[", "%5B").replace("]", "%5D");
    }
}
