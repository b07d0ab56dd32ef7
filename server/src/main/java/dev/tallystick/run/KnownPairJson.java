package dev.tallystick.run;

import dev.tallystick.history.ValueJson;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.KnownPair;
import dev.tallystick.plan.KnownPair.Decided;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Sighting;
import dev.tallystick.plan.Standing;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the planner knew of a pair, as it is kept beside the change that came of it: planned again from this, the same
/// change comes out, and a person can read why.
final class KnownPairJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private KnownPairJson() {}

    /// @param typed sides whose row has no id of its own yet and gets one with this plan
    /// @param refused sides that have refused this very write before, so that it is not sent again
    record Kept(KnownPair pair, List<Side> typed, List<Side> refused) {
        Kept {
            typed = List.copyOf(typed);
            refused = List.copyOf(refused);
        }
    }

    static String write(Kept kept) {
        var pair = kept.pair();
        var json = NODES.objectNode();
        var typed = json.putArray("typed");
        kept.typed().forEach(side -> typed.add(side.name()));
        var refused = json.putArray("refused");
        kept.refused().forEach(side -> refused.add(side.name()));
        json.put("left_id", pair.leftId());
        json.put("right_id", pair.rightId());
        json.set("left", sighting(pair.left()));
        json.set("right", sighting(pair.right()));
        var base = pair.base();
        if (base != null) {
            json.set("base_left", JSON.readTree(ValueJson.write(base.left())));
            json.set("base_right", JSON.readTree(ValueJson.write(base.right())));
        }
        json.put("standing", pair.standing().word());
        var decided = NODES.objectNode();
        pair.decided().forEach((field, said) -> {
            var one = NODES.objectNode();
            one.set("values", JSON.readTree(ValueJson.write(values(said))));
            one.put("pick", said.pick().name());
            decided.set(field, one);
        });
        json.set("decided", decided);
        return json.toString();
    }

    static Kept read(String text) {
        var json = JSON.readTree(text);
        return new Kept(pair(json), sides(json.get("typed")), sides(json.get("refused")));
    }

    private static List<Side> sides(JsonNode array) {
        var sides = new ArrayList<Side>();
        array.forEach(side -> sides.add(Side.valueOf(side.stringValue())));
        return sides;
    }

    private static KnownPair pair(JsonNode json) {
        var decided = new HashMap<String, Decided>();
        json.get("decided").properties().forEach(field -> {
            var values = ValueJson.read(field.getValue().get("values").toString());
            decided.put(
                    field.getKey(),
                    new Decided(
                            Objects.requireNonNull(values.get("left")),
                            Objects.requireNonNull(values.get("right")),
                            Pick.valueOf(field.getValue().get("pick").stringValue()),
                            values.get("value")));
        });
        return new KnownPair(
                textOrNull(json.get("left_id")),
                textOrNull(json.get("right_id")),
                sighting(json.get("left")),
                sighting(json.get("right")),
                json.has("base_left")
                        ? new Base(
                                ValueJson.read(json.get("base_left").toString()),
                                ValueJson.read(json.get("base_right").toString()))
                        : null,
                Standing.valueOf(json.get("standing").stringValue().toUpperCase(java.util.Locale.ROOT)),
                decided);
    }

    private static Map<String, Value> values(Decided said) {
        var values = new HashMap<String, Value>();
        values.put("left", said.left());
        values.put("right", said.right());
        if (said.value() != null) {
            values.put("value", said.value());
        }
        return values;
    }

    private static ObjectNode sighting(Sighting sighting) {
        var json = NODES.objectNode();
        json.put(
                "is",
                switch (sighting) {
                    case Sighting.Seen _ -> "seen";
                    case Sighting.Unseen _ -> "unseen";
                    case Sighting.Missing _ -> "missing";
                    case Sighting.Away _ -> "away";
                    case Sighting.Gone _ -> "gone";
                    case Sighting.Never _ -> "never";
                });
        json.set("values", JSON.readTree(ValueJson.write(sighting.values())));
        if (sighting instanceof Sighting.Seen(Row row)) {
            json.put("row", row.id());
            json.put(
                    "changed_at",
                    row.changedAt() == null ? null : row.changedAt().toString());
        }
        if (sighting instanceof Sighting.Gone gone) {
            json.put("proof", gone.proof());
        }
        return json;
    }

    private static Sighting sighting(JsonNode json) {
        var values = ValueJson.read(json.get("values").toString());
        return switch (json.get("is").stringValue()) {
            case "seen" -> {
                var changed = textOrNull(json.get("changed_at"));
                yield new Sighting.Seen(new Row(
                        json.get("row").stringValue(), values, changed == null ? null : Instant.parse(changed)));
            }
            case "unseen" -> new Sighting.Unseen(values);
            case "missing" -> new Sighting.Missing(values);
            case "away" -> new Sighting.Away(values);
            case "gone" -> new Sighting.Gone(values, json.get("proof").stringValue());
            case "never" -> new Sighting.Never();
            default -> throw new IllegalStateException("No sighting is called " + json.get("is"));
        };
    }

    private static @Nullable String textOrNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.stringValue();
    }
}
