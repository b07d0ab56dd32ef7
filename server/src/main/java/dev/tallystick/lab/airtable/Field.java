package dev.tallystick.lab.airtable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A column.
///
/// @param options as the API shows them
/// @param aggregate how a rollup sums up, which the API does not show: SUM, MAX, MIN, COUNT or ARRAYJOIN
public record Field(
        String id,
        String name,
        FieldType type,
        Map<String, Object> options,
        @Nullable String aggregate) {

    /// One of a select's values.
    public record Choice(String id, String name, String color) {
        Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("id", id);
            shown.put("name", name);
            shown.put("color", color);
            return shown;
        }
    }

    Field named(String other) {
        return new Field(id, other, type, options, aggregate);
    }

    Field with(String option, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new Field(id, name, type, more, aggregate);
    }

    Field with(Choice choice) {
        List<Map<String, Object>> all =
                new ArrayList<>(choices().stream().map(Choice::shown).toList());
        all.add(choice.shown());
        return with("choices", all);
    }

    String text(String option) {
        return options.getOrDefault(option, "").toString();
    }

    int number(String option, int otherwise) {
        return options.get(option) instanceof Number number ? number.intValue() : otherwise;
    }

    List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        if (options.get("choices") instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> map) {
                    choices.add(new Choice("" + map.get("id"), "" + map.get("name"), "" + map.get("color")));
                }
            }
        }
        return choices;
    }

    Optional<Choice> choice(String idOrName) {
        return choices().stream()
                .filter(each -> each.id().equals(idOrName) || each.name().equals(idOrName))
                .findFirst();
    }
}
