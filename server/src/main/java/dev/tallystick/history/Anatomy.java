package dev.tallystick.history;

import dev.tallystick.plan.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an attempt spent its time on, as lanes on its own clock. A lane says when something went on, not each time it
/// did: there are a few lanes however long an attempt lasts, and a few spans in each.
///
/// @param then what is waited for after this attempt, as a sentence; null when nothing is
public record Anatomy(List<Lane> lanes, @Nullable String then) {
    public static final Anatomy EMPTY = new Anatomy(List.of(), null);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Anatomy {
        lanes = List.copyOf(lanes);
    }

    /// What an attempt does.
    public enum Part {
        /// Connections and tables are opened, fields looked for.
        OPEN,
        /// What became of writes whose answer was lost is found out.
        SETTLE,
        READ,
        PLAN,
        WRITE,
        /// Moments at which rows failed.
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Milliseconds since the attempt began.
    public record Span(long from, long to) {}

    /// @param side null where it is about both, or none
    /// @param waitedFor the time of this part that went into waiting for this; null for the part itself
    /// @param times how often it began; of failed rows, how many
    /// @param spentMillis in all, to the millisecond; spans may hold short breaks as well
    /// @param open it had not ended when this was written down
    public record Lane(
            Part part,
            @Nullable Side side,
            @Nullable String waitedFor,
            long times,
            long spentMillis,
            boolean open,
            List<Span> spans) {
        public Lane {
            spans = List.copyOf(spans);
        }
    }

    String json() {
        var tree = JSON.createObjectNode();
        tree.put("then", then);
        var all = tree.putArray("lanes");
        for (var lane : lanes) {
            var one = all.addObject().put("part", lane.part().word());
            one.put("side", lane.side() == null ? null : lane.side().word());
            one.put("for", lane.waitedFor());
            one.put("times", lane.times());
            one.put("spent", lane.spentMillis());
            one.put("open", lane.open());
            var spans = one.putArray("spans");
            lane.spans().forEach(span -> spans.add(span.from()).add(span.to()));
        }
        return tree.toString();
    }

    static Anatomy read(@Nullable String json) {
        if (json == null) {
            return EMPTY;
        }
        var tree = JSON.readTree(json);
        var lanes = new ArrayList<Lane>();
        for (JsonNode lane : tree.get("lanes")) {
            var spans = new ArrayList<Span>();
            var times = lane.get("spans");
            for (int i = 0; i + 1 < times.size(); i += 2) {
                spans.add(new Span(times.get(i).longValue(), times.get(i + 1).longValue()));
            }
            var side = text(lane, "side");
            lanes.add(new Lane(
                    Part.valueOf(lane.get("part").stringValue().toUpperCase(Locale.ROOT)),
                    side == null ? null : Side.valueOf(side.toUpperCase(Locale.ROOT)),
                    text(lane, "for"),
                    lane.get("times").longValue(),
                    lane.get("spent").longValue(),
                    lane.get("open").booleanValue(),
                    spans));
        }
        return new Anatomy(lanes, text(tree, "then"));
    }

    private static @Nullable String text(JsonNode tree, String name) {
        var value = tree.get(name);
        return value == null || value.isNull() ? null : value.stringValue();
    }
}
