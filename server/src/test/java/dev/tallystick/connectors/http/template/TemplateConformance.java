package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Compares one row of the corpus: what a template renders, what that spells, what the wrapper makes of it.
public final class TemplateConformance {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:30:45.123456Z"), ZoneOffset.UTC);

    private TemplateConformance() {}

    /// Why the row is not met, empty when it is.
    @SuppressWarnings("unchecked") // the corpus is JSON with text keys
    public static Optional<String> difference(String line) {
        var row = (Map<String, Object>) JsonValues.read(line);
        var source = (String) row.get("s");
        var context = new HashMap<>((Map<String, Object>) row.get("ctx"));
        var error = row.get("err");
        String text;
        try {
            text = Template.parse(source).render(context, CLOCK);
        } catch (TemplateException e) {
            var kind = switch (e.kind()) {
                case UNDEFINED -> "UndefinedError";
                case TYPE -> "TypeError";
                case VALUE -> "ValueError";
                default -> e.kind() + " " + e.getMessage();
            };
            return error instanceof String wanted && wanted.startsWith(kind)
                    ? evaluated(row, source, context)
                    : Optional.of("error " + kind + " instead of " + error + ": " + e.getMessage());
        }
        if (error instanceof String) {
            return Optional.of("no error, but " + error);
        }
        if (!text.equals(row.get("raw"))) {
            return Optional.of("another text: " + text + " instead of " + row.get("raw"));
        }
        Object typed = text.isEmpty() ? None.NONE : Literals.parse(text).orElse(text);
        return Operations.same(normal(typed), normal(row.get("val")))
                ? evaluated(row, source, context)
                : Optional.of("another value: " + typed + " instead of " + row.get("val"));
    }

    private static Object normal(Object value) {
        return JsonValues.read(JsonValues.compact(value));
    }

    @SuppressWarnings("unchecked") // the corpus is JSON with text keys
    private static Optional<String> evaluated(Map<String, Object> row, String source, Map<String, Object> context) {
        var wanted = (Map<String, Object>) row.get("eval");
        try {
            var variables = new HashMap<>(context);
            Object value = new Expression(source, Map.of(), CLOCK).value(variables);
            return wanted.containsKey("value") && Operations.same(normal(value), normal(wanted.get("value")))
                    ? Optional.empty()
                    : Optional.of("evaluates to another value: " + value + " instead of " + wanted);
        } catch (TemplateException e) {
            return wanted.containsKey("error")
                    ? Optional.empty()
                    : Optional.of("evaluates to " + e.kind() + " instead of " + wanted);
        }
    }
}
