package dev.tallystick.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tallystick.history.RowStore.Happened;
import dev.tallystick.history.RowStore.Stored;
import dev.tallystick.plan.Side;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The passport of a row: how its pair stands, what was last seen of each side, what both last agreed on, what
/// waits
/// for a person, and all that ever happened to it.
///
/// @param standing `open`, `archived`, `left_only`, `right_only`, `paused`, `gone` or `closed`
/// @param waits both sides may not agree, so the next run looks at it
/// @param base what both sides said when they last agreed; null while they never have
/// @param history newest first
/// @param next what to give as `cursor` for older history; null at the end
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RowView(
        String sync,
        String standing,
        boolean waits,
        @Nullable PausedView paused,
        SideView left,
        SideView right,
        @Nullable BaseView base,
        List<ConflictView> conflicts,
        List<EventView> history,
        @Nullable String next) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param from how the pair stood before
    public record PausedView(
            String from,
            @Nullable String reason,
            @Nullable String by,
            @Nullable Instant at) {}

    /// @param row its id, null while there never was one
    /// @param presence `there`, `never`, `missing` (not proved to be gone), `gone`, `away` (outside the filter or
    ///     view)
    ///     or `typed` (it has no id of its own yet)
    /// @param seen its values as last seen, of the fields that the sync uses
    /// @param missingSinceRun the first run whose complete listing lacked it
    /// @param proof how it was proved that it is gone
    /// @param refused why this side refused what was to be written
    /// @param names what people call the fields of `seen` and of the base, by id; only those that have another name
    public record SideView(
            @Nullable String row,
            String presence,
            Map<String, JsonNode> seen,
            @Nullable Instant changedAt,
            @Nullable Long missingSinceRun,
            @Nullable String proof,
            @Nullable String refused,
            Map<String, String> names) {
        static SideView of(RowStore.Half half, Names names, Side side) {
            return new SideView(
                    half.row(),
                    half.presence(),
                    simple(half.seen()),
                    half.changedAt(),
                    half.missingSinceRun(),
                    half.proof(),
                    names.inOrNull(half.refused()),
                    names.fields(side));
        }
    }

    public record BaseView(Map<String, JsonNode> left, Map<String, JsonNode> right) {}

    /// @param trigger of its run, with who started it
    /// @param known what the planner knew of the pair when it decided this
    public record EventView(
            ChangeView change,
            String trigger,
            @Nullable String actor,
            @Nullable JsonNode known) {
        static EventView of(Happened happened, ChangeView change) {
            var known = happened.known();
            return new EventView(
                    change, happened.trigger(), happened.actor(), known == null ? null : JSON.readTree(known));
        }
    }

    static RowView of(
            String sync,
            Stored stored,
            Names names,
            List<ConflictView> conflicts,
            List<EventView> history,
            @Nullable String next) {
        var paused = stored.paused();
        var base = stored.base();
        return new RowView(
                sync,
                stored.standing(),
                stored.waits(),
                paused == null ? null : new PausedView(paused.from(), paused.reason(), paused.by(), paused.at()),
                SideView.of(stored.left(), names, Side.LEFT),
                SideView.of(stored.right(), names, Side.RIGHT),
                base == null ? null : new BaseView(simple(base.left()), simple(base.right())),
                conflicts,
                history,
                next);
    }

    private static Map<String, JsonNode> simple(SortedMap<String, Value> values) {
        var simple = new TreeMap<String, JsonNode>();
        values.forEach((field, value) -> simple.put(field, ValueJson.simple(value)));
        return simple;
    }
}
