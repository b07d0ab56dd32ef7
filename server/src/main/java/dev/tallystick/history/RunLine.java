package dev.tallystick.history;

import dev.tallystick.web.Words;
import java.time.Instant;

/// One line that a run wrote.
///
/// @param number counts the lines of the run from 1; 0 until it is stored. Numbers that are missing were written and
///     not kept
public record RunLine(
        long number,
        int attempt,
        Instant at,
        @Words(of = RunLine.Level.class) String level,
        String text) {

    RunLine numbered(long as) {
        return new RunLine(as, attempt, at, level, text);
    }

    /// How much a line matters.
    public enum Level {
        INFO,
        WARN,
        ERROR;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
