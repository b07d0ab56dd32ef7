package dev.tallystick.history;

import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How many runs there were over time, and how they ended: the picture above their list.
final class RunDensity {
    private RunDensity() {}

    /// @param startsAt the bucket reaches from here to the next one's start
    /// @param open not over yet: waiting, running or held
    record Bucket(Instant startsAt, long succeeded, long partial, long failed, long cancelled, long open) {}

    /// A time cut into equal parts; parts without a run are there with zeros, so that a gap is drawn as one.
    static List<Bucket> of(JdbcClient jdbc, RunFilter filter, Instant from, Instant to, int parts) {
        var counts = new long[parts][5];
        jdbc.sql("""
                        select width_bucket(extract(epoch from run.created_at)::float8, :since, :until, :parts) as part,
                            run.status, count(*) as runs
                        from run join sync on sync.id = run.sync_id
                        where\s""" + RunFilter.WHERE + "group by 1, 2")
                .params(filter.between(from, to).params())
                .param("since", seconds(from))
                .param("until", seconds(to))
                .param("parts", parts)
                .query((ResultSet row) -> {
                    // A time that is not the edge in decimals may be beyond it as a float.
                    int part = Math.clamp(row.getInt("part"), 1, parts) - 1;
                    counts[part][place(row.getString("status"))] += row.getLong("runs");
                });
        var width = Duration.between(from, to).dividedBy(parts);
        var buckets = new ArrayList<Bucket>();
        for (int part = 0; part < parts; part++) {
            var count = counts[part];
            buckets.add(
                    new Bucket(from.plus(width.multipliedBy(part)), count[0], count[1], count[2], count[3], count[4]));
        }
        return buckets;
    }

    private static int place(String status) {
        return switch (status) {
            case "succeeded" -> 0;
            case "partial" -> 1;
            case "failed" -> 2;
            case "cancelled" -> 3;
            default -> 4;
        };
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }
}
