package dev.tallystick.run;

import dev.tallystick.history.RunId;
import dev.tallystick.history.Sentence;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Sync;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rounds: the syncs of a workspace that were due in the same minute, whether they got a run or not.
final class RoundStore {
    /// A round whose runs have not ended by then is summed up as it stands.
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int MOST_AT_ONCE = 100;

    record Round(WorkspaceId workspace, Instant minute) {}

    /// A sync that was due and got no run.
    record Skipped(String sync, String reason) {}

    void add(JdbcClient jdbc, Sync sync, Instant minute, RunId run) {
        begin(jdbc, sync, minute);
        jdbc.sql("update run set round = ? where id = ?")
                .params(at(minute), run.value())
                .update();
    }

    void skip(JdbcClient jdbc, Sync sync, Instant minute, String reason) {
        begin(jdbc, sync, minute);
        jdbc.sql("""
                        insert into round_skip (workspace_id, round, sync_id, reason) values (?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .params(sync.workspace().value(), at(minute), sync.id().value(), Sentence.clean(reason))
                .update();
    }

    private static void begin(JdbcClient jdbc, Sync sync, Instant minute) {
        jdbc.sql("insert into round (workspace_id, minute) values (?, ?) on conflict do nothing")
                .params(sync.workspace().value(), at(minute))
                .update();
    }

    /// Takes away the rounds in which no sync is due, waits or works any more: of several nodes one gets each.
    List<Round> takeOver(JdbcClient system, Instant now) {
        return system.sql("""
                        delete from round where (workspace_id, minute) in (
                            select workspace_id, minute from round
                            where minute < :givenUp or (
                                not exists (
                                    select 1 from run where run.workspace_id = round.workspace_id
                                      and run.round = round.minute and run.status in ('pending', 'running'))
                                and not exists (
                                    select 1 from schedule join sync on sync.id = schedule.sync_id
                                    where schedule.workspace_id = round.workspace_id
                                      and schedule.next_at < round.minute + interval '1 minute'
                                      and not sync.paused and sync.removed_at is null))
                            order by minute limit :limit for update skip locked)
                        returning workspace_id, minute
                        """.replace(":givenUp", ":givenUp"))
                .param("givenUp", at(now.minus(LONGEST)))
                .param("limit", MOST_AT_ONCE)
                .query((row, _) -> round(row))
                .list();
    }

    List<RunId> runs(JdbcClient system, Round round) {
        return system.sql("select id from run where workspace_id = ? and round = ? order by id")
                .params(round.workspace().value(), at(round.minute()))
                .query((row, _) -> new RunId(row.getLong("id")))
                .list();
    }

    List<Skipped> skipped(JdbcClient system, Round round) {
        return system.sql("""
                        select sync.name, reason from round_skip join sync on sync.id = sync_id
                        where round_skip.workspace_id = ? and round = ? order by sync.name
                        """)
                .params(round.workspace().value(), at(round.minute()))
                .query((row, _) -> new Skipped(row.getString("name"), row.getString("reason")))
                .list();
    }

    private static Round round(ResultSet row) throws SQLException {
        return new Round(
                new WorkspaceId(row.getLong("workspace_id")),
                row.getTimestamp("minute").toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
