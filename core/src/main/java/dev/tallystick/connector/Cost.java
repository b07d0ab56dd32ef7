package dev.tallystick.connector;

import org.jspecify.annotations.Nullable;

/// What working with a table costs in calls, for the forecast that is shown before a schedule is saved.
///
/// @param key of the [Budget.Limit] that counts the month
/// @param what that is, for sentences: `this workspace's plan`
/// @param plan its name, for sentences; null when it has none
/// @param monthlyCap null where the upstream has no such cap
/// @param fullListing calls to read the whole table
/// @param incrementalListing calls to read what changed, when little did; the same as `fullListing` where that is not
///     possible
/// @param rowsPerWrite rows in one writing call
public record Cost(
        String key,
        String what,
        @Nullable String plan,
        @Nullable Long monthlyCap,
        long fullListing,
        long incrementalListing,
        int rowsPerWrite) {
    public Cost {
        if (fullListing < 0 || incrementalListing < 0 || rowsPerWrite < 1) {
            throw new IllegalArgumentException("A cost is not negative, and a call writes at least one row");
        }
    }
}
