package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.Value;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values and formats as JSON.
final class ValueJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ValueJson() {}

    /// As `UNFORMATTED_VALUE` gives it.
    static JsonNode plain(@Nullable Value value) {
        return switch (value) {
            case null -> JSON.stringNode("");
            case Value.OfNumber(double number) -> number(number);
            case Value.OfText(String text) -> JSON.stringNode(text);
            case Value.OfBool(boolean bool) -> JSON.booleanNode(bool);
            case Value.OfError error -> JSON.stringNode(error.text());
        };
    }

    /// A whole number has no point.
    static JsonNode number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? JSON.numberNode((long) number)
                : JSON.numberNode(number);
    }

    /// An `ExtendedValue`.
    static ObjectNode extended(Value value) {
        ObjectNode node = JSON.objectNode();
        switch (value) {
            case Value.OfNumber(double number) -> node.set("numberValue", number(number));
            case Value.OfText(String text) -> node.put("stringValue", text);
            case Value.OfBool(boolean bool) -> node.put("boolValue", bool);
            case Value.OfError error -> {
                ObjectNode told = node.putObject("errorValue");
                told.put("type", error.type());
                told.put("message", error.message());
            }
        }
        return node;
    }

    static ObjectNode format(NumberFormat format) {
        ObjectNode node = JSON.objectNode();
        ObjectNode number = node.putObject("numberFormat");
        number.put("type", format.type().name());
        if (!format.pattern().isEmpty()) {
            number.put("pattern", format.pattern());
        }
        return node;
    }
}
