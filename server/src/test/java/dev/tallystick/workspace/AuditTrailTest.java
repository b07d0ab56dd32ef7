package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.AuditTrail.Head;
import dev.tallystick.workspace.AuditTrail.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditTrailTest {
    private static final WorkspaceId MAIN = new WorkspaceId(1);
    private static final WorkspaceId OTHER = new WorkspaceId(2);
    private static final int ENTRIES = 40;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static Transactions transactions;
    private static AuditTrail trail;

    @BeforeAll
    static void aTrail() {
        transactions = database.transactions();
        trail = new AuditTrail(transactions, new AuditKey(new byte[32]), new SettableClock());
        database.asOwner("insert into workspace (name) values ('other')");
        for (int number = 1; number <= ENTRIES; number++) {
            write(MAIN, "run.triggered", number);
            write(OTHER, "run.triggered", number);
        }
        // Whoever owns the table can lift its triggers; that is who these tests are about.
        database.asOwner("""
                create table audit_copy as table audit; create table head_copy as table audit_head;
                alter table audit disable trigger user; alter table audit_head disable trigger user;""");
    }

    @AfterEach
    void putBack() {
        database.asOwner("""
                delete from audit; insert into audit select * from audit_copy;
                delete from audit_head; insert into audit_head select * from head_copy;""");
    }

    private static void write(WorkspaceId workspace, String action, int number) {
        transactions.in(workspace, db -> {
            trail.record(db, workspace, new Actor(null, "Ada"), action, "sync " + number, Map.of("n", "" + number));
            return true;
        });
    }

    @Test
    void anUntouchedTrailIsSound() {
        assertThat(trail.verify(MAIN)).isEqualTo(new Verification(ENTRIES, null, ""));
        assertThat(trail.verify(OTHER).sound()).isTrue();
    }

    @Test
    void everyTamperingIsFoundAndItsPlaceNamed() {
        long seed = Long.getLong("audit.seed", System.nanoTime());
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int at = 1 + random.nextInt(ENTRIES);
            String tampering = tampering(random, at);
            database.asOwner(tampering);

            Verification found = trail.verify(MAIN);

            assertThat(found.sound()).as("seed %d: %s", seed, tampering).isFalse();
            assertThat(found.brokenAt()).as("seed %d: %s", seed, tampering).isNotNull();
            putBack();
            assertThat(trail.verify(MAIN).sound()).isTrue();
        }
    }

    private static String tampering(Random random, int at) {
        int other = at == ENTRIES ? 1 : at + 1;
        List<String> kinds = List.of(
                "update audit set at = at + interval '1 microsecond' where workspace_id = 1 and seq = %d",
                "update audit set actor = actor || ' ' where workspace_id = 1 and seq = %d",
                "update audit set actor_id = 7 where workspace_id = 1 and seq = %d",
                "update audit set action = 'sign_in.ok' where workspace_id = 1 and seq = %d",
                "update audit set subject = 'sync x' where workspace_id = 1 and seq = %d",
                "update audit set detail = '{}' where workspace_id = 1 and seq = %d",
                "update audit set hash = set_byte(hash, 7, (get_byte(hash, 7) + 1) %% 256) where workspace_id = 1 and seq = %d",
                "update audit set prev_hash = set_byte(prev_hash, 0, (get_byte(prev_hash, 0) + 1) %% 256) where workspace_id = 1 and seq = %d",
                "update audit set subject = action, action = subject where workspace_id = 1 and seq = %d",
                "update audit set seq = seq + 1000 where workspace_id = 1 and seq = %d",
                "delete from audit where workspace_id = 1 and seq = %d",
                "delete from audit where workspace_id = 1 and seq >= %d",
                "delete from audit where workspace_id = 1; delete from audit_head where workspace_id = 1 and %d > 0",
                "update audit set seq = seq - 1 where workspace_id = 1 and seq > %d and %1$d = 0; delete from audit where workspace_id = 1 and seq <= %1$d",
                "insert into audit select workspace_id, 41, at, actor_id, actor, action, subject, detail, prev_hash, hash from audit where workspace_id = 1 and seq = %d",
                "update audit_head set seq = seq - 1 + 0 * %d where workspace_id = 1",
                "update audit_head set (seq, hash, mac) = (select seq, hash, mac from head_copy where workspace_id = 2) where workspace_id = 1 and %d > 0; "
                        + "delete from audit where workspace_id = 1; insert into audit select 1, seq, at, actor_id, actor, action, subject, detail, prev_hash, hash from audit where workspace_id = 2");
        int kind = random.nextInt(kinds.size() + 1);
        if (kind == kinds.size()) {
            return """
                    update audit set seq = 1000 where workspace_id = 1 and seq = %1$d;
                    update audit set seq = %1$d where workspace_id = 1 and seq = %2$d;
                    update audit set seq = %2$d where workspace_id = 1 and seq = 1000""".formatted(at, other);
        }
        return kinds.get(kind).formatted(at);
    }

    @Test
    void namesTheVeryEntryThatWasChanged() {
        database.asOwner("update audit set subject = 'sync 99' where workspace_id = 1 and seq = 17");

        assertThat(trail.verify(MAIN)).isEqualTo(new Verification(16, 17L, "Entry 17 is not as it was written."));
        assertThat(trail.verify(OTHER).sound()).isTrue();
    }

    @Test
    void anotherKeyMakesNoEntryThatFits() {
        var forger = new AuditTrail(
                transactions,
                new AuditKey(new byte[] {
                    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32
                }),
                new SettableClock());
        transactions.in(MAIN, db -> {
            forger.record(db, MAIN, Actor.NOBODY, "forged", "nothing", Map.of());
            return true;
        });

        assertThat(trail.verify(MAIN).sound()).isFalse();
    }

    @Test
    void aKeptHeadShowsThatAnOlderTrailWasPutBack() {
        write(MAIN, "later", 1);
        Head kept = trail.head(MAIN).orElseThrow();
        assertThat(trail.verify(MAIN, kept).sound()).isTrue();
        putBack();

        assertThat(trail.verify(MAIN).sound())
                .as("from inside it cannot be seen")
                .isTrue();
        assertThat(trail.verify(MAIN, kept))
                .isEqualTo(new Verification(ENTRIES, ENTRIES + 1L, "The trail ends at 40, not at 41."));
    }

    @Test
    void neitherRoleCanChangeAnEntry() {
        database.asOwner("alter table audit enable trigger user; alter table audit_head enable trigger user");
        try {
            for (var door : List.<Consumer<String>>of(
                    sql -> transactions.in(MAIN, db -> db.sql(sql).update()),
                    sql -> transactions.system(db -> db.sql(sql).update()),
                    database::asOwner)) {
                for (String forbidden : List.of(
                        "update audit set actor = 'x'",
                        "delete from audit",
                        "truncate audit",
                        "delete from audit_head",
                        "truncate audit_head")) {
                    assertThatThrownBy(() -> door.accept(forbidden))
                            .as(forbidden)
                            .satisfies(refused -> assertThat(refused)
                                    .hasStackTraceContaining(
                                            refused.toString().contains("insert-only") ? "insert-only" : ""));
                }
            }
        } finally {
            database.asOwner("alter table audit disable trigger user; alter table audit_head disable trigger user");
        }
        assertThat(trail.verify(MAIN).sound()).isTrue();
    }

    @Test
    void whatIsRolledBackLeavesNoEntry() {
        assertThatThrownBy(() -> transactions.in(MAIN, db -> {
                    trail.record(db, MAIN, Actor.NOBODY, "undone", "nothing", Map.of());
                    throw new IllegalArgumentException();
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(trail.verify(MAIN)).isEqualTo(new Verification(ENTRIES, null, ""));
    }

    @Test
    void manyWritersLeaveNoGap() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int writer = 0; writer < 8; writer++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int number = 0; number < 50; number++) {
                    write(MAIN, "many", number);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(trail.verify(MAIN)).isEqualTo(new Verification(ENTRIES + 400, null, ""));
    }
}
