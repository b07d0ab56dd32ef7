package dev.tallystick.connectors.http.select;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Extracts, filters and transforms the records of an answer.
public final class RecordSelector {
    private final Extractor extractor;
    private final Optional<Expression> condition;
    private final List<Transformation> transformations;
    private final boolean transformsFirst;
    private final Optional<Component> normalizesTo;

    /// @param transformations of the stream
    /// @param schema of the stream
    /// @param clientSide the stream drops rows that are too old by itself, which looks at transformed rows
    public RecordSelector(
            Component component,
            List<Component> transformations,
            Optional<Component> schema,
            boolean clientSide,
            Expressions expressions) {
        this.extractor = new Extractor(component.requiredChild("extractor"), expressions);
        this.condition = component
                .child("record_filter")
                .flatMap(filter -> filter.field("condition")
                        .filter(source -> !source.equals(""))
                        .map(source -> expressions.of(source, filter.parameters())));
        this.transformations = transformations.stream()
                .map(each -> Transformation.of(each, expressions))
                .toList();
        this.transformsFirst = component.flag("transform_before_filtering", clientSide);
        this.normalizesTo =
                component.text("schema_normalization").filter("Default"::equals).flatMap(_ -> schema);
    }

    /// @param records what is left, changed as the manifest says
    /// @param raw how many there were before filtering
    /// @param missed there was no place to look for records in the answer
    /// @param notRecords items that are no maps
    public record Selected(List<Map<String, Object>> records, int raw, boolean missed, int notRecords) {}

    /// @param variables the slice and the page token
    /// @param inRange what a client-side filter keeps
    @SuppressWarnings("unchecked") // records are maps with text keys
    public Selected select(List<Object> values, Map<String, Object> variables, Predicate<Map<String, Object>> inRange) {
        var extracted = extractor.extract(values);
        List<Map<String, Object>> kept = new ArrayList<>();
        int notRecords = 0;
        for (var item : extracted.records()) {
            if (!(item instanceof Map<?, ?> map)) {
                notRecords++;
                continue;
            }
            var record = (Map<String, Object>) map;
            if (transformsFirst) {
                transform(record, variables);
            }
            if (!inRange.test(record) || !passes(record, variables)) {
                continue;
            }
            if (!transformsFirst) {
                transform(record, variables);
            }
            normalizesTo.ifPresent(schema -> Normalization.apply(record, schema.fields()));
            kept.add(record);
        }
        return new Selected(kept, extracted.records().size(), extracted.missed(), notRecords);
    }

    private boolean passes(Map<String, Object> record, Map<String, Object> variables) {
        if (condition.isEmpty()) {
            return true;
        }
        Map<String, Object> seen = new HashMap<>(variables);
        seen.put("record", record);
        return condition.get().truth(seen);
    }

    private void transform(Map<String, Object> record, Map<String, Object> variables) {
        for (var transformation : transformations) {
            transformation.apply(record, variables);
        }
    }
}
