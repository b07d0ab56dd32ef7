package dev.tallystick.connectors.http.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Paths into nested maps and lists: each segment is a key, a place in a list, or a pattern with `*`, `?`, `**`.
public final class Dpath {
    private static final int LARGEST_PLACE = 10_000;

    private Dpath() {}

    public static boolean isPattern(List<String> path) {
        return path.stream().anyMatch(Dpath::isPattern);
    }

    private static boolean isPattern(String segment) {
        return segment.indexOf('*') >= 0 || segment.indexOf('?') >= 0 || segment.indexOf('[') >= 0;
    }

    /// The segments of `a/b/c`.
    public static List<String> segments(String path) {
        var inner = path.startsWith("/") ? path.substring(1) : path;
        return List.of(inner.split("/", -1));
    }

    /// What stands at the path, empty when nothing does.
    public static Optional<Object> get(Object value, List<String> path) {
        if (isPattern(path)) {
            var all = values(value, path);
            return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
        }
        var current = value;
        for (var segment : path) {
            var next = child(current, segment);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            current = next.get();
        }
        return Optional.of(current);
    }

    private static Optional<Object> child(Object value, String segment) {
        if (value instanceof Map<?, ?> map) {
            return Optional.ofNullable(map.get(segment));
        }
        if (value instanceof List<?> items && segment.matches("-?\\d{1,9}")) {
            int place = Integer.parseInt(segment);
            place = place < 0 ? place + items.size() : place;
            return place >= 0 && place < items.size() ? Optional.of(items.get(place)) : Optional.empty();
        }
        return Optional.empty();
    }

    /// Everything that the path matches, in the order of the document.
    public static List<Object> values(Object value, List<String> path) {
        List<Object> found = new ArrayList<>();
        collect(value, path, 0, found);
        return found;
    }

    private static void collect(Object value, List<String> path, int at, List<Object> found) {
        if (at == path.size()) {
            found.add(value);
            return;
        }
        var segment = path.get(at);
        if (segment.equals("**")) {
            collect(value, path, at + 1, found);
            children(value).forEach((_, child) -> collect(child, path, at, found));
            return;
        }
        children(value).forEach((key, child) -> {
            if (matches(segment, key)) {
                collect(child, path, at + 1, found);
            }
        });
    }

    private static Map<String, Object> children(Object value) {
        Map<String, Object> children = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> children.put(String.valueOf(key), child));
        } else if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                children.put(String.valueOf(i), items.get(i));
            }
        }
        return children;
    }

    private static boolean matches(String segment, String key) {
        return isPattern(segment) ? glob(segment, 0, key, 0) : segment.equals(key);
    }

    /// `*` and `?` as in a shell. Sets in brackets are taken literally.
    private static boolean glob(String pattern, int p, String text, int t) {
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Puts a value at a path without patterns, making the maps and lists on the way.
    public static void put(Map<String, Object> root, List<String> path, Object value) {
        Object current = root;
        for (int i = 0; i < path.size() - 1; i++) {
            var segment = path.get(i);
            Object next = child(current, segment)
                    .filter(found -> found instanceof Map<?, ?> || found instanceof List<?>)
                    .orElse(null);
            if (next == null) {
                next = isPlace(path.get(i + 1)) ? new ArrayList<>() : new LinkedHashMap<String, Object>();
                set(current, segment, next);
            }
            current = next;
        }
        set(current, path.getLast(), value);
    }

    private static boolean isPlace(String segment) {
        return segment.matches("\\d{1,4}");
    }

    @SuppressWarnings("unchecked") // records hold any value under text keys
    private static void set(Object container, String segment, Object value) {
        if (container instanceof Map<?, ?> map) {
            ((Map<String, Object>) map).put(segment, value);
        } else if (container instanceof List<?> items && isPlace(segment)) {
            var list = (List<Object>) items;
            int place = Math.min(Integer.parseInt(segment), LARGEST_PLACE);
            while (list.size() <= place) {
                list.add(None.NONE);
            }
            list.set(place, value);
        }
    }

    /// Removes what the path matches. Of a list only the last item really goes, others become null, as in the
    /// reference.
    public static void remove(Object root, List<String> path) {
        remove(root, path, 0);
    }

    @SuppressWarnings("unchecked") // records hold any value
    private static void remove(Object value, List<String> path, int at) {
        var segment = path.get(at);
        if (segment.equals("**") && at + 1 < path.size()) {
            remove(value, path, at + 1);
            children(value).forEach((_, child) -> remove(child, path, at));
            return;
        }
        for (var key : List.copyOf(children(value).keySet())) {
            if (!segment.equals("**") && !matches(segment, key)) {
                continue;
            }
            if (at + 1 < path.size()) {
                remove(Objects.requireNonNull(children(value).get(key)), path, at + 1);
            } else if (value instanceof Map<?, ?> map) {
                map.remove(key);
            } else if (value instanceof List<?> items) {
                int place = Integer.parseInt(key);
                if (place == items.size() - 1) {
                    items.remove(place);
                } else if (place < items.size()) {
                    ((List<Object>) items).set(place, None.NONE);
                }
            }
        }
    }
}
