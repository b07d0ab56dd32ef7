package dev.tallystick.connectors.postgres;

import static dev.tallystick.connectors.postgres.Destination.batch;
import static dev.tallystick.connectors.postgres.Destination.creation;
import static dev.tallystick.connectors.postgres.Destination.fields;
import static dev.tallystick.connectors.postgres.Destination.kinds;
import static dev.tallystick.connectors.postgres.Destination.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrepareTableTest {
    private static final Schema NAMES = fields("name", FieldType.TEXT);

    private Destination destination;

    @BeforeEach
    void open() {
        destination = new Destination();
    }

    @AfterEach
    void close() {
        destination.close();
    }

    private static void assertSettings(ThrowingCallable work, String... parts) {
        assertThatThrownBy(work).isInstanceOfSatisfying(ConnectorException.class, trouble -> {
            assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS);
            assertThat(trouble.getMessage()).contains(parts);
        });
    }

    private List<String> columns(String table) {
        return destination.rows("SELECT column_name FROM information_schema.columns WHERE table_schema = '"
                + destination.schema() + "' AND table_name = '" + table + "' ORDER BY ordinal_position");
    }

    @Test
    void adoptsATableThatFitsAndLeavesItAsItIs() {
        destination.run("CREATE TABLE clients (id bigserial PRIMARY KEY, external_id text UNIQUE, name text,"
                + " last_synced_at timestamp, sync_status varchar(20) DEFAULT 'pending', sync_errors text, note text)");
        var before = columns("clients");
        var target = destination.target("clients");

        assertThat(target.prepare(NAMES, true).created()).isFalse();

        assertThat(columns("clients")).isEqualTo(before);
        assertThat(kinds(target.write(batch(creation("c1", text("name", "Ann"))))))
                .isEqualTo("written");
        assertThat(destination.rows("SELECT external_id, sync_status, last_synced_at IS NOT NULL FROM clients"))
                .containsExactly("c1|synced|t");
    }

    @Test
    void namesEverythingThatIsMissingWithTheStatementToRun() {
        destination.run("CREATE TABLE clients (id bigserial PRIMARY KEY, external_id text, age text,"
                + " made timestamp NOT NULL, total int GENERATED ALWAYS AS (1 + 1) STORED)");
        var wanted = fields("name", FieldType.TEXT, "age", FieldType.DECIMAL, "total", FieldType.DECIMAL);
        var table = "\"" + destination.schema() + "\".\"clients\"";

        assertSettings(
                () -> destination.target("clients").prepare(wanted, true),
                "CREATE UNIQUE INDEX ON " + table + " (\"external_id\");",
                "ALTER TABLE " + table + " ADD COLUMN \"name\" text;",
                "'age' is of type text, and the field is of type decimal, which needs numeric",
                "'total' is filled by the database alone",
                "ADD COLUMN last_synced_at timestamptz",
                "'made' must be filled and has no default");
        assertThat(columns("clients")).containsExactly("id", "external_id", "age", "made", "total");
    }

    @Test
    void addsOnlyItsOwnColumnsAndOnlyWhenAsked() {
        destination.run("CREATE TABLE clients (external_id text UNIQUE, name text)");
        var target = destination.target("clients", Map.of("manage_columns", true));

        target.prepare(NAMES, false);
        assertThat(columns("clients")).containsExactly("external_id", "name");
        target.prepare(NAMES, true);

        assertThat(columns("clients"))
                .containsExactly("external_id", "name", "last_synced_at", "sync_status", "sync_errors");
        assertThatThrownBy(() -> destination.run("INSERT INTO clients (sync_status) VALUES ('odd')"))
                .hasMessageContaining("sync_status");
    }

    @Test
    void addsTheColumnsOfFieldsWhenAskedAndNamesThemOtherwise() {
        destination.run("CREATE TABLE clients (external_id text UNIQUE)");
        assertSettings(
                () -> destination
                        .target("clients", Map.of("sync_columns", false))
                        .prepare(NAMES, true),
                "set manage_columns: true");
        var target = destination.target("clients", Map.of("manage_columns", true, "sync_columns", false));

        target.prepare(NAMES, false);
        assertThat(columns("clients")).containsExactly("external_id");
        target.prepare(NAMES, true);

        assertThat(columns("clients")).containsExactly("external_id", "name");
        destination.run("INSERT INTO clients (external_id, name) VALUES ('1', 'Ada')");
    }

    @Test
    void aPartialOrSharedIndexDoesNotMakeAKeyUnique() {
        destination.run("CREATE TABLE clients (external_id text, name text, UNIQUE (external_id, name))");
        destination.run("CREATE UNIQUE INDEX ON clients (external_id) WHERE name IS NOT NULL");
        destination.run("CREATE UNIQUE INDEX ON clients (lower(external_id))");

        assertSettings(
                () -> destination
                        .target("clients", Map.of("sync_columns", false))
                        .prepare(NAMES, true),
                "not unique by itself");
    }

    @Test
    void anotherColumnMayHoldTheKey() {
        destination.run("CREATE TABLE clients (number bigint PRIMARY KEY, name text)");
        var target = destination.target("clients", Map.of("key", "number", "sync_columns", false));
        target.prepare(NAMES, true);

        var results = target.write(batch(
                creation("17", text("name", "Ann")), creation("017", text("name", "Bob")), creation("x", Map.of())));

        assertThat(kinds(results)).isEqualTo("written refused refused");
        assertThat(target.fetch(List.of("17", "017", "x"))).containsOnlyKeys("17");
    }

    @Test
    void timesWithoutAZoneHoldInstantsOnlyWhenTheySaySo() {
        destination.run("CREATE TABLE clients (external_id text UNIQUE, seen timestamp(6))");
        var seen = fields("seen", FieldType.INSTANT);
        assertSettings(
                () -> destination
                        .target("clients", Map.of("sync_columns", false))
                        .prepare(seen, true),
                "set utc_timestamps: true");

        var target = destination.target("clients", Map.of("sync_columns", false, "utc_timestamps", true));
        target.prepare(seen, true);
        var value = new Value.Timestamp(Instant.parse("2026-07-01T10:00:00Z"));
        target.write(batch(creation("c1", Map.of("seen", value))));

        assertThat(destination.rows("SELECT seen::text FROM clients")).containsExactly("2026-07-01 10:00:00");
        assertThat(target.fetch(List.of("c1")).get("c1").row().value("seen")).isEqualTo(value);
    }

    @Test
    void rehearsalAndRealRowsNeverShareATable() {
        destination.target("rehearsal_clients", Map.of("rehearsal", true)).prepare(NAMES, true);
        destination.target("clients").prepare(NAMES, true);

        assertSettings(
                () -> destination.target("rehearsal_clients").prepare(NAMES, true), "holds the rows of a rehearsal");
        assertSettings(
                () -> destination.target("clients", Map.of("rehearsal", true)).prepare(NAMES, true),
                "a rehearsal needs a table of its own");
        var again = destination.target("rehearsal_clients", Map.of("rehearsal", true));
        again.prepare(NAMES, true);
        again.write(batch(creation("c1", text("name", "Invented"))));
        assertThat(destination.rows("SELECT name, rehearsal FROM rehearsal_clients"))
                .containsExactly("Invented|t");
    }

    @Test
    void theFingerprintChangesWithTheShapeAndItsRulesOnly() {
        var target = destination.target("clients");
        var first = target.prepare(NAMES, true).schemaFingerprint();
        target.write(batch(creation("c1", text("name", "Ann"))));
        assertThat(target.prepare(NAMES, true).schemaFingerprint()).isEqualTo(first);

        destination.run("ALTER TABLE clients ADD CONSTRAINT short CHECK (length(name) < 9)");
        var second = target.prepare(NAMES, true).schemaFingerprint();
        destination.run("ALTER TABLE clients ALTER COLUMN name SET DEFAULT 'x'");
        var third = target.prepare(NAMES, true).schemaFingerprint();

        assertThat(Stream.of(first, second, third).distinct()).hasSize(3);
    }

    @Test
    void twoThatMakeTheSameTableAtOnceBothSucceed() throws Exception {
        var making = Stream.generate(() -> destination.target("clients"))
                .limit(4)
                .map(target -> CompletableFuture.supplyAsync(
                        () -> target.prepare(NAMES, true).created(), Thread::startVirtualThread))
                .toList();

        int created = 0;
        for (var one : making) {
            created += one.get(60, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(created).isEqualTo(1);
    }

    @Test
    void hostileNamesAreNamesAndNothingElse() {
        var odd = "na\"me; DROP TABLE x";
        var target = destination.target("odd \"table\"'s");

        target.prepare(fields(odd, FieldType.TEXT, "select", FieldType.TEXT, "Größe", FieldType.DECIMAL), true);

        assertThat(kinds(target.write(batch(creation("c1", Map.of(odd, Value.text("v"), "select", Value.text("w")))))))
                .isEqualTo("written");
        assertThat(target.fetch(List.of("c1")).get("c1").row().value(odd)).isEqualTo(Value.text("v"));
    }

    @Test
    void refusesPlacesThatAreNotForRows() {
        destination.run("CREATE VIEW seen AS SELECT 'a'::text AS external_id, 'b'::text AS name");
        assertSettings(() -> destination.target("seen").prepare(NAMES, true), "is a view");
        assertSettings(() -> destination.target("tallystick.person"), "not for rows");
        assertSettings(() -> destination.target("tallystick_batch"), "own record");
        assertSettings(() -> destination.target("nowhere.clients").prepare(NAMES, true), "CREATE SCHEMA \"nowhere\"");
        assertSettings(() -> destination.target("x".repeat(64)), "1 to 63 bytes");
    }
}
