package dev.tallystick.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One trouble of one sync, from when it began until somebody knows that it is over. It is told of when it begins and
/// when it is over, however often it is met in between, and never within an hour of the last time that this sync's
/// cause was told of. What begins again before its end was told has not ended.
///
/// @param times how often it was met
/// @param sentence of the last time
/// @param usual rows that its runs used to read, where it is about that
/// @param told what people know
/// @param settled over, and nothing is left to tell
record Alert(
        Cause cause,
        Instant openedAt,
        Instant lastAt,
        @Nullable Instant closedAt,
        int times,
        @Nullable Long run,
        String sentence,
        @Nullable Long usual,
        Told told,
        boolean settled) {

    enum Told {
        NOTHING,
        OPEN,
        OVER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Told of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /// What is to be done about it now.
    enum Due {
        NOTHING,
        LATER,
        TELL,
        /// It came and went while nobody wanted to hear of it.
        SETTLE
    }

    /// @param gap between two messages about one cause of one sync
    /// @param gather how long others of the same moment are waited for, to be told together
    record Pace(Duration gap, Duration gather) {}

    static Alert begins(Cause cause, Raised raised, Instant at) {
        return new Alert(cause, at, at, null, 1, raised.run(), raised.sentence(), raised.usual(), Told.NOTHING, false);
    }

    boolean open() {
        return closedAt == null;
    }

    Alert again(Raised raised, Instant at) {
        return new Alert(
                cause,
                openedAt,
                at,
                null,
                times + 1,
                raised.run(),
                raised.sentence(),
                usual == null ? raised.usual() : usual,
                told,
                false);
    }

    Alert over(Instant at) {
        return open() ? new Alert(cause, openedAt, lastAt, at, times, run, sentence, usual, told, settled) : this;
    }

    /// @param lastTold when this cause of this sync was last told of, in whatever alert
    /// @param silentUntil nobody wants to hear of this sync until then
    Due due(Instant now, Pace pace, @Nullable Instant lastTold, @Nullable Instant silentUntil) {
        if (settled || (open() && told == Told.OPEN)) {
            return Due.NOTHING;
        }
        if (silentUntil != null && now.isBefore(silentUntil)) {
            return !open() && told == Told.NOTHING ? Due.SETTLE : Due.LATER;
        }
        if (lastTold != null && now.isBefore(lastTold.plus(pace.gap))) {
            return Due.LATER;
        }
        var since = closedAt == null ? openedAt : closedAt;
        return now.isBefore(since.plus(pace.gather)) ? Due.LATER : Due.TELL;
    }

    /// It is in a message now.
    Alert tell() {
        return open()
                ? new Alert(cause, openedAt, lastAt, null, times, run, sentence, usual, Told.OPEN, false)
                : new Alert(cause, openedAt, lastAt, closedAt, times, run, sentence, usual, Told.OVER, true);
    }

    Alert settle() {
        return new Alert(cause, openedAt, lastAt, closedAt, times, run, sentence, usual, told, true);
    }

    /// That a cause was met.
    ///
    /// @param usual rows that its runs used to read, where it is about that
    record Raised(
            @Nullable Long run, String sentence, @Nullable Long usual) {}
}
