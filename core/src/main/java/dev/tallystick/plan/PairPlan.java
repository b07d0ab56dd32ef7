package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the planner makes of one pair. All parts may be empty: then both sides say what they said when they last
/// agreed.
///
/// @param writes at most one for each side
/// @param together the base of the fields that both writes are about, as sent. It moves only once both are confirmed,
///     each side as its own answer has it. When one of them fails nothing moves for these fields: the next plan then
///     finds the half that was written and writes the other half. No write's own base names such a field
/// @param agreed fields on which both sides say the same now; their base moves without a write
/// @param clashes fields that both sides changed to different values, settled ones included
/// @param remarks why a side's row, or a field of it, is not written
/// @param look sides that must be asked for by id before anything can be said; then nothing else is filled
/// @param standing how the pair stands from now on, where no write has to be confirmed first
public record PairPlan(
        List<Write> writes,
        Base together,
        Base agreed,
        List<Clash> clashes,
        List<Remark> remarks,
        Set<Side> look,
        Standing standing) {
    public PairPlan {
        writes = List.copyOf(writes);
        clashes = List.copyOf(clashes);
        remarks = List.copyOf(remarks);
        look = Set.copyOf(look);
    }

    /// Nothing to write, nothing to say, nothing that moves.
    public boolean isUnchanged(Standing before) {
        return writes.isEmpty()
                && agreed.left().isEmpty()
                && agreed.right().isEmpty()
                && clashes.isEmpty()
                && remarks.isEmpty()
                && look.isEmpty()
                && standing == before;
    }

    /// @param change its key is the row's id, and for a create the id of the row whose counterpart is created
    /// @param baseAfter what becomes of the base once the write is confirmed, for the fields it is about: on the
    ///     written side what was sent, for the system's own answer to correct; on the other side the values the
    ///     change was planned from, so that an edit made meanwhile stays a change
    /// @param standing how the pair stands once the write is confirmed
    public record Write(Change change, Base baseAfter, Standing standing) {}

    /// @param policy that applied
    /// @param winner whose value both sides get; null while nobody has decided (the field is frozen)
    public record Clash(
            String left,
            String right,
            Value leftValue,
            Value rightValue,
            Value leftBase,
            Value rightBase,
            OnConflict policy,
            @Nullable Winner winner,
            String sentence) {}

    public enum Winner {
        LEFT,
        RIGHT,
        UNION,
        /// A person's own value.
        OTHER
    }

    /// @param side whose row is counted
    /// @param outcome failed, held or skipped
    /// @param field of that side; null when the whole row is meant
    /// @param missing names in the cell that no linked row has, so that the field waits for them
    public record Remark(
            Side side, Tally.Outcome outcome, @Nullable String field, String sentence, List<String> missing) {
        public Remark {
            missing = List.copyOf(missing);
        }

        public Remark(Side side, Tally.Outcome outcome, @Nullable String field, String sentence) {
            this(side, outcome, field, sentence, List.of());
        }
    }
}
