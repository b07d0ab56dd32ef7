package dev.tallystick.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tallystick.history.ConflictStore.Conflict;
import dev.tallystick.history.Names.LinkedRows;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.Side;
import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A conflict as the API gives it.
///
/// @param leftField its id, which stays; `leftFieldName` is what people called it when the run planned
/// @param links what the rows were called whose ids stand in the values; left out where none do
/// @param version of what both sides say: a decision names it, and is refused when a value has moved since
/// @param state `open`: the field is frozen until somebody decides; `decided`: the next run acts on it; `settled`
/// @param left what the left side says now, @param leftBase what it said when both sides last agreed
/// @param winner whose value won, by policy or by a person's word
/// @param decided what a person said
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ConflictView(
        long id,
        String sync,
        long run,
        @Nullable String leftRow,
        @Nullable String rightRow,
        String leftField,
        String rightField,
        String leftFieldName,
        String rightFieldName,
        JsonNode left,
        JsonNode right,
        JsonNode leftBase,
        JsonNode rightBase,
        String version,
        @Words(of = OnConflict.class) String policy,
        @Words(also = {"open", "decided", "settled"}) String state,
        @Nullable String winner,
        @Nullable String decided,
        @Nullable JsonNode decidedValue,
        @Nullable String decidedBy,
        String sentence,
        Instant openedAt,
        @Nullable Instant settledAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> links) {

    static ConflictView of(Conflict conflict, Names names, LinkedRows linked) {
        var value = conflict.decidedValue();
        return new ConflictView(
                conflict.id(),
                conflict.sync(),
                conflict.run(),
                conflict.leftRow(),
                conflict.rightRow(),
                conflict.leftField(),
                conflict.rightField(),
                names.field(Side.LEFT, conflict.leftField()),
                names.field(Side.RIGHT, conflict.rightField()),
                ValueJson.simple(conflict.left()),
                ValueJson.simple(conflict.right()),
                ValueJson.simple(conflict.leftBase()),
                ValueJson.simple(conflict.rightBase()),
                conflict.version(),
                conflict.policy().name().toLowerCase(Locale.ROOT),
                state(conflict),
                conflict.winner(),
                conflict.decided(),
                value == null ? null : ValueJson.simple(value),
                conflict.decidedBy(),
                names.in(conflict.sentence()),
                conflict.openedAt(),
                conflict.settledAt(),
                links(conflict, linked));
    }

    private static @Nullable Map<String, String> links(Conflict conflict, LinkedRows linked) {
        var left = linked.in(Side.LEFT, List.of(conflict.left(), conflict.leftBase()));
        var right = linked.in(Side.RIGHT, List.of(conflict.right(), conflict.rightBase()));
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        var both = new TreeMap<>(left);
        both.putAll(right);
        return both;
    }

    private static String state(Conflict conflict) {
        if (conflict.settledAt() != null) {
            return "settled";
        }
        return conflict.winner() != null || conflict.decided() != null ? "decided" : "open";
    }
}
