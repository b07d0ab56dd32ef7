package dev.tallystick.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.storage.RestoreBackup.Restored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything goes into a file and comes out of it again, into the same database or another one, or nothing happens.
class BackupTest {
    private static final Clock THEN = Clock.fixed(Instant.parse("2026-11-26T04:00:00Z"), ZoneOffset.UTC);
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-27T09:00:00Z"), ZoneOffset.UTC);

    private static final String EVERY_TABLE = """
            select relname from pg_class where relnamespace = 'tallystick'::regnamespace and relkind = 'r'
            order by relname""";

    @TempDir
    Path folder;

    private TestDatabase database;
    private Path file;

    @BeforeEach
    void oneWithSomethingInIt() {
        database = TestDatabase.open();
        file = folder.resolve("tallystick.backup");
        database.asOwner("""
                insert into person (name, email, created_at) values
                    ('Zoë "Tab	and back\\slash" Ünal', 'zoe@example.org', now()), ('Nul ''\\N''', 'nul@example.org', now());
                insert into membership select w.id, p.id, 'admin', now() from workspace w, person p;
                insert into session (workspace_id, person_id, token_hash, created_at, seen_at, expires_at)
                    select workspace_id, person_id, 'x'::bytea || person_id::text::bytea, now(), now(), now() from membership;
                insert into audit values (1, 1, now(), 1, 'Zoë', 'did', 'it', '{"a": "\\\\ \\n"}', '\\x00ff', '\\x5c4e');
                insert into keyset (fingerprint, sealed, audit_key, rotated_at)
                    values ('abc123', '\\x0102', '\\x5c5c', now());
                insert into lease values ('sync:1', 1, 1, 7, 'node', now() + interval '1 hour');""");
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void bringsEverythingBack() throws SQLException {
        var before = rows(database, "person", "membership", "audit", "keyset", "workspace");
        var guards = guards(database.login());
        var written = write();
        database.asOwner("delete from membership; update person set name = 'gone'");

        var restored = restore(database, true);

        assertThat(rows(database, "person", "membership", "audit", "keyset", "workspace"))
                .isEqualTo(before);
        assertThat(restored.rows()).isEqualTo(written.allRows()).isPositive();
        assertThat(restored.contents().at()).isEqualTo(THEN.instant());
        assertThat(rows(database, "session")).as("a backup signs nobody in").isEmpty();
        assertThat(guards(database.login())).isEqualTo(guards);
        assertThat(texts(database.login(), "select nspname from pg_namespace where nspname like 'tallystick%'"))
                .containsExactly("tallystick");
        assertThatThrownBy(() -> database.asOwner("update audit set actor = 'nobody'"))
                .hasStackTraceContaining("The audit trail is insert-only");
        goesOnFarBehindWhatOthersMayHaveSeen();
    }

    /// Numbers and epochs of the time between are known to others.
    private void goesOnFarBehindWhatOthersMayHaveSeen() throws SQLException {
        database.asOwner("insert into person (name, email, created_at) values ('New', 'new@example.org', now())");
        assertThat(Long.parseLong(texts(database.login(), "select max(id) from tallystick.person")
                        .getFirst()))
                .isGreaterThan(1_000_000);
        assertThat(rows(database, "lease").getFirst()).contains("1000000007").contains("-infinity");
        assertThat(texts(database.login(), "select first_epoch from tallystick.installation"))
                .containsExactly("1000000001");
    }

    @Test
    void fitsIntoAnEmptyDatabaseThatHasNeverBeenUsed() throws SQLException {
        var before = rows(database, "person", "audit");
        var tables = texts(database.login(), EVERY_TABLE);
        write();
        var login = TestDatabase.login(TestDatabase.emptyDatabase(""));

        new RestoreBackup(reach(login), NOW).from(file, false, BackupTest::agreed);

        assertThat(texts(login, EVERY_TABLE)).isEqualTo(tables);
        assertThat(rows(login, "person", "audit")).isEqualTo(before);
    }

    @Test
    void isPrivateAndNeverOverwritesAFile() throws IOException {
        write();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(this::write)
                .hasMessage(file + " is already there. Name another file; a backup never overwrites one.");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void leavesNoFileWhereItCannotBeWritten() throws IOException {
        assertThatThrownBy(() ->
                        new WriteBackup(reach(database.login()), THEN).to(folder.resolve("no/such/folder.backup")))
                .hasMessageContaining("could not be written")
                .hasMessageContaining("Nothing is left of it");
        assertThat(folder).isEmptyDirectory();
    }

    /// At the end, in the middle of a table, and before anything.
    @ParameterizedTest
    @ValueSource(doubles = {0.999, 0.5, 0})
    void refusesAFileThatIsCutShort(double part) throws IOException, SQLException {
        write();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, cut(whole, part)));
        var before = everything();

        assertThatThrownBy(() -> restore(database, true))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining(part == 0 ? "is not a backup" : "is cut short or damaged");

        assertThat(everything()).isEqualTo(before);
    }

    /// The directory at the end of an archive repeats what stands before it, so that only its entries count.
    private static int cut(byte[] whole, double part) {
        int directory = new String(whole, ISO_8859_1).indexOf("PK\1\2");
        return (int) (directory * part);
    }

    /// Also where it is the name of a table's rows, or a number of them.
    @ParameterizedTest
    @ValueSource(strings = {"tables/audit.copy", "rows.json", "backup.json", "data"})
    void refusesAFileInWhichAByteIsWrong(String place) throws IOException, SQLException {
        write();
        byte[] bytes = Files.readAllBytes(file);
        int entry = new String(bytes, ISO_8859_1).indexOf(place.equals("data") ? "tables/person.copy" : place);
        bytes[entry + (place.equals("data") ? 30 : 3)] ^= 0x10;
        Files.write(file, bytes);
        var before = everything();

        assertThatThrownBy(() -> restore(database, true)).isInstanceOf(StorageProblem.class);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void refusesWhatIsNoBackup() throws IOException {
        Files.writeString(file, "select 1;");

        assertThatThrownBy(() -> restore(database, true)).hasMessage(file + " is not a backup of Tallystick.");
        assertThatThrownBy(() -> new RestoreBackup(reach(database.login()), NOW)
                        .from(folder.resolve("nowhere"), true, BackupTest::agreed))
                .hasMessage("There is no file " + folder.resolve("nowhere") + ".");
    }

    @Test
    void asksBeforeItReplacesWhatIsThere() throws SQLException {
        write();
        var before = everything();

        assertThatThrownBy(() -> restore(database, false))
                .hasMessageContaining("already keeps 2 people, 0 syncs and 0 runs")
                .hasMessageContaining("--replace");

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void changesNothingWhenItIsRefused() throws SQLException {
        write();
        var before = everything();

        assertThatThrownBy(() -> new RestoreBackup(reach(database.login()), NOW).from(file, true, _ -> {
                    throw new StorageProblem("Another key.");
                }))
                .hasMessage("Another key.");

        assertThat(everything()).isEqualTo(before);
    }

    /// What was built up beside the real schema is no hindrance for the next try.
    @Test
    void isTakenUpAnewAfterOneThatWasCutOff() throws SQLException {
        write();
        try (Connection connection = database.login().getConnection()) {
            Sql.run(connection, "create schema tallystick_restoring authorization tallystick_owner");
            Sql.run(connection, "set role tallystick_owner");
            Sql.run(connection, "create table tallystick_restoring.person (id int)");
        }

        restore(database, true);

        assertThat(rows(database, "person")).hasSize(2);
    }

    @Test
    void bringsTheBackupOfAnEarlierTallystickUpToNow() throws SQLException {
        var login = TestDatabase.login(TestDatabase.emptyDatabase(""));
        var earlier = MigrateSchema.of(login);
        earlier.runTo("004");
        try (Connection connection = login.getConnection()) {
            Sql.run(connection, DatabaseRole.OWNER.sessionSql());
            Sql.run(
                    connection,
                    "insert into person (name, email, created_at) values ('Old', 'old@example.org', now())");
        }
        new WriteBackup(reach(login), THEN).to(file);

        restore(database, true);

        assertThat(rows(database, "person")).hasSize(1).first().asString().contains("old@example.org");
        assertThat(MigrateSchema.of(database.login()).run())
                .isEqualTo(MigrateSchema.of(login).run());
    }

    @Test
    void refusesTheBackupOfALaterTallystick() throws IOException, SQLException {
        database.asOwner("update flyway_schema_history set version = '999' where installed_rank ="
                + " (select max(installed_rank) from flyway_schema_history)");
        write();
        try (var other = TestDatabase.open()) {
            assertThatThrownBy(() -> restore(other, true))
                    .hasMessageContaining("999")
                    .hasMessageContaining("use that version or a later one");
        }
    }

    @Test
    void saysThatThereIsNothingToBackUp() {
        var login = TestDatabase.login(TestDatabase.emptyDatabase(""));

        assertThatThrownBy(() -> new WriteBackup(reach(login), THEN).to(file))
                .hasMessageContaining("nothing to back up");
        assertThat(file).doesNotExist();
    }

    private static void agreed(BackupContents contents) {
        assertThat(contents.tables()).isNotEmpty();
    }

    private WriteBackup.Written write() {
        return new WriteBackup(reach(database.login()), THEN).to(file);
    }

    private Restored restore(TestDatabase into, boolean replace) {
        return new RestoreBackup(reach(into.login()), NOW).from(file, replace, BackupTest::agreed);
    }

    private static ReachDatabase reach(javax.sql.DataSource login) {
        return ReachDatabase.at(login);
    }

    private List<String> everything() throws SQLException {
        return rows(database, texts(database.login(), EVERY_TABLE).toArray(String[]::new));
    }

    private static List<String> rows(TestDatabase database, String... tables) throws SQLException {
        return rows(database.login(), tables);
    }

    private static List<String> rows(javax.sql.DataSource login, String... tables) throws SQLException {
        var rows = new java.util.ArrayList<String>();
        for (var table : tables) {
            rows.addAll(texts(login, "select '%1$s ' || t::text from tallystick.%1$s t order by 1".formatted(table)));
        }
        return rows;
    }

    private static List<String> texts(javax.sql.DataSource login, String query) throws SQLException {
        try (Connection connection = login.getConnection()) {
            Sql.run(connection, DatabaseRole.OWNER.sessionSql());
            return Sql.rows(connection, query).stream().map(List::getFirst).toList();
        }
    }

    /// Policies, rights, triggers, constraints, indexes, default rights.
    private static List<String> guards(javax.sql.DataSource login) throws SQLException {
        return texts(login, """
                select * from (
                    select 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || ' ' || coalesce(qual, '') || ' ' || coalesce(with_check, '') from pg_policies
                    union all select 'table ' || relname || ' ' || coalesce(relacl::text, '') || relrowsecurity || relowner::regrole || relkind::text from pg_class where relnamespace = 'tallystick'::regnamespace
                    union all select 'trigger ' || tgrelid::regclass || ' ' || tgname || tgenabled::text || ' ' || tgfoid::regproc from pg_trigger where not tgisinternal
                    union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated from pg_constraint where connamespace = 'tallystick'::regnamespace
                    union all select 'index ' || indexdef from pg_indexes where schemaname = 'tallystick'
                    union all select 'default ' || defaclacl::text from pg_default_acl
                    union all select 'comment ' || objoid::regclass || objsubid || description from pg_description where classoid = 'pg_class'::regclass and objoid in (select oid from pg_class where relnamespace = 'tallystick'::regnamespace)
                    union all select 'column ' || attrelid::regclass || ' ' || attname || ' ' || atttypid::regtype || attnotnull || attidentity::text || coalesce(attacl::text, '') from pg_attribute where attnum > 0 and attrelid in (select oid from pg_class where relnamespace = 'tallystick'::regnamespace and relkind = 'r')
                ) as all_of_them(text) order by 1""");
    }
}
