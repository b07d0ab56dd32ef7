package dev.tallystick.run;

import dev.tallystick.history.Journal;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Plans runs again from what a server has stored of them.
public final class ReplayRuns {
    private ReplayRuns() {}

    /// @param planned the hash that the run carries
    /// @param again the hash of the plan that comes of what is stored
    public record Replayed(String planned, String again) {
        public boolean same() {
            return planned.equals(again);
        }
    }

    /// Runs between two sides that planned changes, in one attempt: a later one adds to what an earlier one had
    /// done already, and its plan is only the rest.
    ///
    /// @param jdbc of somebody who sees all workspaces
    public static Map<Long, Replayed> all(JdbcClient jdbc) {
        var hashes = new LinkedHashMap<Long, String>();
        jdbc.sql("""
                        select id, plan_hash from run
                        where plan_hash is not null and planned_with is not null and not approved and undoes is null
                          and plan_changes > 0 and (select count(*) from attempt where run_id = run.id) = 1
                        order by id
                        """)
                .query((row, _) -> hashes.put(row.getLong(1), row.getString(2)))
                .list();
        var replayed = new LinkedHashMap<Long, Replayed>();
        hashes.forEach((id, planned) -> replayed.put(id, new Replayed(planned, again(jdbc, new RunId(id)))));
        return replayed;
    }

    private static String again(JdbcClient jdbc, RunId run) {
        List<String> known = new Journal().known(jdbc, run);
        return PlannedWith.replay(new RunStore().plannedWith(jdbc, run).orElseThrow(), known);
    }
}
