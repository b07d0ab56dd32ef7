package dev.tallystick.connector;

import org.jspecify.annotations.Nullable;

/// How a listing ended. Only a complete one can be a proof that a row is absent.
public sealed interface Listing {

    /// The terminal page was seen, every page parsed, no error swallowed.
    ///
    /// @param cursor where an incremental listing may begin next time, opaque; null when the
    ///     source has none
    /// @param scope what was asked for (filter, view, account) as a stable text: two listings are comparable only
    ///     when their scopes are equal
    /// @param full false when only changes since a cursor were asked for: absence means nothing then
    record Complete(@Nullable String cursor, String scope, boolean full) implements Listing {}

    /// It stopped before the end, for this reason (a sentence). What was read is valid; what was not read is unknown.
    ///
    /// @param cursor where the next listing may begin, opaque: beyond what was read to its own end here, and not
    ///     beyond the rest; null when this one counts for nothing. It proves nothing absent.
    /// @param problem which trouble it was, where it says who must act; null where nobody need
    record Partial(
            String reason,
            @Nullable String cursor,
            @Nullable Problem problem) implements Listing {
        public Partial(String reason) {
            this(reason, null, null);
        }
    }
}
