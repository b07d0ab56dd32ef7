package dev.tallystick.alert;

import dev.tallystick.storage.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Messages on their way. One that was written is sent until its receiver has taken it: a crash between the sending and
/// its note sends it again, under the same id. Those of one channel go one after the other, so that the end of a
/// trouble never comes before its beginning; a channel that hangs holds up nobody else's.
final class Outbox {
    static final JsonMapper JSON = JsonMapper.builder().build();

    /// Longer than any try to send may take.
    static final Duration CLAIM = Duration.ofMinutes(2);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /// After so long the news are none.
    static final Duration PATIENCE = Duration.ofDays(3);

    private static final Duration KEPT = Duration.ofDays(30);

    record Waiting(UUID id, WorkspaceId workspace, long channel, Message message, int attempts, Instant createdAt) {}

    /// As the page shows it.
    record Sent(
            UUID id,
            String channel,
            String subject,
            Instant createdAt,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant sentAt,
            @Nullable Instant givenUpAt,
            @Nullable String problem) {}

    UUID add(JdbcClient jdbc, WorkspaceId workspace, long channel, Message message, Instant now) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into alert_message (id, workspace_id, channel_id, content, created_at, next_at)
                        values (?, ?, ?, ?::jsonb, ?, ?)
                        """)
                .params(
                        id,
                        workspace.value(),
                        channel,
                        JSON.writeValueAsString(message),
                        AlertStore.at(now),
                        AlertStore.at(now))
                .update();
        return id;
    }

    /// The first of each channel that is due and that no other node is sending, claimed.
    List<Waiting> claim(JdbcClient system, Instant now, int most) {
        return system.sql("""
                        update alert_message set claimed_until = :until, attempts = attempts + 1
                        where id in (
                            select id from alert_message first
                            where next_at <= :now and (claimed_until is null or claimed_until < :now)
                              and not exists (select 1 from alert_message earlier
                                  where earlier.channel_id = first.channel_id and earlier.number < first.number
                                    and earlier.next_at is not null)
                            order by next_at limit :most for update skip locked)
                        returning *
                        """)
                .param("until", AlertStore.at(now.plus(CLAIM)))
                .param("now", AlertStore.at(now))
                .param("most", most)
                .query((row, _) -> new Waiting(
                        row.getObject("id", UUID.class),
                        new WorkspaceId(row.getLong("workspace_id")),
                        row.getLong("channel_id"),
                        JSON.readValue(row.getString("content"), Message.class),
                        row.getInt("attempts"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    void sent(JdbcClient system, Waiting message, Instant now) {
        system.sql("""
                        update alert_message set sent_at = ?, next_at = null, claimed_until = null, problem = null where id = ?
                        """).params(AlertStore.at(now), message.id()).update();
    }

    /// @return when it is tried again; null when it is given up
    @Nullable
    Instant failed(JdbcClient system, Waiting message, String problem, Instant now) {
        boolean givenUp = now.isAfter(message.createdAt().plus(PATIENCE));
        Instant next = givenUp ? null : now.plus(wait(message.attempts()));
        system.sql("""
                        update alert_message set next_at = :next, claimed_until = null, problem = :problem,
                            given_up_at = case when :next::timestamptz is null then :now::timestamptz end
                        where id = :id
                        """)
                .param("next", AlertStore.atOrNull(next), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("problem", problem)
                .param("now", AlertStore.at(now))
                .param("id", message.id())
                .update();
        return next;
    }

    private static Duration wait(int attempts) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    List<Sent> list(JdbcClient jdbc, int limit) {
        return jdbc.sql("""
                        select message.*, channel.name as channel from alert_message message
                        join alert_channel channel on channel.id = channel_id order by number desc limit ?
                        """)
                .param(limit)
                .query((row, _) -> new Sent(
                        row.getObject("id", UUID.class),
                        row.getString("channel"),
                        JSON.readTree(row.getString("content")).get("subject").stringValue(),
                        row.getTimestamp("created_at").toInstant(),
                        row.getInt("attempts"),
                        AlertStore.instant(row, "next_at"),
                        AlertStore.instant(row, "sent_at"),
                        AlertStore.instant(row, "given_up_at"),
                        row.getString("problem")))
                .list();
    }

    void forget(JdbcClient system, Instant now) {
        system.sql("delete from alert_message where next_at is null and created_at < ?")
                .param(AlertStore.at(now.minus(KEPT)))
                .update();
        system.sql("delete from alert_silence where until < ?")
                .param(AlertStore.at(now))
                .update();
    }
}
