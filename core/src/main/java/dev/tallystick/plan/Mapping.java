package dev.tallystick.plan;

import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which right field gets its value from which left field, and how.
public record Mapping(List<FieldMapping> fields) {
    public Mapping {
        fields = List.copyOf(fields);
    }

    /// The right side's fields as this mapping needs them.
    public Schema rightSchema() {
        return new Schema(fields.stream()
                .map(field -> new Field(field.right(), field.right(), field.type(), false, field.required()))
                .toList());
    }

    /// The left values that matter: what the base remembers, and what a change of the left row is judged by.
    public Map<String, Value> leftValues(Row row) {
        var values = new TreeMap<String, Value>();
        for (var field : fields) {
            inputs(field).forEach(input -> {
                if (!row.value(input).isEmpty()) {
                    values.put(input, row.value(input));
                }
            });
        }
        return values;
    }

    /// The left fields that this field's value is made from.
    public static List<String> inputs(FieldMapping field) {
        var inputs = new ArrayList<String>();
        inputs.add(field.left());
        for (var transform : field.transforms()) {
            if (transform instanceof Transform.ParseTime parse && parse.dateField() != null) {
                inputs.add(parse.dateField());
            }
        }
        return inputs;
    }

    /// The right values of a left row, or every reason why it does not fit.
    public Mapped apply(Row left) {
        var values = new LinkedHashMap<String, Value>();
        var reasons = new ArrayList<String>();
        for (var field : fields) {
            switch (Conversion.of(field, left)) {
                case Conversion.Fits(Value value) -> {
                    if (field.required() && value.isEmpty()) {
                        reasons.add("'" + field.left() + "' is empty, and " + field.right() + " needs a value");
                    }
                    values.put(field.right(), value);
                }
                case Conversion.DoesNotFit(String reason) -> reasons.add(reason);
            }
        }
        return new Mapped(values, reasons);
    }

    /// This field's part of the mapping.
    public Mapping only(FieldMapping field) {
        return new Mapping(List.of(field));
    }

    /// Changes when any field's mapping does, so that rows which did not fit under the old one are tried again.
    public String fingerprint() {
        var fingerprint = new Fingerprint(Equality.EXACT);
        fields.forEach(field -> fingerprint.add(field.fingerprint()));
        return fingerprint.hex();
    }

    /// @param values by right field
    /// @param reasons empty when the row fits
    public record Mapped(Map<String, Value> values, List<String> reasons) {
        public Mapped {
            values = Map.copyOf(values);
            reasons = List.copyOf(reasons);
        }

        public boolean fits() {
            return reasons.isEmpty();
        }
    }
}
