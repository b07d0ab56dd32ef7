package dev.tallystick.connectors.http.select;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.Dpath;
import dev.tallystick.connectors.http.value.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the records in decoded values.
public final class Extractor {
    private final List<Expression> path;

    public Extractor(Component component, Expressions expressions) {
        this.path = component.list("field_path").stream()
                .map(segment -> expressions.of(segment, component.parameters()))
                .toList();
    }

    /// @param missed the path led nowhere in a value: there may be records that this answer does not show
    public record Extracted(List<Object> records, boolean missed) {}

    public Extracted extract(List<Object> values) {
        var segments = path.stream().map(Expression::text).toList();
        List<Object> records = new ArrayList<>();
        boolean missed = false;
        for (var value : values) {
            if (Dpath.isPattern(segments)) {
                records.addAll(Dpath.values(value, segments));
                continue;
            }
            Optional<Object> found = segments.isEmpty() ? Optional.of(value) : Dpath.get(value, segments);
            if (found.isPresent() && found.get() instanceof List<?> items) {
                records.addAll(items);
            } else if (found.isPresent() && Truth.of(found.get())) {
                records.add(found.get());
            } else {
                missed |= found.isEmpty() || !(found.get() instanceof Map<?, ?>) || segments.isEmpty();
            }
        }
        return new Extracted(records, missed);
    }
}
