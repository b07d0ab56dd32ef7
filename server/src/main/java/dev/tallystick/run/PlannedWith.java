package dev.tallystick.run;

import dev.tallystick.history.ValueJson;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.LinkNames;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPolicies;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Policies.Mark;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Transform;
import dev.tallystick.plan.TwoWayPlanner;
import dev.tallystick.plan.TwoWayPlanner.Linked;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// All that a plan depended on beside the pairs themselves, as it is kept with its run. With it and with what was known
/// of each pair, the plan of any run can be made again and must come out the same.
final class PlannedWith {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String MARK = "mark";

    private PlannedWith() {}

    static String write(TwoWayPlanner planner) {
        var json = NODES.objectNode();
        json.put("left_table", planner.leftTable());
        json.put("right_table", planner.rightTable());
        var fields = json.putArray("fields");
        planner.mapping().fields().forEach(field -> fields.add(field(field)));
        json.set("policies", policies(planner.policies()));
        json.put("blank_is_empty", planner.equality().blankIsEmpty());
        json.put("false_is_empty", planner.equality().falseIsEmpty());
        json.set("left_links", links(planner.leftLinks()));
        json.set("right_links", links(planner.rightLinks()));
        var remapped = json.putArray("remapped");
        planner.remapped().stream().sorted().forEach(remapped::add);
        var making = json.putArray("making");
        for (var side : Side.values()) {
            planner.making()
                    .getOrDefault(side, Map.of())
                    .forEach((field, linked) -> making.addObject()
                            .put("side", side.name())
                            .put("field", field)
                            .put("table", linked.table())
                            .put("name_field", linked.nameField())
                            .set(
                                    "before",
                                    NODES.arrayNode()
                                            .addAll(linked.before().stream()
                                                    .sorted()
                                                    .map(NODES::stringNode)
                                                    .toList())));
        }
        return json.toString();
    }

    static TwoWayPlanner read(String text) {
        var json = JSON.readTree(text);
        var fields = new ArrayList<FieldMapping>();
        json.get("fields").forEach(field -> fields.add(field(field)));
        var remapped = new HashSet<String>();
        json.get("remapped").forEach(field -> remapped.add(field.stringValue()));
        return new TwoWayPlanner(
                json.get("left_table").stringValue(),
                json.get("right_table").stringValue(),
                new Mapping(fields),
                policies(json.get("policies")),
                new Equality(
                        json.get("blank_is_empty").booleanValue(),
                        json.get("false_is_empty").booleanValue()),
                links(json.get("left_links")),
                links(json.get("right_links")),
                remapped,
                making(json.get("making")));
    }

    /// @param making null in a plan from before links could make rows
    private static Map<Side, Map<String, Linked>> making(@Nullable JsonNode making) {
        var bySide = new EnumMap<Side, Map<String, Linked>>(Side.class);
        if (making != null) {
            for (var one : making) {
                var before = new HashSet<String>();
                one.get("before").forEach(name -> before.add(name.stringValue()));
                bySide.computeIfAbsent(Side.valueOf(one.get("side").stringValue()), _ -> new HashMap<>())
                        .put(
                                one.get("field").stringValue(),
                                new Linked(
                                        one.get("table").stringValue(),
                                        one.get("name_field").stringValue(),
                                        before));
            }
        }
        return bySide;
    }

    private static ObjectNode field(FieldMapping field) {
        var json = NODES.objectNode();
        json.put("left", field.left());
        json.put("left_type", field.leftType() == null ? null : field.leftType().name());
        json.put("right", field.right());
        json.put("type", field.type().name());
        var transforms = json.putArray("transforms");
        field.transforms().forEach(transform -> transforms.add(transform(transform)));
        json.put("flow", field.flow().name());
        json.put("on_conflict", field.onConflict().name());
        json.put("drift", field.drift().name());
        json.put("required", field.required());
        return json;
    }

    private static FieldMapping field(JsonNode json) {
        var transforms = new ArrayList<Transform>();
        json.get("transforms").forEach(transform -> transforms.add(transform(transform)));
        var leftType = textOrNull(json.get("left_type"));
        return new FieldMapping(
                json.get("left").stringValue(),
                leftType == null ? null : FieldType.valueOf(leftType),
                json.get("right").stringValue(),
                FieldType.valueOf(json.get("type").stringValue()),
                transforms,
                Flow.valueOf(json.get("flow").stringValue()),
                OnConflict.valueOf(json.get("on_conflict").stringValue()),
                Drift.valueOf(json.get("drift").stringValue()),
                json.get("required").booleanValue());
    }

    private static ObjectNode transform(Transform transform) {
        var json = NODES.objectNode();
        switch (transform) {
            case Transform.Trim _ -> json.put("is", "trim");
            case Transform.LowerCase _ -> json.put("is", "lower_case");
            case Transform.ValueMap(var values, var otherwise) -> {
                json.put("is", "value_map").put("otherwise", otherwise);
                var map = json.putObject("values");
                values.forEach(map::put);
            }
            case Transform.ParseTime(var zone, var dateField) ->
                json.put("is", "parse_time").put("zone", zone.getId()).put("date_field", dateField);
        }
        return json;
    }

    private static Transform transform(JsonNode json) {
        return switch (json.get("is").stringValue()) {
            case "trim" -> new Transform.Trim();
            case "lower_case" -> new Transform.LowerCase();
            case "value_map" -> {
                var values = new HashMap<String, String>();
                json.get("values")
                        .properties()
                        .forEach(one -> values.put(one.getKey(), one.getValue().stringValue()));
                yield new Transform.ValueMap(values, textOrNull(json.get("otherwise")));
            }
            case "parse_time" ->
                new Transform.ParseTime(ZoneId.of(json.get("zone").stringValue()), textOrNull(json.get("date_field")));
            default -> throw new IllegalStateException("No transform is called " + json.get("is"));
        };
    }

    private static ObjectNode policies(PairPolicies policies) {
        var json = NODES.objectNode();
        json.put("rows", policies.rows().name());
        json.set("left_missing", missing(policies.leftMissing()));
        json.set("right_missing", missing(policies.rightMissing()));
        json.put("recreate", policies.recreate());
        json.put("strict", policies.strict());
        var meeting = policies.meeting();
        if (meeting != null) {
            json.putObject("meeting")
                    .put("differing", meeting.differing().name())
                    .put("left_alone", meeting.leftAlone().name())
                    .put("right_alone", meeting.rightAlone().name());
        }
        return json;
    }

    private static PairPolicies policies(JsonNode json) {
        var meeting = json.get("meeting");
        return new PairPolicies(
                Flow.valueOf(json.get("rows").stringValue()),
                missing(json.get("left_missing")),
                missing(json.get("right_missing")),
                json.get("recreate").booleanValue(),
                json.get("strict").booleanValue(),
                meeting == null
                        ? null
                        : new Meeting(
                                Differing.valueOf(meeting.get("differing").stringValue()),
                                Alone.valueOf(meeting.get("left_alone").stringValue()),
                                Alone.valueOf(meeting.get("right_alone").stringValue())));
    }

    private static ObjectNode missing(OnMissing missing) {
        var json = NODES.objectNode();
        json.put("policy", missing.policy().name());
        var mark = missing.mark();
        if (mark != null) {
            json.put("field", mark.field());
            json.set(MARK, JSON.readTree(ValueJson.write(Map.of(MARK, mark.value()))));
        }
        return json;
    }

    private static OnMissing missing(JsonNode json) {
        var field = textOrNull(json.get("field"));
        var mark = field == null
                ? null
                : new Mark(
                        field,
                        Objects.requireNonNull(
                                ValueJson.read(json.get(MARK).toString()).get(MARK)));
        return new OnMissing(DeletePolicy.valueOf(json.get("policy").stringValue()), mark);
    }

    private static ObjectNode links(Map<String, LinkNames> links) {
        var json = NODES.objectNode();
        links.forEach((field, names) -> {
            ArrayNode rows = json.putArray(field);
            names.all().forEach((id, name) -> rows.addArray().add(id).add(name));
        });
        return json;
    }

    private static Map<String, LinkNames> links(JsonNode json) {
        var links = new HashMap<String, LinkNames>();
        json.properties().forEach(field -> {
            var names = new HashMap<String, String>();
            field.getValue()
                    .forEach(row ->
                            names.put(row.get(0).stringValue(), row.get(1).stringValue()));
            links.put(field.getKey(), new LinkNames(names));
        });
        return links;
    }

    private static @Nullable String textOrNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.stringValue();
    }

    /// Makes the plan again from what was kept of it, and gives its hash.
    ///
    /// @param known what was known of each pair, as JSON
    static String replay(String with, List<String> known) {
        var planner = read(with);
        return Replay.hash(planner, known.stream().map(KnownPairJson::read).toList());
    }
}
