package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// What a sync with two sides of its own remembers between runs.
public final class TwoWayStateStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param cursor where an incremental listing begins; null reads everything
    /// @param fullAt when everything was last read
    /// @param identity of the table that the pairs are of; null before the first run
    /// @param remembered how the table recognises fields that were renamed or moved
    record SideState(
            @Nullable String cursor,
            @Nullable Instant fullAt,
            @Nullable String identity,
            @Nullable String remembered) {}

    /// @param mappedFields right field -> fingerprint of the mapping that every pair has been planned with
    /// @param namesHash of the names that links were last shown by
    /// @param meeting what a person chose for the first match
    /// @param met the first match is behind us
    record State(
            SideState left,
            SideState right,
            Map<String, String> mappedFields,
            @Nullable String namesHash,
            @Nullable Meeting meeting,
            boolean met) {
        private static final SideState NOTHING = new SideState(null, null, null, null);
        static final State NEW = new State(NOTHING, NOTHING, Map.of(), null, null, false);

        SideState of(Side side) {
            return side == Side.LEFT ? left : right;
        }

        /// The right fields whose mapping is another one than when the pairs were planned.
        Set<String> remapped(Mapping mapping) {
            var remapped = new HashSet<String>();
            for (FieldMapping field : mapping.fields()) {
                var before = mappedFields.get(field.right());
                if (before != null && !before.equals(field.fingerprint())) {
                    remapped.add(field.right());
                }
            }
            return remapped;
        }

        boolean mappedWith(Mapping mapping) {
            return mappedFields.equals(fingerprints(mapping));
        }
    }

    State load(JdbcClient jdbc, Run run) {
        return jdbc.sql("select * from sync_state where sync_id = ?")
                .param(run.syncId().value())
                .query((row, _) -> state(row))
                .optional()
                .orElse(State.NEW);
    }

    /// Both tables were prepared: how to recognise them and their fields the next time.
    void remember(JdbcClient jdbc, Run run, TwoSides.Opened leftSide, TwoSides.Opened rightSide) {
        var left = remembered(leftSide);
        var right = remembered(rightSide);
        jdbc.sql("""
                        insert into sync_state (sync_id, workspace_id, left_remembered, right_remembered) values (?, ?, ?, ?)
                        on conflict (sync_id) do update
                            set left_remembered = excluded.left_remembered, right_remembered = excluded.right_remembered
                        """)
                .params(run.syncId().value(), run.workspace().value(), left, right)
                .update();
    }

    /// The identity in the first line, then what the table itself wants to be told.
    private static String remembered(TwoSides.Opened side) {
        return side.table().identity() + "\n" + side.shape().remember();
    }

    /// All rows of this listing are recorded as seen.
    ///
    /// @param cursor where the next one may begin; null makes it a full one
    /// @param full whether this one showed everything
    void listed(JdbcClient jdbc, Run run, Side side, @Nullable String cursor, boolean full, Instant began) {
        jdbc.sql("""
                        insert into sync_state (sync_id, workspace_id, S_cursor, S_full_at)
                        values (:sync, :workspace, :cursor, :fullAt)
                        on conflict (sync_id) do update
                            set S_cursor = excluded.S_cursor, S_full_at = coalesce(excluded.S_full_at, sync_state.S_full_at)
                        """.replace("S_", side.word() + "_"))
                .param("sync", run.syncId().value())
                .param("workspace", run.workspace().value())
                .param("cursor", cursor, Types.VARCHAR)
                .param("fullAt", full ? began.atOffset(ZoneOffset.UTC) : null, Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /// Every pair was planned with this mapping and these names.
    void confirmed(
            JdbcClient jdbc, Run run, Mapping mapping, String namesHash, Instant began, long pairs, boolean met) {
        var mapped = JSON.createObjectNode();
        fingerprints(mapping).forEach(mapped::put);
        jdbc.sql("""
                        update sync_state set mapped_fields = ?::jsonb, names_hash = ?, confirmed_at = ?, right_rows = ?,
                            met = met or ?
                        where sync_id = ?
                        """)
                .params(
                        mapped.toString(),
                        namesHash,
                        began.atOffset(ZoneOffset.UTC),
                        pairs,
                        met,
                        run.syncId().value())
                .update();
    }

    /// What a person chose for the first match; the next plan is made with it.
    public void chose(JdbcClient jdbc, Run run, Meeting meeting) {
        var chosen = JSON.createObjectNode()
                .put("differing", meeting.differing().name())
                .put("left_alone", meeting.leftAlone().name())
                .put("right_alone", meeting.rightAlone().name());
        jdbc.sql("""
                        insert into sync_state (sync_id, workspace_id, meeting) values (?, ?, ?::jsonb)
                        on conflict (sync_id) do update set meeting = excluded.meeting
                        """)
                .params(run.syncId().value(), run.workspace().value(), chosen.toString())
                .update();
    }

    void written(JdbcClient jdbc, Run run, Instant now) {
        jdbc.sql("update sync_state set last_written_at = ? where sync_id = ?")
                .params(now.atOffset(ZoneOffset.UTC), run.syncId().value())
                .update();
    }

    private static Map<String, String> fingerprints(Mapping mapping) {
        var fingerprints = new HashMap<String, String>();
        mapping.fields().forEach(field -> fingerprints.put(field.right(), field.fingerprint()));
        return fingerprints;
    }

    private static State state(ResultSet row) throws SQLException {
        var mapped = new HashMap<String, String>();
        JSON.readTree(row.getString("mapped_fields"))
                .properties()
                .forEach(field -> mapped.put(field.getKey(), field.getValue().stringValue()));
        return new State(
                side(row, "left_"),
                side(row, "right_"),
                mapped,
                row.getString("names_hash"),
                meeting(row.getString("meeting")),
                row.getBoolean("met"));
    }

    private static SideState side(ResultSet row, String prefix) throws SQLException {
        var full = row.getTimestamp(prefix + "full_at");
        var remembered = row.getString(prefix + "remembered");
        var line = remembered == null ? -1 : remembered.indexOf('\n');
        return new SideState(
                row.getString(prefix + "cursor"),
                full == null ? null : full.toInstant(),
                line < 0 ? null : remembered.substring(0, line),
                line < 0 ? remembered : remembered.substring(line + 1));
    }

    private static @Nullable Meeting meeting(@Nullable String json) {
        if (json == null) {
            return null;
        }
        var meeting = JSON.readTree(json);
        return new Meeting(
                Differing.valueOf(meeting.get("differing").stringValue().toUpperCase(Locale.ROOT)),
                Alone.valueOf(meeting.get("left_alone").stringValue()),
                Alone.valueOf(meeting.get("right_alone").stringValue()));
    }
}
