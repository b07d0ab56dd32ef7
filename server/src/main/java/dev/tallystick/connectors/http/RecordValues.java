package dev.tallystick.connectors.http;

import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/// Turns what JSON holds into the values that everybody here speaks of. Numbers keep every digit; an object or a list
/// becomes canonical JSON.
final class RecordValues {
    private RecordValues() {}

    static Map<String, Value> of(Map<String, Object> record) {
        Map<String, Value> values = HashMap.newHashMap(record.size());
        record.forEach((name, value) -> {
            if (value != None.NONE) {
                values.put(name, of(value));
            }
        });
        return values;
    }

    private static Value of(Object value) {
        return switch (value) {
            case String text -> new Value.Text(text);
            case Boolean truth -> new Value.Bool(truth);
            case Long number -> new Value.Decimal(BigDecimal.valueOf(number));
            case BigInteger number -> new Value.Decimal(new BigDecimal(number));
            case BigDecimal number -> new Value.Decimal(number);
            default -> new Value.Json(JsonValues.exact(value));
        };
    }
}
