package dev.tallystick.connectors.csv;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which keys stand in more than one line, at eight bytes a line. A first look at hashes says which may;
/// only of those
/// the keys themselves are counted in a second look, so that two keys of one hash are never taken for one.
final class DoubledKeys {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int LINES_NAMED = 5;

    private long[] hashes = new long[1024];
    private int size;
    private long[] suspects = new long[0];
    private final Map<String, Places> places = new HashMap<>();

    private static final class Places {
        private final StringBuilder lines = new StringBuilder();
        private long count;

        void add(long line) {
            count++;
            if (count <= LINES_NAMED) {
                lines.append(count == 1 ? "" : ", ").append(line);
            }
        }
    }

    /// The first look.
    void look(String key) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size++] = hash(key);
    }

    /// Whether a second look is needed.
    boolean mayBe() {
        Arrays.sort(hashes, 0, size);
        var twice = new LinkedHashMap<Long, Boolean>();
        for (int at = 1; at < size; at++) {
            if (hashes[at] == hashes[at - 1]) {
                twice.put(hashes[at], true);
            }
        }
        suspects = twice.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        hashes = new long[0];
        return suspects.length > 0;
    }

    /// The second look.
    void lookAgain(String key, long line) {
        if (Arrays.binarySearch(suspects, hash(key)) >= 0) {
            places.computeIfAbsent(key, _ -> new Places()).add(line);
        }
    }

    boolean has(String key) {
        var found = places.get(key);
        return found != null && found.count > 1;
    }

    /// `3 lines (2, 7, 9)`
    String where(String key) {
        var found = places.getOrDefault(key, new Places());
        return found.count + " lines (" + found.lines
                + (found.count > LINES_NAMED ? " and " + (found.count - LINES_NAMED) + " more" : "") + ")";
    }

    private static long hash(String key) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
