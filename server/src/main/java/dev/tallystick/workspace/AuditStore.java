package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Looks things up in the audit trail; only [AuditTrail] writes it.
final class AuditStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    /// What somebody looks for; null means everything.
    ///
    /// @param only this person's own entries, whatever else is asked for
    /// @param actor a person's number, or a part of a name
    /// @param action as it is, or its beginning with a full stop after it, as in `sync.`
    /// @param object as it is, or its kind, as in `sync`
    /// @param run the run itself, or what names it
    record Filter(
            @Nullable PersonId only,
            @Nullable String actor,
            @Nullable String action,
            @Nullable String object,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long run) {}

    /// @param detail what else was said, without before, after and address
    record Entry(
            long seq,
            Instant at,
            @Nullable Long actorId,
            String actor,
            String action,
            String object,
            @Nullable String before,
            @Nullable String after,
            @Nullable String address,
            Map<String, String> detail) {}

    /// The newest first.
    List<Entry> page(JdbcClient db, WorkspaceId workspace, Filter filter, long before, int limit) {
        return db.sql("""
                        select seq, at, actor_id, actor, action, subject, detail from audit
                        where workspace_id = :ws and seq < :before
                          and (:only::bigint is null or actor_id = :only)
                          and (:actorId::bigint is null or actor_id = :actorId)
                          and (:actor::text is null or strpos(lower(actor), lower(:actor)) > 0)
                          and (:action::text is null or action = :action
                               or right(:action, 1) = '.' and starts_with(action, :action))
                          and (:object::text is null or subject = :object or starts_with(subject, :object || ' '))
                          and (:from::timestamptz is null or at >= :from)
                          and (:to::timestamptz is null or at < :to)
                          and (:run::text is null or subject = 'run ' || :run or detail::jsonb ->> 'run' = :run)
                        order by seq desc limit :limit""")
                .param("ws", workspace.value())
                .param("before", before)
                .params(params(filter))
                .param("limit", limit)
                .query(AuditStore::entry)
                .list();
    }

    private static Map<String, @Nullable Object> params(Filter filter) {
        @Nullable String actor = filter.actor();
        boolean byNumber = actor != null && DIGITS.matcher(actor).matches();
        var params = new HashMap<String, @Nullable Object>();
        params.put("only", filter.only() == null ? null : filter.only().value());
        params.put("actorId", byNumber ? Long.valueOf(actor) : null);
        params.put("actor", byNumber ? null : actor);
        params.put("action", filter.action());
        params.put("object", filter.object());
        params.put("from", filter.from() == null ? null : Timestamp.from(filter.from()));
        params.put("to", filter.to() == null ? null : Timestamp.from(filter.to()));
        params.put("run", filter.run() == null ? null : Long.toString(filter.run()));
        return params;
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        Map<String, String> detail = new TreeMap<>(Comparator.naturalOrder());
        detail.putAll(JSON.readValue(row.getString("detail"), TEXTS));
        return new Entry(
                row.getLong("seq"),
                row.getTimestamp("at").toInstant(),
                row.getObject("actor_id", Long.class),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                detail.remove("before"),
                detail.remove("after"),
                detail.remove("address"),
                detail);
    }
}
