package dev.tallystick.connection;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.storage.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Connections in the database. Every method takes the client of an open transaction.
public final class ConnectionStore {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<String>> LIST = new TypeReference<>() {};

    private final SecretSeal seal;

    public ConnectionStore(SecretSeal seal) {
        this.seal = seal;
    }

    /// All in force, by name.
    public List<Connection> all(JdbcClient jdbc, WorkspaceId workspace) {
        return jdbc.sql("select * from connection where workspace_id = ? and removed_at is null order by name")
                .param(workspace.value())
                .query((row, _) -> connection(row))
                .list();
    }

    public Optional<Connection> find(JdbcClient jdbc, WorkspaceId workspace, String name) {
        return jdbc.sql("select * from connection where workspace_id = ? and name = ? and removed_at is null")
                .param(workspace.value())
                .param(name)
                .query((row, _) -> connection(row))
                .optional();
    }

    Optional<Connection> find(JdbcClient jdbc, WorkspaceId workspace, ConnectionId id) {
        return jdbc.sql("select * from connection where workspace_id = ? and id = ? and removed_at is null")
                .param(workspace.value())
                .param(id.value())
                .query((row, _) -> connection(row))
                .optional();
    }

    /// The names of the syncs in force that read or write through it.
    List<String> usedBy(JdbcClient jdbc, WorkspaceId workspace, String name) {
        return jdbc.sql("""
                        select name from sync
                        where workspace_id = :workspace and removed_at is null
                            and :name in (definition -> 'left' ->> 'connection', definition -> 'right' ->> 'connection')
                        order by name
                        """)
                .param("workspace", workspace.value())
                .param("name", name)
                .query((row, _) -> row.getString("name"))
                .list();
    }

    /// The settings with their secrets opened, for the connector alone.
    public SettingValues unsealed(Connection connection) {
        var values = connection.settings();
        for (var secret : secrets(connection).entrySet()) {
            values = new SettingPath(secret.getKey()).put(values, secret.getValue());
        }
        return new SettingValues(values);
    }

    Map<String, String> secrets(Connection connection) {
        var secrets = new TreeMap<String, String>();
        connection
                .sealed()
                .forEach((path, shut) -> secrets.put(
                        path,
                        seal.open(shut, place(connection.workspace(), connection.id(), path))
                                .reveal()));
        return secrets;
    }

    /// Brings the stored connection to what the definition says; says whether anything was different.
    public Saved save(JdbcClient jdbc, WorkspaceId workspace, ConnectionDefinition wanted, Instant now) {
        var stored = jdbc.sql("select * from connection where workspace_id = ? and name = ? for update")
                .param(workspace.value())
                .param(wanted.name())
                .query((row, _) -> new Stored(
                        connection(row), row.getString("config_fingerprint"), row.getTimestamp("removed_at") != null))
                .optional();
        var fingerprint = fingerprint(wanted);
        if (stored.isEmpty()) {
            var id = insert(jdbc, workspace, wanted, fingerprint, now);
            sealSecrets(jdbc, workspace, id, wanted.secrets());
            return Saved.CREATED;
        }
        var before = stored.get();
        if (!before.removed()
                && before.fingerprint().equals(fingerprint)
                && secrets(before.connection()).equals(new TreeMap<>(wanted.secrets()))) {
            return Saved.UNCHANGED;
        }
        update(jdbc, before.connection().id(), wanted, fingerprint, now);
        sealSecrets(jdbc, workspace, before.connection().id(), wanted.secrets());
        return before.removed() ? Saved.CREATED : Saved.CHANGED;
    }

    public enum Saved {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    private record Stored(Connection connection, String fingerprint, boolean removed) {}

    private static ConnectionId insert(
            JdbcClient jdbc, WorkspaceId workspace, ConnectionDefinition wanted, String fingerprint, Instant now) {
        return new ConnectionId(jdbc.sql("""
                        insert into connection (workspace_id, name, connector, title, settings, resolved, allow, lab,
                            rehearsal, config_fingerprint, created_at, updated_at)
                        values (:workspace, :name, :connector, :title, :written::jsonb, :settings::jsonb,
                            :allow::jsonb, :lab, :rehearsal, :fingerprint, :now, :now)
                        returning id
                        """)
                .param("workspace", workspace.value())
                .param("name", wanted.name())
                .params(columns(wanted, fingerprint, now))
                .query(Long.class)
                .single());
    }

    private static void update(
            JdbcClient jdbc, ConnectionId id, ConnectionDefinition wanted, String fingerprint, Instant now) {
        jdbc.sql("""
                        update connection set connector = :connector, title = :title, settings = :written::jsonb,
                            resolved = :settings::jsonb, allow = :allow::jsonb, lab = :lab, rehearsal = :rehearsal,
                            config_fingerprint = :fingerprint, revision = revision + 1, updated_at = :now,
                            removed_at = null, from_page = false
                        where id = :id
                        """)
                .param("id", id.value())
                .params(columns(wanted, fingerprint, now))
                .update();
    }

    private static Map<String, @Nullable Object> columns(ConnectionDefinition wanted, String fingerprint, Instant now) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("connector", wanted.connector());
        columns.put("title", wanted.title());
        columns.put("written", JSON.writeValueAsString(wanted.written()));
        columns.put("settings", JSON.writeValueAsString(wanted.settings()));
        columns.put("allow", JSON.writeValueAsString(wanted.allow()));
        columns.put("lab", wanted.lab());
        columns.put("rehearsal", wanted.rehearsal());
        columns.put("fingerprint", fingerprint);
        columns.put("now", now.atOffset(ZoneOffset.UTC));
        return columns;
    }

    /// A sealed value is bound to its row, so the row comes first.
    private void sealSecrets(JdbcClient jdbc, WorkspaceId workspace, ConnectionId id, Map<String, String> secrets) {
        var sealed = new TreeMap<String, String>();
        secrets.forEach((path, secret) -> sealed.put(path, seal.seal(new Secret(secret), place(workspace, id, path))));
        jdbc.sql("update connection set sealed = ?::jsonb where id = ?")
                .param(JSON.writeValueAsString(sealed))
                .param(id.value())
                .update();
    }

    /// Says of a connection that a person made it on the page.
    void markFromPage(JdbcClient jdbc, WorkspaceId workspace, String name) {
        jdbc.sql("update connection set from_page = true where workspace_id = ? and name = ?")
                .param(workspace.value())
                .param(name)
                .update();
    }

    boolean fromPage(JdbcClient jdbc, WorkspaceId workspace, String name) {
        return jdbc.sql("select from_page from connection where workspace_id = ? and name = ? and removed_at is null")
                .param(workspace.value())
                .param(name)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /// Marks those of the file that it does not name any more as removed, and forgets their secrets and tokens; their
    /// names. What a person made on the page stays.
    public List<String> removeOthers(JdbcClient jdbc, WorkspaceId workspace, List<String> kept, Instant now) {
        for (var table : List.of("oauth_start", "oauth_grant")) {
            jdbc.sql(
                            "delete from " + table + " where workspace_id = ? and connection_id in"
                                    + " (select id from connection where workspace_id = ? and not from_page and not name = any(?))")
                    .param(workspace.value())
                    .param(workspace.value())
                    .param(kept.toArray(String[]::new))
                    .update();
        }
        return jdbc.sql("""
                        update connection set removed_at = :now, updated_at = :now, sealed = '{}'
                        where workspace_id = :workspace and removed_at is null and not from_page
                            and not name = any(:kept)
                        returning name
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("workspace", workspace.value())
                .param("kept", kept.toArray(String[]::new))
                .query((row, _) -> row.getString("name"))
                .list();
    }

    private static Place place(WorkspaceId workspace, ConnectionId id, String path) {
        return new Place(workspace, "connection", id.value(), "sealed " + path);
    }

    /// Over everything but the secrets: a hash of a short secret would give it away.
    private static String fingerprint(ConnectionDefinition wanted) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("connector", wanted.connector());
        all.put("title", wanted.title());
        all.put("written", wanted.written());
        all.put("settings", wanted.settings());
        all.put("allow", wanted.allow());
        all.put("lab", wanted.lab());
        all.put("rehearsal", wanted.rehearsal());
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(JSON.writeValueAsString(all).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }

    private static Connection connection(ResultSet row) throws SQLException {
        return new Connection(
                new ConnectionId(row.getLong("id")),
                new WorkspaceId(row.getLong("workspace_id")),
                row.getString("name"),
                row.getString("connector"),
                row.getString("title"),
                JSON.readValue(row.getString("settings"), TREE),
                JSON.readValue(row.getString("resolved"), TREE),
                JSON.readValue(row.getString("sealed"), TEXTS),
                JSON.readValue(row.getString("allow"), LIST),
                row.getString("lab"),
                row.getBoolean("rehearsal"),
                row.getInt("revision"));
    }
}
