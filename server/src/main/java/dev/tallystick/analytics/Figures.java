package dev.tallystick.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What runs that ended come to.
///
/// @param successRate of those that were not cancelled, 0 to 1, a partial one being one that went through; null
///     where there were none
/// @param averageSeconds of a run; null where there were none
/// @param rowsRead by all of them
/// @param rowsFailed a row that failed in two runs counts twice
record Figures(
        long succeeded,
        long partial,
        long failed,
        long cancelled,
        @Nullable Double successRate,
        @Nullable Double averageSeconds,
        double longestSeconds,
        long rowsRead,
        long created,
        long updated,
        long deleted,
        long rowsFailed,
        long conflicts,
        long skipped) {
    private static final double MILLIS = 1_000;

    /// As [#of] reads them.
    static final String SUMS = """
            coalesce(sum(succeeded), 0) as succeeded, coalesce(sum(partial), 0) as partial,
            coalesce(sum(failed), 0) as failed, coalesce(sum(cancelled), 0) as cancelled,
            coalesce(sum(millis), 0) as millis, coalesce(max(longest_millis), 0) as longest_millis,
            coalesce(sum(rows_read), 0) as rows_read, coalesce(sum(created), 0) as created,
            coalesce(sum(updated), 0) as updated, coalesce(sum(deleted), 0) as deleted,
            coalesce(sum(rows_failed), 0) as rows_failed, coalesce(sum(conflicts), 0) as conflicts,
            coalesce(sum(skipped), 0) as skipped
            """;

    static Figures of(ResultSet row) throws SQLException {
        long through = row.getLong("succeeded") + row.getLong("partial");
        long judged = through + row.getLong("failed");
        long all = judged + row.getLong("cancelled");
        return new Figures(
                row.getLong("succeeded"),
                row.getLong("partial"),
                row.getLong("failed"),
                row.getLong("cancelled"),
                judged == 0 ? null : (Double) ((double) through / judged),
                all == 0 ? null : (Double) (row.getLong("millis") / MILLIS / all),
                row.getLong("longest_millis") / MILLIS,
                row.getLong("rows_read"),
                row.getLong("created"),
                row.getLong("updated"),
                row.getLong("deleted"),
                row.getLong("rows_failed"),
                row.getLong("conflicts"),
                row.getLong("skipped"));
    }

    long wentThrough() {
        return succeeded + partial;
    }
}
