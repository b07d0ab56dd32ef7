package dev.tallystick.plan;

import org.jspecify.annotations.Nullable;

/// The tally of each side.
///
/// @param left null for a sync that only writes the right side
public record Tallies(@Nullable Tally left, Tally right) {

    public long written() {
        return right.written() + (left == null ? 0 : left.written());
    }

    public long failed() {
        return right.failed() + (left == null ? 0 : left.failed());
    }

    /// Held rows, uncertain ones among them.
    public long held() {
        return right.held() + (left == null ? 0 : left.held());
    }
}
