package dev.tallystick.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tallystick.history.ConflictStore.Conflict;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A conflict as the API gives it.
///
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
        JsonNode left,
        JsonNode right,
        JsonNode leftBase,
        JsonNode rightBase,
        @Words(of = OnConflict.class) String policy,
        @Words(also = {"open", "decided", "settled"}) String state,
        @Nullable String winner,
        @Nullable String decided,
        @Nullable JsonNode decidedValue,
        @Nullable String decidedBy,
        String sentence,
        Instant openedAt,
        @Nullable Instant settledAt) {

    public static ConflictView of(Conflict conflict) {
        var value = conflict.decidedValue();
        return new ConflictView(
                conflict.id(),
                conflict.sync(),
                conflict.run(),
                conflict.leftRow(),
                conflict.rightRow(),
                conflict.leftField(),
                conflict.rightField(),
                ValueJson.simple(conflict.left()),
                ValueJson.simple(conflict.right()),
                ValueJson.simple(conflict.leftBase()),
                ValueJson.simple(conflict.rightBase()),
                conflict.policy().name().toLowerCase(Locale.ROOT),
                state(conflict),
                conflict.winner(),
                conflict.decided(),
                value == null ? null : ValueJson.simple(value),
                conflict.decidedBy(),
                conflict.sentence(),
                conflict.openedAt(),
                conflict.settledAt());
    }

    private static String state(Conflict conflict) {
        if (conflict.settledAt() != null) {
            return "settled";
        }
        return conflict.winner() != null || conflict.decided() != null ? "decided" : "open";
    }
}
