package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The front of the trail goes with time, and what is left is as provable as before.
class AuditRetentionTest {
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2021-01-01T00:00:00Z");
    private static final int OLD_ENTRIES = 30;
    private static final int NEW_ENTRIES = 5;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static int number;

    private final Transactions transactions = database.transactions();
    private final AuditKey key = new AuditKey(new byte[32]);
    private final AuditTrail trail = new AuditTrail(transactions, key, Clock.systemUTC());
    private WorkspaceId workspace;

    @BeforeEach
    void aTrailOfYears() {
        workspace =
                transactions.system(db -> new WorkspaceId(db.sql("insert into workspace (name) values (?) returning id")
                        .param("w" + ++number)
                        .query(Long.class)
                        .single()));
        var then = new AuditTrail(transactions, key, Clock.fixed(OLD, ZoneOffset.UTC));
        write(then, OLD_ENTRIES);
        write(trail, NEW_ENTRIES);
    }

    private void write(AuditTrail by, int entries) {
        for (int entry = 0; entry < entries; entry++) {
            transactions.in(workspace, db -> {
                by.record(db, workspace, new Actor(null, "Ada"), "run.triggered", "sync a", Map.of());
                return true;
            });
        }
    }

    private long count() {
        return transactions.in(
                workspace,
                db -> db.sql("select count(*) from audit").query(Long.class).single());
    }

    @Test
    void oldEntriesGoAndTheRestIsSound() {
        assertThat(trail.forget(workspace, UNTIL, 1_000)).isEqualTo(OLD_ENTRIES);

        assertThat(count()).isEqualTo(NEW_ENTRIES + 1);
        assertThat(trail.verify(workspace)).isEqualTo(new AuditTrail.Verification(NEW_ENTRIES + 1, null, ""));
        assertThat(trail.forget(workspace, UNTIL, 1_000)).isZero();
        write(trail, 3);
        assertThat(trail.verify(workspace).entries()).isEqualTo(NEW_ENTRIES + 4);
        assertThat(transactions.<String>in(
                        workspace,
                        db -> db.sql("select detail from audit where action = 'audit.forgotten'")
                                .query(String.class)
                                .single()))
                .contains("\"from\":\"1\"")
                .contains("\"through\":\"30\"");
    }

    @Test
    void goesInPartsAndAlwaysKeepsTheLastEntry() {
        assertThat(trail.forget(workspace, UNTIL, 20)).isEqualTo(20);
        assertThat(trail.verify(workspace).sentence()).isEmpty();
        assertThat(trail.forget(workspace, UNTIL, 20)).isEqualTo(10);
        assertThat(trail.verify(workspace).sentence()).isEmpty();

        // The database lets nothing go that is younger than 90 days, whatever is asked.
        assertThatThrownBy(() -> trail.forget(workspace, Instant.now().plusSeconds(60), 1_000))
                .hasStackTraceContaining("insert-only");
        assertThat(trail.verify(workspace).sentence()).isEmpty();
    }

    @Test
    void aHeadThatWasKeptIsStillFollowed() {
        var kept = trail.head(workspace).orElseThrow();
        trail.forget(workspace, UNTIL, 1_000);
        write(trail, 1);
        assertThat(trail.verify(workspace, kept).sound()).isTrue();
        assertThat(trail.verify(workspace, new AuditTrail.Head(kept.seq(), "00".repeat(32)))
                        .sound())
                .isFalse();
    }

    @Test
    void whatWasTamperedWithIsNotTakenAway() {
        database.asOwner("alter table audit disable trigger user;"
                + "update audit set actor = 'Eve' where seq = 12 and workspace_id = %d;".formatted(workspace.value())
                + "alter table audit enable trigger user");
        assertThat(trail.forget(workspace, UNTIL, 1_000)).isZero();
        assertThat(count()).isEqualTo(OLD_ENTRIES + NEW_ENTRIES);
        assertThat(trail.verify(workspace).brokenAt()).isEqualTo(12);
    }

    @Test
    void noFrontIsTakenAwayByHand() {
        var other = workspace;
        trail.forget(other, UNTIL, 1_000);
        aTrailOfYears();
        long here = workspace.value();
        for (String tampering : List.of(
                "delete from audit where workspace_id = %d and seq <= 10",
                "delete from audit where workspace_id = %d and seq <= 10; insert into audit_checkpoint"
                        + " select workspace_id, seq, hash, hash, now() from audit_copy where workspace_id = %1$d and seq = 10",
                "delete from audit where workspace_id = %d and seq <= 30; insert into audit_checkpoint"
                        + " select %1$d, seq, hash, mac, at from audit_checkpoint where workspace_id = "
                        + other.value())) {
            database.asOwner("create table audit_copy as table audit; alter table audit disable trigger user;"
                    + "alter table audit_checkpoint disable trigger user;" + tampering.formatted(here));
            assertThat(trail.verify(workspace).sound()).as(tampering).isFalse();
            database.asOwner("delete from audit_checkpoint where workspace_id = %d;".formatted(here)
                    + "delete from audit; insert into audit select * from audit_copy; drop table audit_copy;"
                    + "alter table audit enable trigger user; alter table audit_checkpoint enable trigger user");
            assertThat(trail.verify(workspace).sentence()).isEmpty();
        }
        trail.forget(workspace, UNTIL, 1_000);
        database.asOwner("alter table audit_checkpoint disable trigger user;"
                + "delete from audit_checkpoint where workspace_id = %d;".formatted(here)
                + "alter table audit_checkpoint enable trigger user");
        assertThat(trail.verify(workspace).brokenAt()).isEqualTo(1);
    }

    @Test
    void theRolesTakeAwayNoMoreThanTheCheckpointCovers() {
        String delete = "delete from audit where workspace_id = " + workspace.value() + " and seq <= 3";
        assertThatThrownBy(() -> transactions.system(db -> db.sql(delete).update()))
                .hasStackTraceContaining("insert-only");
        trail.forget(workspace, UNTIL, 2);
        assertThatThrownBy(() -> transactions.system(db -> db.sql(delete).update()))
                .as("the third is not covered")
                .hasStackTraceContaining("insert-only");
        for (String sql : List.of(delete, "update audit_checkpoint set seq = 30")) {
            assertThatThrownBy(
                            () -> transactions.in(workspace, db -> db.sql(sql).update()))
                    .hasStackTraceContaining("permission denied");
        }
        for (String sql : List.of("delete from audit_checkpoint", "truncate audit_checkpoint")) {
            assertThatThrownBy(() -> transactions.system(db -> db.sql(sql).update()))
                    .hasStackTraceContaining("permission denied");
        }
    }
}
