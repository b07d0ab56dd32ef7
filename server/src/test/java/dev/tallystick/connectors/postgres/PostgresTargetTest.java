package dev.tallystick.connectors.postgres;

import static dev.tallystick.connectors.postgres.Destination.batch;
import static dev.tallystick.connectors.postgres.Destination.creation;
import static dev.tallystick.connectors.postgres.Destination.edit;
import static dev.tallystick.connectors.postgres.Destination.fields;
import static dev.tallystick.connectors.postgres.Destination.kinds;
import static dev.tallystick.connectors.postgres.Destination.placeholder;
import static dev.tallystick.connectors.postgres.Destination.reason;
import static dev.tallystick.connectors.postgres.Destination.removal;
import static dev.tallystick.connectors.postgres.Destination.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.FencedException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Target;
import dev.tallystick.connector.Target.Fence;
import dev.tallystick.connector.Target.Result;
import dev.tallystick.connector.Target.Write;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTargetTest {
    private static final Schema CLIENTS = fields("name", FieldType.TEXT, "age", FieldType.DECIMAL);

    private Destination destination;
    private Target target;

    @BeforeEach
    void open() {
        destination = new Destination();
        target = destination.target("clients");
    }

    @AfterEach
    void close() {
        destination.close();
    }

    @Test
    void makesTheTableAndWritesARowWithItsStanding() {
        assertThat(target.prepare(CLIENTS, true).created()).isTrue();

        var results =
                target.write(batch(creation("c1", Map.of("name", Value.text("Ann"), "age", Value.decimal("41.50")))));

        assertThat(results).singleElement().isInstanceOfSatisfying(Result.Written.class, written -> {
            assertThat(written.before()).isEmpty();
            assertThat(written.after())
                    .containsEntry("name", Value.text("Ann"))
                    .containsEntry("age", Value.decimal("41.50"));
        });
        assertThat(destination.rows(
                        "SELECT external_id, name, age, sync_status, sync_errors, last_synced_at IS NULL FROM clients"))
                .containsExactly("c1|Ann|41.50|synced|~|f");
    }

    @Test
    void aDryRunDescribesTheTableAndMakesNothing() {
        var prepared = target.prepare(CLIENTS, false);

        assertThat(prepared.created()).isFalse();
        assertThat(prepared.schema()).isEqualTo(CLIENTS);
        assertThat(target.fetch(List.of("c1"))).isEmpty();
        assertThat(target.count()).isZero();
        assertThat(destination.rows("SELECT relname FROM pg_class WHERE relnamespace = '" + destination.schema()
                        + "'::regnamespace"))
                .isEmpty();
    }

    @Test
    void aDryRunSeesTheRowsOfATableThatStillLacksColumns() {
        destination.run("CREATE TABLE clients (external_id text UNIQUE, name text)");
        destination.run("INSERT INTO clients VALUES ('c1', 'Ann')");
        var amended = destination.target("clients", Map.of("manage_columns", true));

        amended.prepare(CLIENTS, false);

        assertThat(amended.count()).isEqualTo(1);
        assertThat(amended.fetch(List.of("c1", "c2"))).containsOnlyKeys("c1");
        assertThat(amended.fetch(List.of("c1")).get("c1").row().values())
                .containsEntry("name", Value.text("Ann"))
                .containsEntry("age", Value.empty());
        assertThat(destination.rows("SELECT * FROM clients")).containsExactly("c1|Ann");
    }

    @Test
    void updatesOnlyWhatTheBatchNamesAndTellsWhatStoodThere() {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", Map.of("name", Value.text("Ann"), "age", Value.decimal("41")))));

        var results = target.write(batch(edit("c1", text("name", "Ann"), text("name", "Anna"))));

        assertThat(results).singleElement().isInstanceOfSatisfying(Result.Written.class, written -> {
            assertThat(written.before()).isEqualTo(text("name", "Ann"));
            assertThat(written.after()).isEqualTo(text("name", "Anna"));
        });
        assertThat(destination.rows("SELECT name, age FROM clients")).containsExactly("Anna|41");
    }

    @Test
    void clearsAFieldAndKeepsAnEmptyTextApart() {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("a", text("name", "")), creation("b", text("name", "x")), creation("c", Map.of())));

        target.write(batch(edit("b", text("name", "x"), Map.of("name", Value.empty()))));

        assertThat(destination.rows("SELECT external_id, name FROM clients ORDER BY 1"))
                .containsExactly("a|", "b|~", "c|~");
        assertThat(target.fetch(List.of("a", "b")))
                .containsEntry("a", found("a", Map.of("name", Value.text(""), "age", Value.empty())))
                .containsEntry("b", found("b", Map.of("name", Value.empty(), "age", Value.empty())));
    }

    private static Target.Found found(String key, Map<String, Value> values) {
        return new Target.Found(new Row(key, values), false);
    }

    @Test
    void reallyDeletes() {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", text("name", "Ann")), creation("c2", text("name", "Bob"))));

        var results = target.write(batch(removal("c1", text("name", "Ann"))));

        assertThat(results).singleElement().isInstanceOfSatisfying(Result.Written.class, written -> {
            assertThat(written.before()).isEqualTo(text("name", "Ann"));
            assertThat(written.after()).isEmpty();
        });
        assertThat(target.count()).isEqualTo(1);
    }

    @Test
    void leavesOutRowsThatMoved() {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", text("name", "Ann")), creation("c2", text("name", "Bob"))));
        destination.run("UPDATE clients SET name = 'Edited' WHERE external_id = 'c1'");
        destination.run("INSERT INTO clients (external_id, name) VALUES ('c4', 'Taken')");

        var results = target.write(batch(
                edit("c1", text("name", "Ann"), text("name", "Anna")),
                edit("c2", text("name", "Bob"), text("name", "Bobby")),
                edit("c3", text("name", "?"), text("name", "gone")),
                creation("c4", text("name", "new")),
                removal("c1", text("name", "Ann")),
                removal("c5", Map.of())));

        assertThat(kinds(results)).isEqualTo("moved written moved moved moved moved");
        assertThat(destination.rows("SELECT external_id, name FROM clients ORDER BY 1"))
                .containsExactly("c1|Edited", "c2|Bobby", "c4|Taken");
    }

    @Test
    void comparesByMeaningNotBySpelling() {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", Map.of("age", Value.decimal("41.0")))));

        var results =
                target.write(batch(edit("c1", Map.of("age", Value.decimal("41")), Map.of("age", Value.decimal("42")))));

        assertThat(kinds(results)).isEqualTo("written");
    }

    @Test
    void onlyTheSecondChangeOfOneRowIsLeftOut() {
        target.prepare(CLIENTS, true);

        var results = target.write(batch(creation("c1", text("name", "one")), creation("c1", text("name", "two"))));

        assertThat(kinds(results)).isEqualTo("written moved");
        assertThat(destination.rows("SELECT name FROM clients")).containsExactly("one");
    }

    @Test
    void oneBadRowOfFiveHundredIsRefusedAlone() {
        destination.run(
                "CREATE TABLE strict (external_id text UNIQUE, name text CONSTRAINT no_cats CHECK (name <> 'cat'))");
        var strict = destination.target("strict", Map.of("sync_columns", false));
        strict.prepare(fields("name", FieldType.TEXT), true);
        var writes = new ArrayList<Write>();
        for (int at = 0; at < 500; at++) {
            writes.add(creation("k" + at, text("name", at == 137 ? "cat" : "dog")));
        }

        var results = strict.write(batch(1, writes));

        assertThat(results.stream().filter(Result.Written.class::isInstance)).hasSize(499);
        assertThat(reason(results.get(137))).isEqualTo("'name' breaks a rule of the table (no_cats).");
        assertThat(destination.rows("SELECT count(*), count(*) FILTER (WHERE name = 'cat') FROM strict"))
                .containsExactly("499|0");
    }

    @Test
    void aRefusedUpdateLeavesItsReasonInTheRow() {
        target.prepare(CLIENTS, true);
        destination.run("ALTER TABLE clients ADD CONSTRAINT adult CHECK (age >= 18)");
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", Map.of("age", Value.decimal("20"))), creation("c2", text("name", "x"))));
        var before = destination.rows("SELECT last_synced_at FROM clients WHERE external_id = 'c1'");

        var results = target.write(batch(
                edit("c1", Map.of("age", Value.decimal("20")), Map.of("age", Value.decimal("3"))),
                edit("c2", text("name", "x"), text("name", "a\0b"))));

        assertThat(kinds(results)).isEqualTo("refused refused");
        assertThat(destination.rows("SELECT external_id, age, sync_status, sync_errors FROM clients ORDER BY 1"))
                .containsExactly(
                        "c1|20|error|'age' breaks a rule of the table (adult).",
                        "c2|~|error|'name' holds the character U+0000 at position 2, which PostgreSQL cannot keep.");
        assertThat(destination.rows("SELECT last_synced_at FROM clients WHERE external_id = 'c1'"))
                .isEqualTo(before);

        target.write(batch(edit("c1", Map.of("age", Value.decimal("20")), Map.of("age", Value.decimal("30")))));
        assertThat(destination.rows("SELECT sync_status, sync_errors FROM clients WHERE external_id = 'c1'"))
                .containsExactly("synced|~");
    }

    @Test
    void namesTheFieldOfEachBrokenRule() {
        destination.run("CREATE TABLE cities (id int PRIMARY KEY)");
        destination.run(
                "CREATE TABLE strict (external_id text PRIMARY KEY, email text UNIQUE, city int REFERENCES cities,"
                        + " name text NOT NULL DEFAULT 'x')");
        var strict = destination.target("strict", Map.of("sync_columns", false));
        strict.prepare(fields("email", FieldType.TEXT, "city", FieldType.DECIMAL, "name", FieldType.TEXT), true);

        var results = strict.write(batch(
                creation("a", text("email", "one@example.org")),
                creation("b", text("email", "one@example.org")),
                creation("c", Map.of("city", Value.decimal("7"))),
                creation("d", Map.of("name", Value.empty()))));

        assertThat(kinds(results)).isEqualTo("written refused refused refused");
        assertThat(reason(results.get(1)))
                .isEqualTo("'email' has a value that another row has already (strict_email_key).");
        assertThat(reason(results.get(2))).isEqualTo("'city' names a row that is not there (strict_city_fkey).");
        assertThat(reason(results.get(3))).isEqualTo("'name' must not be empty in this table.");
        assertThat(destination.rows("SELECT external_id FROM strict")).containsExactly("a");
    }

    @Test
    void rulesThatWaitForTheCommitAreCheckedForEachRow() {
        destination.run("CREATE TABLE cities (id int PRIMARY KEY)");
        destination.run("INSERT INTO cities VALUES (1)");
        destination.run("CREATE TABLE lazy (external_id text PRIMARY KEY,"
                + " city int REFERENCES cities DEFERRABLE INITIALLY DEFERRED)");
        var lazy = destination.target("lazy", Map.of("sync_columns", false));
        lazy.prepare(fields("city", FieldType.DECIMAL), true);

        var results = lazy.write(batch(
                creation("a", Map.of("city", Value.decimal("1"))),
                creation("b", Map.of("city", Value.decimal("2"))),
                creation("c", Map.of("city", Value.decimal("1")))));

        assertThat(kinds(results)).isEqualTo("written refused written");
    }

    @Test
    void aRowMayTakeAValueThatAnotherOfTheBatchGivesUp() {
        destination.run("CREATE TABLE desks (external_id text PRIMARY KEY, seat text UNIQUE)");
        var desks = destination.target("desks", Map.of("sync_columns", false));
        desks.prepare(fields("seat", FieldType.TEXT), true);
        desks.write(batch(creation("a", text("seat", "1")), creation("b", text("seat", "2"))));

        var results = desks.write(batch(
                edit("a", text("seat", "1"), text("seat", "2")), edit("b", text("seat", "2"), text("seat", "3"))));

        assertThat(kinds(results)).isEqualTo("written written");
        assertThat(destination.rows("SELECT external_id, seat FROM desks ORDER BY 1"))
                .containsExactly("a|2", "b|3");
    }

    @Test
    void whatATriggerSaysOrDoesIsToldOfTheRow() {
        target.prepare(CLIENTS, true);
        destination.run("CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.name = 'loud' THEN RAISE EXCEPTION 'no loud names'; END IF;"
                + " IF NEW.name = 'hidden' THEN RETURN NULL; END IF;"
                + " NEW.name := upper(NEW.name); RETURN NEW; END $$");
        destination.run("CREATE TRIGGER guard BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION guard()");
        target.prepare(CLIENTS, true);

        var results = target.write(batch(
                creation("a", text("name", "loud")),
                creation("b", text("name", "hidden")),
                creation("c", text("name", "plain"))));

        assertThat(reason(results.get(0))).isEqualTo("The database refused the row (SQLSTATE P0001): no loud names");
        assertThat(reason(results.get(1))).isEqualTo("A trigger of the table left the row out.");
        assertThat(((Result.Written) results.get(2)).after()).isEqualTo(text("name", "PLAIN"));
    }

    @Test
    void aPlaceholderWaitsUntilItsOwnSourceWritesIt() {
        target.prepare(CLIENTS, true);

        target.write(batch(placeholder("c1", text("name", "Ann"))));

        assertThat(target.fetch(List.of("c1")).get("c1").placeholder()).isTrue();
        assertThat(destination.rows("SELECT sync_status, last_synced_at FROM clients"))
                .containsExactly("pending|~");
        target.write(batch(edit("c1", text("name", "Ann"), text("name", "Anna"))));
        assertThat(target.fetch(List.of("c1")).get("c1").placeholder()).isFalse();
    }

    @Test
    void aRepeatedBatchIsAnsweredFromItsMarker() {
        target.prepare(CLIENTS, true);
        var batch = batch(creation("c1", text("name", "Ann")), creation("c2", text("name", "a\0")));

        var first = target.write(batch);
        destination.run("DELETE FROM clients");

        assertThat(target.write(batch)).isEqualTo(first);
        assertThat(target.probe(batch.id())).contains(first);
        assertThat(target.count()).isZero();
        target.forget(List.of(batch.id()));
        assertThat(target.probe(batch.id())).isEmpty();
    }

    @Test
    void anOlderEpochWritesNothing() {
        target.prepare(CLIENTS, true);
        target.fence(new Fence(Destination.OWNER, 7));

        assertThatThrownBy(() -> target.write(batch(6, List.of(creation("c1", text("name", "Ann"))))))
                .isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> target.fence(new Fence(Destination.OWNER, 6))).isInstanceOf(FencedException.class);
        assertThat(target.count()).isZero();
        assertThat(kinds(target.write(batch(7, List.of(creation("c1", text("name", "Ann")))))))
                .isEqualTo("written");
        assertThat(kinds(target.write(batch(8, List.of(creation("c2", text("name", "Bob")))))))
                .isEqualTo("written");
        assertThat(target.write(new Target.Batch("other", new Fence("another owner", 1), List.of())))
                .isEmpty();
    }

    @Test
    void theFenceWaitsForABatchUnderWay() throws Exception {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", text("name", "Ann"))));
        var batch = batch(edit("c1", text("name", "Ann"), text("name", "Anna")));
        var second = destination.target("clients");
        try (var other = destination.connect()) {
            other.setAutoCommit(false);
            Destination.run(other, "SELECT * FROM clients FOR UPDATE");
            var writing = apart(() -> target.write(batch));
            waitUntilWaiting("FOR NO KEY UPDATE");
            var fencing = apart(() -> {
                second.fence(new Fence(Destination.OWNER, 2));
                return second.probe(batch.id());
            });
            waitUntilWaiting("FROM \"" + destination.schema() + "\".tallystick_fence");
            assertThat(fencing.isDone()).isFalse();
            other.rollback();

            assertThat(kinds(writing.get(30, TimeUnit.SECONDS))).isEqualTo("written");
            assertThat(fencing.get(30, TimeUnit.SECONDS)).isPresent();
        }
    }

    /// Each on a thread of its own: they wait for each other.
    private static <T> CompletableFuture<T> apart(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    private void waitUntilWaiting(String statement) {
        Awaitility.await()
                .until(() -> destination
                        .rows("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                + " AND application_name = 'tallystick' AND query LIKE '%" + statement + "%'")
                        .equals(List.of("1")));
    }

    @Test
    void aRowIsComparedAgainOnceItsLockIsHeld() throws Exception {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("c1", text("name", "Ann"))));
        try (var other = destination.connect()) {
            other.setAutoCommit(false);
            Destination.run(other, "UPDATE clients SET name = 'Edited'");
            var writing = apart(() -> target.write(batch(edit("c1", text("name", "Ann"), text("name", "Anna")))));
            waitUntilWaiting("FOR NO KEY UPDATE");
            other.commit();

            assertThat(kinds(writing.get(30, TimeUnit.SECONDS))).isEqualTo("moved");
        }
        assertThat(destination.rows("SELECT name FROM clients")).containsExactly("Edited");
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        target.prepare(CLIENTS, true);
        target.write(batch(creation("a", text("name", "1")), creation("b", text("name", "2"))));
        try (var other = destination.connect()) {
            other.setAutoCommit(false);
            Destination.run(other, "SELECT * FROM clients WHERE external_id = 'b' FOR UPDATE");
            var writing = apart(() -> target.write(batch(
                    edit("a", text("name", "1"), text("name", "x")), edit("b", text("name", "2"), text("name", "y")))));
            waitUntilWaiting("FOR NO KEY UPDATE");
            var crossing = apart(() -> {
                Destination.run(other, "SELECT * FROM clients WHERE external_id = 'a' FOR UPDATE");
                return true;
            });
            // Ours waited first, so it is the one that looks for a deadlock first, and is ended.
            crossing.handle((_, _) -> true).get(30, TimeUnit.SECONDS);
            other.rollback();

            assertThat(kinds(writing.get(30, TimeUnit.SECONDS))).isEqualTo("written written");
        }
    }

    @Test
    void aTableThatChangedMeanwhileIsToldOfAndUnharmed() {
        target.prepare(CLIENTS, true);
        destination.run("ALTER TABLE clients DROP COLUMN age");

        assertThatThrownBy(() -> target.write(batch(creation("c1", Map.of("age", Value.decimal("1"))))))
                .isInstanceOfSatisfying(ConnectorException.class, trouble -> {
                    assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS);
                    assertThat(trouble).hasMessageContaining("somebody may have changed it");
                });
        assertThat(target.count()).isZero();
        destination.run("ALTER TABLE clients ADD COLUMN age numeric");
        assertThat(kinds(target.write(batch(creation("c1", Map.of("age", Value.decimal("1")))))))
                .isEqualTo("written");
    }

    @Test
    void aReadOnlyDatabaseIsToldOf() throws Exception {
        target.prepare(CLIENTS, true);
        destination.run("ALTER ROLE " + destination.user() + " SET default_transaction_read_only = on");
        try (AutoCloseable _ = this::allowWritesAgain) {
            var fresh = destination.target("clients");
            fresh.prepare(CLIENTS, false);
            assertThatThrownBy(() -> fresh.write(batch(creation("c1", text("name", "Ann")))))
                    .isInstanceOfSatisfying(ConnectorException.class, trouble -> {
                        assertThat(trouble.problem()).isEqualTo(Problem.UNAVAILABLE);
                        assertThat(trouble).hasMessageContaining("read-only").hasMessageNotContaining("INSERT");
                    });
        }
    }

    private void allowWritesAgain() throws SQLException {
        try (var connection = destination.connect()) {
            Destination.run(connection, "SET default_transaction_read_only = off");
            Destination.run(connection, "ALTER ROLE " + destination.user() + " RESET default_transaction_read_only");
        }
    }

    @Test
    void storesWhatAReferenceStandsForAndReadsItsKeyBack() {
        destination.run(
                "CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, external_id text UNIQUE)");
        destination.run("INSERT INTO people (external_id) VALUES ('p1'), ('p2'), (NULL)");
        destination.run("CREATE TABLE visits (external_id text UNIQUE, person_id bigint NOT NULL REFERENCES people,"
                + " made timestamp NOT NULL)");
        var visits = destination.target(
                "visits",
                Map.of(
                        "sync_columns",
                        false,
                        "created_column",
                        "made",
                        "references",
                        Map.of("person_id", Map.of("table", "people"))));
        visits.prepare(fields("person_id", FieldType.TEXT), true);

        var results = visits.write(batch(
                creation("v1", text("person_id", "p2")),
                creation("v2", text("person_id", "p9")),
                creation("v3", Map.of("person_id", Value.empty()))));

        assertThat(kinds(results)).isEqualTo("written refused refused");
        assertThat(((Result.Written) results.get(0)).after()).isEqualTo(text("person_id", "p2"));
        assertThat(reason(results.get(1)))
                .isEqualTo("'person_id' names the row 'p9', which is not in " + destination.schema() + ".people.");
        assertThat(destination.rows("SELECT external_id, person_id FROM visits"))
                .containsExactly("v1|2");
        assertThat(kinds(visits.write(batch(edit("v1", text("person_id", "p2"), text("person_id", "p1"))))))
                .isEqualTo("written");
        destination.run("UPDATE visits SET person_id = 3");
        assertThat(visits.fetch(List.of("v1")).get("v1").row().value("person_id"))
                .isEqualTo(Value.text("(id 3)"));
    }
}
