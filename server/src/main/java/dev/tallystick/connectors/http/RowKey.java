package dev.tallystick.connectors.http;

import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.stream.BuildStream;
import dev.tallystick.connectors.http.value.Dpath;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which fields of a record are its row id. Numbers and texts that look alike are the same id.
record RowKey(List<List<String>> fields) {

    static RowKey of(Component stream, TableRef table) {
        var chosen = table.options()
                .optionalText("key")
                .map(text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList());
        return new RowKey(chosen.orElseGet(() -> BuildStream.primaryKey(stream)).stream()
                .map(name -> stream.list("primary_key").contains(name) || !name.contains("/")
                        ? List.of(name)
                        : Dpath.segments(name))
                .toList());
    }

    static List<String> faults(Component stream, TableRef table) {
        return of(stream, table).fields.isEmpty()
                ? List.of("The manifest names no primary_key for the stream '" + table.name()
                        + "'. Say with 'key' which field tells its rows apart.")
                : List.of();
    }

    /// The row id, empty when a part of it is missing. Several parts are a JSON list, so that no two pairs run
    /// together.
    Optional<String> of(Map<String, Object> record) {
        List<Object> parts = new ArrayList<>();
        for (var path : fields) {
            var text = Dpath.get(record, path).flatMap(RowKey::text);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            parts.add(text.get());
        }
        return switch (parts.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(parts.getFirst().toString());
            default -> Optional.of(JsonValues.canonical(parts));
        };
    }

    private static Optional<String> text(Object value) {
        return switch (value) {
            case String text -> Optional.of(text).filter(each -> !each.isBlank());
            case BigDecimal number -> Optional.of(number.stripTrailingZeros().toPlainString());
            case Number number -> Optional.of(number.toString());
            case Boolean truth -> Optional.of(truth.toString());
            case None _ -> Optional.empty();
            default -> Optional.empty();
        };
    }

    String names() {
        return String.join(
                ", ", fields.stream().map(path -> String.join("/", path)).toList());
    }
}
