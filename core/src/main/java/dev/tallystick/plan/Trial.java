package dev.tallystick.plan;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;

/// Tries values against a type before any sync exists, by the very conversion that a run uses.
///
/// @param filled how many of the values hold anything
/// @param misfits those of them that do not fit, as texts, in their order
public record Trial(int filled, List<String> misfits) {
    public Trial {
        misfits = List.copyOf(misfits);
    }

    public static Trial of(List<Value> values, FieldType type) {
        var filled = values.stream().filter(value -> !value.isEmpty()).toList();
        var field = FieldMapping.oneWay("value", "field", type, List.of(), FieldMapping.Drift.OVERWRITE, false);
        return new Trial(
                filled.size(),
                filled.stream()
                        .filter(value -> Conversion.of(field, new Row("tried", Map.of("value", value)))
                                instanceof Conversion.DoesNotFit)
                        .map(Trial::text)
                        .toList());
    }

    /// How a value reads where a person looks at it.
    public static String text(Value value) {
        var text = Conversion.plainText(value);
        return text.length() <= Conversion.SHOWN_VALUE_CHARS
                ? text
                : text.substring(0, Conversion.SHOWN_VALUE_CHARS) + "…";
    }
}
