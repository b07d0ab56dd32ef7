package dev.tallystick.history;

import dev.tallystick.workspace.PersonId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Who waits for the end of which run, and has not seen it off yet. Two who pressed one button each read what came of
/// it; whoever pressed nothing has nothing to see off.
public final class RunFollowers {
    private RunFollowers() {}

    /// Also once more, of a run that was seen off: who presses again wants to know again.
    public static void follow(JdbcClient jdbc, Run run, PersonId person, Instant now) {
        follow(jdbc, run.workspace().value(), run.id(), person.value(), now);
    }

    static void follow(JdbcClient jdbc, long workspace, RunId run, long person, Instant now) {
        jdbc.sql("""
                        insert into run_follower (workspace_id, run_id, person_id, since)
                        values (:workspace, :run, :person, :now)
                        on conflict (run_id, person_id) do update set seen_at = null
                        """)
                .param("workspace", workspace)
                .param("run", run.value())
                .param("person", person)
                .param("now", RunStore.at(now))
                .update();
    }

    static void saw(JdbcClient jdbc, Run run, PersonId person, Instant now) {
        jdbc.sql("update run_follower set seen_at = ? where run_id = ? and person_id = ? and seen_at is null")
                .params(RunStore.at(now), run.id().value(), person.value())
                .update();
    }

    static void allSaw(JdbcClient jdbc, Run run, Instant now) {
        jdbc.sql("update run_follower set seen_at = ? where run_id = ? and seen_at is null")
                .params(RunStore.at(now), run.id().value())
                .update();
    }

    /// Those of the runs that this person has not seen off.
    static Set<RunId> unseen(JdbcClient jdbc, PersonId person, Collection<Run> runs) {
        var ids = runs.stream().map(run -> run.id().value()).toArray(Long[]::new);
        return ids.length == 0
                ? Set.of()
                : new HashSet<>(jdbc.sql("""
                        select run_id from run_follower
                        where person_id = ? and run_id = any(?) and seen_at is null
                        """)
                        .params(person.value(), ids)
                        .query((row, _) -> new RunId(row.getLong("run_id")))
                        .list());
    }
}
