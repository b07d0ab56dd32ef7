package dev.tallystick.trigger;

import dev.tallystick.history.RunId;
import dev.tallystick.workspace.Identity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What each person's last press of a button led to, so that a page which asks "how is it going" is told of its own
/// person's run, also when that press was taken along by a run of somebody else.
final class ButtonPresses {
    enum Kind {
        SYNC,
        GROUP;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void pressed(
            JdbcClient jdbc,
            Identity identity,
            Kind kind,
            String name,
            @Nullable Long run,
            @Nullable Long groupRun,
            Instant now) {
        jdbc.sql("""
                        insert into button_press (workspace_id, person_id, kind, name, run_id, group_run_id, at)
                        values (:workspace, :person, :kind, :name, :run, :groupRun, :now)
                        on conflict (workspace_id, person_id, kind, name) do update
                            set run_id = excluded.run_id, group_run_id = excluded.group_run_id, at = excluded.at
                        """)
                .param("workspace", identity.workspace().value())
                .param("person", identity.id().value())
                .param("kind", kind.word())
                .param("name", name)
                .param("run", run, java.sql.Types.BIGINT)
                .param("groupRun", groupRun, java.sql.Types.BIGINT)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<RunId> run(JdbcClient jdbc, Identity identity, String sync) {
        return pressed(jdbc, identity, Kind.SYNC, sync, "run_id").map(RunId::new);
    }

    Optional<Long> groupRun(JdbcClient jdbc, Identity identity, String group) {
        return pressed(jdbc, identity, Kind.GROUP, group, "group_run_id");
    }

    private static Optional<Long> pressed(JdbcClient jdbc, Identity identity, Kind kind, String name, String column) {
        return jdbc.sql("select " + column + " from button_press where person_id = ? and kind = ? and name = ? and "
                        + column + " is not null")
                .params(identity.id().value(), kind.word(), name)
                .query(Long.class)
                .optional();
    }
}
