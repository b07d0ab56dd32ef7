package dev.tallystick.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

class TransactionsTest {
    private static final WorkspaceId OURS = new WorkspaceId(1);
    private static final WorkspaceId THEIRS = new WorkspaceId(2);

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static Transactions transactions;

    @BeforeAll
    static void scratchTables() {
        database.asOwner("""
                create table note (workspace_id bigint not null, text text not null, primary key (workspace_id, text));
                alter table note enable row level security;
                create policy workspace_only on note to tallystick_app
                  using (workspace_id = nullif(current_setting('tallystick.workspace', true), '')::bigint)
                  with check (workspace_id = nullif(current_setting('tallystick.workspace', true), '')::bigint);
                create policy every_workspace on note to tallystick_system using (true) with check (true);
                create table trail (line text not null);
                revoke update, delete, truncate on trail from tallystick_app, tallystick_system;
                """);
        transactions = database.transactions();
    }

    @BeforeEach
    void oneNoteEach() {
        transactions.system(db -> db.sql("delete from note").update());
        write(OURS, "ours");
        write(THEIRS, "theirs");
    }

    @Test
    void seesTheRowsOfItsWorkspaceOnly() {
        assertThat(notes(OURS)).containsExactly("ours");
        assertThat(notes(THEIRS)).containsExactly("theirs");
    }

    /// What a worker holds that was frozen between two statements, or in the middle of a batch.
    @Test
    void holdsItsLocksForNoLongerThanThis() {
        var limits = "select current_setting('idle_in_transaction_session_timeout') || ', '"
                + " || current_setting('transaction_timeout')";
        String ours =
                transactions.in(OURS, db -> db.sql(limits).query(String.class).single());
        String system =
                transactions.system(db -> db.sql(limits).query(String.class).single());
        assertThat(List.of(ours, system)).containsOnly("10s, 2min");
    }

    @Test
    void cannotWriteIntoAnotherWorkspace() {
        assertThatThrownBy(() -> transactions.in(OURS, db -> insert(db, THEIRS, "forged")))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("row-level security");
        assertThat(transactions.<Integer>in(
                        OURS, db -> db.sql("delete from note").update()))
                .isEqualTo(1);
        assertThat(notes(THEIRS)).containsExactly("theirs");
    }

    @Test
    void systemSeesEveryWorkspace() {
        List<String> all = transactions.system(db ->
                db.sql("select text from note order by 1").query(String.class).list());

        assertThat(all).containsExactly("ours", "theirs");
    }

    @Test
    void neitherRoleCanTurnRowSecurityOff() {
        for (String attempt : List.of(
                "alter table note disable row level security",
                "drop policy workspace_only on note",
                "create table mine (id int)",
                "set row_security = off; select * from note")) {
            assertThatThrownBy(() -> transactions.in(OURS, db -> {
                        db.sql(attempt).update();
                        return db.sql("select text from note")
                                .query(String.class)
                                .list();
                    }))
                    .as(attempt)
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void aTableWithoutUpdateAndDeleteKeepsItsLines() {
        for (var door : List.<Consumer<String>>of(
                sql -> transactions.in(OURS, db -> db.sql(sql).update()),
                sql -> transactions.system(db -> db.sql(sql).update()))) {
            door.accept("insert into trail values ('a line')");
            for (String forbidden : List.of("update trail set line = 'x'", "delete from trail", "truncate trail")) {
                assertThatThrownBy(() -> door.accept(forbidden))
                        .as(forbidden)
                        .hasStackTraceContaining("permission denied");
            }
        }
    }

    @Test
    void aClientThatEscapesItsBlockSeesNothing() {
        JdbcClient escaped = transactions.in(OURS, db -> db);

        assertThat(escaped.sql("select text from note").query(String.class).list())
                .isEmpty();
    }

    @Test
    void aNestedBlockJoinsAndAnotherWorkspaceIsRefused() {
        assertThatThrownBy(() -> transactions.in(OURS, outer -> {
                    transactions.in(OURS, inner -> insert(inner, OURS, "nested"));
                    throw new IllegalArgumentException("rolls both back");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(notes(OURS)).containsExactly("ours");

        assertThatThrownBy(() -> transactions.in(OURS, _ -> notes(THEIRS))).isInstanceOf(IllegalStateException.class);
        assertThat(notes(THEIRS)).containsExactly("theirs");
    }

    @Test
    void systemInsideAWorkspaceIsATransactionOfItsOwn() {
        assertThatThrownBy(() -> transactions.in(OURS, _ -> {
                    transactions.system(db -> insert(db, OURS, "kept"));
                    throw new IllegalArgumentException();
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(notes(OURS)).containsExactly("kept", "ours");
    }

    @Test
    void repeatsAfterASerializationFailureUpToThreeTimes() {
        var attempts = new AtomicInteger();

        int last = transactions.inRepeatable(OURS, db -> {
            if (attempts.incrementAndGet() < 3) {
                fail(db, "40001");
            }
            return attempts.get();
        });

        assertThat(last).isEqualTo(3);
        assertThatThrownBy(() -> transactions.systemRepeatable(db -> {
                    attempts.incrementAndGet();
                    return fail(db, "40P01");
                }))
                .hasRootCauseInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(6);
    }

    @Test
    void doesNotRepeatWhatCannotSucceed() {
        var attempts = new AtomicInteger();

        assertThatThrownBy(() -> transactions.inRepeatable(OURS, db -> {
                    attempts.incrementAndGet();
                    return fail(db, "23505");
                }))
                .isInstanceOf(DataAccessException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void tellsOthersOnlyAfterTheCommit() {
        List<String> told = new ArrayList<>();

        transactions.in(OURS, db -> {
            transactions.afterCommit(() -> told.add("after " + notes(OURS)));
            told.add("before");
            return insert(db, OURS, "new");
        });

        assertThat(told).containsExactly("before", "after [new, ours]");
    }

    @Test
    void copiesOnTheConnectionOfTheTransaction() {
        transactions.in(
                OURS,
                _ -> transactions.onConnection(connection -> {
                    var copy =
                            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy trail from stdin");
                    byte[] line = "copied\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    copy.writeToCopy(line, 0, line.length);
                    return copy.endCopy();
                }));

        assertThat(transactions.<Long>in(
                        OURS,
                        db -> db.sql("select count(*) from trail where line = 'copied'")
                                .query(Long.class)
                                .single()))
                .isEqualTo(1);
        assertThatThrownBy(() -> transactions.onConnection(_ -> 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void recoversWhenItsConnectionsAreKilled() {
        TestDatabase.asSuperuser(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'test_%' and usename = 'tallystick'");

        // A connection used a moment ago is not checked again before its use, so one caller may see the cut.
        try {
            notes(OURS);
        } catch (DatabaseUnavailable e) {
            assertThat(e).hasMessageContaining("does not answer");
        }
        assertThat(notes(OURS)).containsExactly("ours");
        assertThat(notes(THEIRS)).containsExactly("theirs");
    }

    private static int fail(JdbcClient db, String sqlState) {
        return db.sql("do $$ begin raise exception 'planned' using errcode = '%s'; end $$".formatted(sqlState))
                .update();
    }

    private static void write(WorkspaceId workspace, String text) {
        transactions.in(workspace, db -> insert(db, workspace, text));
    }

    private static int insert(JdbcClient db, WorkspaceId workspace, String text) {
        return db.sql("insert into note values (?, ?)")
                .param(workspace.value())
                .param(text)
                .update();
    }

    private static List<String> notes(WorkspaceId workspace) {
        return transactions.in(
                workspace,
                db -> db.sql("select text from note order by 1")
                        .query(String.class)
                        .list());
    }
}
