package dev.tallystick.syncjob;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a job ended.
public sealed interface Outcome {

    /// Every row that there is was handed on: one that was not may be gone.
    ///
    /// @param checkpoint for the next run; null when it is to fetch everything again
    record Everything(@Nullable String checkpoint) implements Outcome {}

    /// What changed since the checkpoint was handed on: a row that was not says nothing.
    ///
    /// @param checkpoint for the next run
    record Changes(String checkpoint) implements Outcome {}

    /// It ended before the end. What was handed on counts, and the checkpoint stays where it was.
    ///
    /// @param reason a sentence
    record Incomplete(String reason) implements Outcome {}

    /// It cannot go on now, and may later: the run is tried again, as its sync says.
    ///
    /// @param sentence what happened and what to do
    /// @param after not before this time has passed; null when nobody said
    record TryLater(String sentence, @Nullable Duration after) implements Outcome {}

    /// It cannot go on before a person has changed something, or what it is about is no more: no further try.
    ///
    /// @param sentence what happened and what to do
    record GiveUp(String sentence) implements Outcome {}

    static Outcome everything() {
        return new Everything(null);
    }
}
