package dev.tallystick.sync;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Plain maps, lists and scalars as the YAML that people would write: short things on one line, the rest in blocks.
final class YamlText {
    private static final int MOST_COLUMNS = 118;

    /// Sections and their entries are always blocks, however short.
    private static final int LEAST_DEPTH_OF_ONE_LINE = 3;

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String of(Map<String, Object> file) {
        var yaml = new YamlText();
        yaml.map(file, 0);
        return yaml.text.toString();
    }

    private void map(Map<?, ?> map, int depth) {
        map.forEach((key, value) -> {
            if (depth == 0 && !text.isEmpty()) {
                text.append('\n');
            }
            text.append("  ".repeat(depth)).append(scalar(key)).append(':');
            value(value, depth + 1);
        });
    }

    private void list(List<?> list, int depth) {
        for (var item : list) {
            int start = text.length();
            text.append("  ".repeat(depth)).append('-');
            value(item, depth + 1);
            if (item instanceof Map && text.charAt(start + 2 * depth + 1) == '\n') {
                // The first key of a block stands beside the dash.
                int afterDash = start + 2 * depth + 1;
                text.replace(afterDash, afterDash + 1 + 2 * (depth + 1), " ");
            }
        }
    }

    private void value(Object value, int depth) {
        var line = oneLine(value);
        boolean scalar = !(value instanceof Map) && !(value instanceof List);
        boolean listOfMaps = value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance);
        int column = text.length() - text.lastIndexOf("\n");
        boolean fits = depth >= LEAST_DEPTH_OF_ONE_LINE && !listOfMaps && column + line.length() <= MOST_COLUMNS;
        if (scalar || fits) {
            text.append(' ').append(line).append('\n');
            return;
        }
        text.append('\n');
        if (value instanceof Map<?, ?> map) {
            map(map, depth);
        } else if (value instanceof List<?> list) {
            list(list, depth);
        }
    }

    private static String oneLine(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> scalar(entry.getKey()) + ": " + oneLine(entry.getValue()))
                        .collect(Collectors.joining(", ", "{ ", " }"));
            case List<?> list -> list.stream().map(YamlText::oneLine).collect(Collectors.joining(", ", "[", "]"));
            default -> scalar(value);
        };
    }

    private static String scalar(Object value) {
        if (!(value instanceof String text)) {
            return value.toString();
        }
        boolean plain = text.matches("[A-Za-z_/][A-Za-z0-9 _./@+-]*")
                && !text.endsWith(" ")
                && !text.matches("(?i)true|false|yes|no|on|off|null|y|n");
        return plain || text.matches("\\d+[smhd]") ? text : quoted(text);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (printable(point)) {
                        quoted.appendCodePoint(point);
                    } else {
                        quoted.append("\\U%08X".formatted(point));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    /// What YAML lets stand for itself; line and paragraph separators would be folded.
    private static boolean printable(int point) {
        return (point >= 0x20 && point <= 0x7e)
                || (point >= 0xa0 && point <= 0xd7ff && point != 0x2028 && point != 0x2029)
                || (point >= 0xe000 && point <= 0xfffd && point != 0xfeff)
                || point >= 0x10000;
    }
}
