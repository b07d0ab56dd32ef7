package dev.tallystick.sync;

import dev.tallystick.workspace.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The definitions that a sync has had. A version has the number of the revision that it made.
final class VersionStore {
    /// Of each sync; the oldest go first.
    static final int MOST_KEPT = 500;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    /// Where a definition came from.
    enum Origin {
        PAGE,
        API,
        FILE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param restoredFrom the earlier version that it says again; null for a new one
    record Version(
            int number,
            Instant at,
            String actor,
            Origin origin,
            @Nullable Integer restoredFrom) {}

    /// Keeps what the sync's row says now. To be called in the transaction that has changed it.
    void keep(JdbcClient jdbc, SyncId sync, Actor actor, Origin origin, @Nullable Integer restoredFrom, Instant now) {
        jdbc.sql("""
                        insert into sync_version (sync_id, workspace_id, number, definition, at, actor_id, actor, origin,
                            restored_from)
                        select id, workspace_id, revision, definition, :now, :actorId, :actor, :origin, :restored
                        from sync where id = :sync
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("actorId", actor.id() == null ? null : actor.id().value(), Types.BIGINT)
                .param("actor", actor.name())
                .param("origin", origin.word())
                .param("restored", restoredFrom, Types.INTEGER)
                .param("sync", sync.value())
                .update();
        jdbc.sql("""
                        delete from sync_version where sync_id = :sync and number <=
                            (select number from sync_version where sync_id = :sync order by number desc offset :most limit 1)
                        """).param("sync", sync.value()).param("most", MOST_KEPT).update();
    }

    /// The newest first.
    List<Version> all(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql("select * from sync_version where sync_id = ? order by number desc")
                .param(sync.value())
                .query((row, _) -> version(row))
                .list();
    }

    Optional<Version> find(JdbcClient jdbc, SyncId sync, int number) {
        return jdbc.sql("select * from sync_version where sync_id = ? and number = ?")
                .params(sync.value(), number)
                .query((row, _) -> version(row))
                .optional();
    }

    /// As the entry of `syncs` in `tallystick.yaml`, without what is null.
    Optional<Map<String, Object>> definition(JdbcClient jdbc, SyncId sync, int number) {
        return jdbc.sql("select definition::text from sync_version where sync_id = ? and number = ?")
                .params(sync.value(), number)
                .query(String.class)
                .optional()
                .map(json -> JSON.readValue(json, TREE));
    }

    private static Version version(ResultSet row) throws SQLException {
        int restored = row.getInt("restored_from");
        var from = row.wasNull() ? null : (Integer) restored;
        return new Version(
                row.getInt("number"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
                from);
    }
}
