package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.plan.Mapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// What a sync remembers between runs.
final class SyncStateStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param cursor where an incremental listing begins; null reads everything
    /// @param mappedFields right field -> fingerprint of the mapping that every pair has been planned with
    record State(@Nullable String cursor, @Nullable Instant fullListedAt, Map<String, String> mappedFields) {
        static final State NEW = new State(null, null, Map.of());

        /// The right fields whose mapping is another one than when the pairs were planned.
        Set<String> remapped(Mapping mapping) {
            var remapped = new HashSet<String>();
            for (var field : mapping.fields()) {
                if (!field.fingerprint().equals(mappedFields.get(field.right()))) {
                    remapped.add(field.right());
                }
            }
            return remapped;
        }
    }

    State load(JdbcClient jdbc, Run run) {
        return jdbc.sql("select cursor, full_listed_at, mapped_fields from sync_state where sync_id = ?")
                .param(run.syncId().value())
                .query((row, _) -> state(row))
                .optional()
                .orElse(State.NEW);
    }

    /// A complete listing was taken up: every row it brought is confirmed, or recorded with the reason why not.
    ///
    /// @param full whether everything was listed, with this mapping
    void moveOn(
            JdbcClient jdbc,
            Run run,
            @Nullable String cursor,
            String scope,
            boolean full,
            Mapping mapping,
            Instant listingBegan,
            long rightRows) {
        jdbc.sql("""
                        insert into sync_state (sync_id, workspace_id, cursor, scope, full_listed_at, confirmed_at,
                                                mapped_fields, right_rows)
                        values (:sync, :workspace, :cursor, :scope, :fullAt, :began, :mapped::jsonb, :rows)
                        on conflict (sync_id) do update
                            set cursor = coalesce(excluded.cursor, sync_state.cursor), scope = excluded.scope,
                                full_listed_at = coalesce(excluded.full_listed_at, sync_state.full_listed_at),
                                confirmed_at = excluded.confirmed_at, right_rows = excluded.right_rows,
                                mapped_fields = case when :full then excluded.mapped_fields else sync_state.mapped_fields end
                        """)
                .param("sync", run.syncId().value())
                .param("workspace", run.workspace().value())
                .param("cursor", cursor, java.sql.Types.VARCHAR)
                .param("scope", scope)
                .param(
                        "fullAt",
                        full ? listingBegan.atOffset(ZoneOffset.UTC) : null,
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("began", listingBegan.atOffset(ZoneOffset.UTC))
                .param("mapped", full ? mapped(mapping) : "{}")
                .param("rows", rightRows)
                .param("full", full)
                .update();
    }

    /// A part of a listing was read to its own end and taken up. The table as a whole counts as read no later than
    /// before.
    ///
    /// @param all whether every pair has been planned with this mapping
    void moveOnInPart(JdbcClient jdbc, Run run, String cursor, boolean all, Mapping mapping) {
        jdbc.sql("""
                        insert into sync_state (sync_id, workspace_id, cursor, mapped_fields)
                        values (:sync, :workspace, :cursor, :mapped::jsonb)
                        on conflict (sync_id) do update
                            set cursor = excluded.cursor,
                                mapped_fields = case when :all then excluded.mapped_fields else sync_state.mapped_fields end
                        """)
                .param("sync", run.syncId().value())
                .param("workspace", run.workspace().value())
                .param("cursor", cursor)
                .param("mapped", all ? mapped(mapping) : "{}")
                .param("all", all)
                .update();
    }

    void written(JdbcClient jdbc, Run run, Instant now) {
        jdbc.sql("""
                        insert into sync_state (sync_id, workspace_id, last_written_at) values (?, ?, ?)
                        on conflict (sync_id) do update set last_written_at = excluded.last_written_at
                        """)
                .params(run.syncId().value(), run.workspace().value(), now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static State state(ResultSet row) throws SQLException {
        var mapped = new HashMap<String, String>();
        JSON.readTree(row.getString("mapped_fields"))
                .properties()
                .forEach(field -> mapped.put(field.getKey(), field.getValue().stringValue()));
        var fullListed = row.getTimestamp("full_listed_at");
        return new State(row.getString("cursor"), fullListed == null ? null : fullListed.toInstant(), mapped);
    }

    private static String mapped(Mapping mapping) {
        var fields = JSON.createObjectNode();
        mapping.fields().forEach(field -> fields.put(field.right(), field.fingerprint()));
        return fields.toString();
    }
}
