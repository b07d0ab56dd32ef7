package dev.tallystick.connection;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Takes a new data key into use and seals with it all that older ones had sealed, row by row, while everything runs.
///
/// Each row is locked while it is sealed anew, so what somebody writes meanwhile is not lost. Another node seals with
/// the key it knows until it first meets the new one; what it sealed until then is opened all the same, and sealed
/// anew by the next rotation. Cut off in the middle, it is simply called again.
final class RotateKeys {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, String>> TEXTS = new TypeReference<>() {};

    private final Transactions transactions;
    private final SealedSecrets secrets;

    RotateKeys(Transactions transactions, SealedSecrets secrets) {
        this.transactions = transactions;
        this.secrets = secrets;
    }

    /// @return how many secrets were sealed anew
    int run() {
        secrets.rotate();
        int sealed = 0;
        for (long id : ids("select id from connection where sealed <> '{}' order by id")) {
            sealed += transactions.system(db -> connection(db, id));
        }
        for (long id : ids("select connection_id from oauth_grant order by 1")) {
            sealed += transactions.<Integer>system(db -> column(db, "oauth_grant", "connection_id", id, "access_token")
                    + column(db, "oauth_grant", "connection_id", id, "refresh_token"));
        }
        for (long id : ids("select id from oauth_start order by 1")) {
            sealed += transactions.system(db -> column(db, "oauth_start", "id", id, "verifier"));
        }
        for (long id : ids("select id from alert_channel where sealed is not null order by 1")) {
            sealed += transactions.system(db -> column(db, "alert_channel", "id", id, "sealed"));
        }
        return sealed;
    }

    private List<Long> ids(String sql) {
        return transactions.system(db -> db.sql(sql).query(Long.class).list());
    }

    private record Row(WorkspaceId workspace, @Nullable String sealed) {}

    private int connection(JdbcClient db, long id) {
        var found = db.sql("select workspace_id, sealed from connection where id = ? for update")
                .param(id)
                .query((row, _) -> new Row(new WorkspaceId(row.getLong(1)), row.getString(2)))
                .optional();
        if (found.isEmpty()) {
            return 0;
        }
        Map<String, String> values = JSON.readValue(String.valueOf(found.get().sealed), TEXTS);
        int changed = 0;
        for (var entry : values.entrySet()) {
            if (!secrets.isCurrent(entry.getValue())) {
                entry.setValue(anew(
                        entry.getValue(),
                        new Place(found.get().workspace, "connection", id, "sealed " + entry.getKey())));
                changed++;
            }
        }
        if (changed > 0) {
            db.sql("update connection set sealed = ?::jsonb where id = ?")
                    .param(JSON.writeValueAsString(values))
                    .param(id)
                    .update();
        }
        return changed;
    }

    private int column(JdbcClient db, String table, String key, long id, String column) {
        var found = db.sql("select workspace_id, %s from %s where %s = ? for update".formatted(column, table, key))
                .param(id)
                .query((row, _) -> new Row(new WorkspaceId(row.getLong(1)), row.getString(2)))
                .optional();
        @Nullable String sealed = found.isEmpty() ? null : found.get().sealed;
        if (sealed == null || secrets.isCurrent(sealed)) {
            return 0;
        }
        return db.sql("update %s set %s = ? where %s = ?".formatted(table, column, key))
                .param(anew(sealed, new Place(found.orElseThrow().workspace, table, id, column)))
                .param(id)
                .update();
    }

    private String anew(String sealed, Place place) {
        return secrets.seal(secrets.open(sealed, place), place);
    }
}
