package dev.tallystick.alert;

import dev.tallystick.alert.Channel.Credentials;
import dev.tallystick.alert.Channel.Email;
import dev.tallystick.alert.Channel.Security;
import dev.tallystick.alert.Channel.Settings;
import dev.tallystick.alert.Channel.Webhook;
import dev.tallystick.connection.Place;
import dev.tallystick.connection.Secret;
import dev.tallystick.connection.SecretSeal;
import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The channels of workspaces, their secrets sealed.
final class ChannelStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SecretSeal seal;

    ChannelStore(SecretSeal seal) {
        this.seal = seal;
    }

    List<Channel> all(JdbcClient jdbc, WorkspaceId workspace) {
        return jdbc.sql("select * from alert_channel where workspace_id = ? order by name")
                .param(workspace.value())
                .query((row, _) -> channel(row))
                .list();
    }

    Optional<Channel> find(JdbcClient jdbc, long id) {
        return jdbc.sql("select * from alert_channel where id = ?")
                .param(id)
                .query((row, _) -> channel(row))
                .optional();
    }

    Optional<Channel> find(JdbcClient jdbc, String name) {
        return jdbc.sql("select * from alert_channel where name = ?")
                .param(name)
                .query((row, _) -> channel(row))
                .optional();
    }

    Credentials credentials(JdbcClient jdbc, WorkspaceId workspace, long id) {
        return jdbc.sql("select sealed from alert_channel where id = ? and sealed is not null")
                .param(id)
                .query(String.class)
                .optional()
                .map(kept -> JSON.readTree(seal.open(kept, place(workspace, id)).reveal()))
                .map(json -> new Credentials(secret(json, "url"), secret(json, "key")))
                .orElse(Credentials.NONE);
    }

    private static @Nullable Secret secret(JsonNode json, String name) {
        return json.has(name) ? new Secret(json.get(name).stringValue()) : null;
    }

    long save(
            JdbcClient jdbc,
            WorkspaceId workspace,
            String name,
            Settings settings,
            Credentials credentials,
            boolean paused,
            Instant now) {
        long id = jdbc.sql("""
                        insert into alert_channel (workspace_id, name, kind, settings, has_key, paused, created_at, updated_at)
                        values (:workspace, :name, :kind, :settings::jsonb, :hasKey, :paused, :now, :now)
                        on conflict (workspace_id, name) do update set kind = excluded.kind, settings = excluded.settings,
                            has_key = excluded.has_key, paused = excluded.paused, updated_at = excluded.updated_at
                        returning id
                        """)
                .param("workspace", workspace.value())
                .param("name", name)
                .param("kind", settings.kind().word())
                .param("settings", json(settings))
                .param("hasKey", credentials.key() != null)
                .param("paused", paused)
                .param("now", AlertStore.at(now))
                .query(Long.class)
                .single();
        var json = JSON.createObjectNode();
        if (credentials.url() != null) {
            json.put("url", credentials.url().reveal());
        }
        if (credentials.key() != null) {
            json.put("key", credentials.key().reveal());
        }
        jdbc.sql("update alert_channel set sealed = ? where id = ?")
                .params(seal.seal(new Secret(json.toString()), place(workspace, id)), id)
                .update();
        return id;
    }

    boolean remove(JdbcClient jdbc, String name) {
        return jdbc.sql("delete from alert_channel where name = ?").param(name).update() == 1;
    }

    /// The place that `keys rotate` knows, too.
    private static Place place(WorkspaceId workspace, long id) {
        return new Place(workspace, "alert_channel", id, "sealed");
    }

    private static String json(Settings settings) {
        var json = JSON.createObjectNode();
        switch (settings) {
            case Webhook webhook -> json.put("place", webhook.place());
            case Email email -> {
                json.put("host", email.host());
                json.put("port", email.port());
                json.put("security", email.security().word());
                json.put("from", email.from());
                if (email.user() != null) {
                    json.put("user", email.user());
                }
                var to = json.putArray("to");
                email.to().forEach(to::add);
            }
        }
        return json.toString();
    }

    private static Channel channel(ResultSet row) throws SQLException {
        JsonNode json = JSON.readTree(row.getString("settings"));
        Settings settings = row.getString("kind").equals("webhook")
                ? new Webhook(json.get("place").stringValue())
                : email(json);
        return new Channel(
                row.getLong("id"),
                row.getString("name"),
                settings,
                row.getBoolean("has_key"),
                row.getBoolean("paused"));
    }

    private static Email email(JsonNode json) {
        var to = new ArrayList<String>();
        json.get("to").forEach(one -> to.add(one.stringValue()));
        return new Email(
                json.get("host").stringValue(),
                json.get("port").intValue(),
                Security.of(json.get("security").stringValue()),
                json.has("user") ? json.get("user").stringValue() : null,
                json.get("from").stringValue(),
                to);
    }
}
