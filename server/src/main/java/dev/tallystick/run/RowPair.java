package dev.tallystick.run;

import dev.tallystick.plan.Base;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What is stored of a pair, or of a row that is still alone.
///
/// @param base null while nothing was ever agreed
record RowPair(long id, Half left, Half right, @Nullable Base base, Standing standing) {

    /// One side of it.
    ///
    /// @param id the row's id, null while there never was a row on this side
    /// @param seen its values as last seen, of the fields that the sync uses
    /// @param key its match key as last seen, null when that is empty
    /// @param place where it stands while it has no id of its own; `id` is then the one it will get
    /// @param missingRun the first complete listing that lacked it
    /// @param gone how it was proved that it was deleted
    /// @param away it is there, but outside the filter or view
    /// @param absentSince a complete listing begun after the delete lacked it
    /// @param refused of the write that this side refused
    record Half(
            @Nullable String id,
            SortedMap<String, Value> seen,
            @Nullable String key,
            @Nullable Instant changedAt,
            @Nullable String place,
            @Nullable Long missingRun,
            @Nullable String missingScope,
            @Nullable String gone,
            boolean away,
            boolean absentSince,
            @Nullable String refused,
            @Nullable String refusedReason) {}

    Half half(Side side) {
        return side == Side.LEFT ? left : right;
    }

    /// There never was a counterpart.
    boolean alone() {
        return left.id() == null || right.id() == null;
    }
}
