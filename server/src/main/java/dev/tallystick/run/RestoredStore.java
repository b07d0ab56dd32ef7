package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.sync.SyncId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a restore has left to be decided: whoever restored yesterday's state does not know what today has done to both
/// sides, so a person looks at each sync's first plan before anything of it is written.
final class RestoredStore {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// What must be put right or chosen before there is a plan to agree to.
    private static final Set<String> FIRST = Set.of("schema", "first_match");

    /// Why the plan must be held; empty when nothing was restored, or when a person has agreed since.
    Optional<Run.Held> hold(JdbcClient jdbc, SyncId sync, long changes, Run.@Nullable Held other) {
        if (other != null && FIRST.contains(other.reason())) {
            return Optional.empty();
        }
        return jdbc.sql("select restored_from from sync where id = ? and restored_from is not null")
                .param(sync.value())
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .optional()
                .map(from -> new Run.Held(
                        "restored", sentence(from, changes) + (other == null ? "" : " " + other.detail())));
    }

    private static String sentence(Instant from, long changes) {
        return "Restored database: Tallystick has gone back to its backup of " + WHEN.format(from)
                + ", and does not know what was written since. This first run would make "
                + (changes == 1 ? "1 change" : changes + " changes") + "; approve it if that is right.";
    }

    void agreed(JdbcClient jdbc, SyncId sync) {
        jdbc.sql("update sync set restored_from = null where id = ? and restored_from is not null")
                .param(sync.value())
                .update();
    }
}
