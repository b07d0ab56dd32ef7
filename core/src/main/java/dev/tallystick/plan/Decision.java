package dev.tallystick.plan;

/// What the planner makes of one pair.
public sealed interface Decision {

    /// Nothing to do: both sides say what they said when they last agreed.
    record Unchanged() implements Decision {}

    /// Both sides say the same now; only the base moves, and the right row is archived no more.
    record Agree(Base base) implements Decision {}

    /// Write this.
    ///
    /// @param baseAfter the base once the write is confirmed: on the left the values it was planned from, on the
    ///     right what was sent, for the target's own answer to correct
    /// @param archives the right row carries the archive mark afterwards
    record Write(Change change, Base baseAfter, boolean archives) implements Decision {}

    /// Nothing is written, on purpose.
    record Skip(String reason) implements Decision {}

    /// The row does not fit; it is tried again when its value, the mapping or the target's table changes.
    record Fail(String reason) implements Decision {}

    /// The pair ends: neither side is written any more.
    record Close(String reason) implements Decision {}

    /// The right row must be looked at before anything can be said.
    record LookRight() implements Decision {}
}
