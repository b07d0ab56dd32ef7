package dev.tallystick.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.Place;
import dev.tallystick.connection.Secret;
import dev.tallystick.connection.SecretSeal;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Sync.Retry;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.PersonId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ApplyConfigTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Actor ADA = new Actor(null, "ada");
    private static final Instant NOW = Instant.parse("2026-11-25T13:00:00Z");

    private static final String FILE = """
            version: 1
            connections:
              database:
                connector: postgres
                settings: { url: "${HOME_DB}", pool: 4 }
              partner:
                connector: http
                settings: { config: { base_url: "${PARTNER_URL:-}", api_key: "${PARTNER_API_KEY}" } }
                rehearsal: lab.partner
            syncs:
              appointments:
                left: { connection: partner, table: appointments }
                right: { connection: database, table: public.appointments }
                fields:
                  - { left: start_time, right: starts_at, type: instant, transforms: [{ parse_time: { zone: Europe/Berlin } }] }
                  - { left: status, right: status, type: text, transforms: [{ value_map: { values: { b: x, a: y, no: "1" } } }] }
                on_delete: archive
                archive_mark: { field: gone, value: true }
                freshness: 3h
              clients:
                left: { connection: partner, table: clients }
                right: { connection: database, table: clients }
                fields: [{ left: name, right: name, type: text, transforms: [trim] }]
                schedule: { cron: "0 */6 * * *" }
            """;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "PARTNER_URL", "https://api.example.com",
            "PARTNER_API_KEY", "k-123",
            "HOME_DB", "postgres://me:hunter2@db/home"));
    private final List<SyncId> moved = new ArrayList<>();
    private final List<String> audited = new ArrayList<>();
    private final Transactions transactions = database.transactions();
    private final SyncStore syncs = new SyncStore(transactions);
    private final ScheduleStore schedules = new ScheduleStore();
    private final ConnectionStore connections = new ConnectionStore(new ReverseSeal());
    private final ApplyConfig apply = new ApplyConfig(
            transactions,
            connections,
            syncs,
            schedules,
            moved::addAll,
            (_, _, actor, changes) -> audited.add(actor.name() + ": " + String.join(" ", changes)),
            Clock.fixed(NOW, ZoneOffset.UTC));
    private WorkspaceId workspace;

    @BeforeEach
    void workspace() {
        workspace = transactions.system(jdbc -> jdbc.sql("insert into workspace (name) values (?) returning id")
                .param("w" + System.nanoTime())
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
    }

    @Test
    void appliesAFileOnceAndFindsNothingToDoTheSecondTime() {
        assertThat(apply(FILE))
                .containsExactly(
                        "Connection 'database' added.",
                        "Connection 'partner' added.",
                        "Sync 'appointments' added.",
                        "Sync 'clients' added.");
        assertThat(moved).hasSize(2);
        moved.clear();

        assertThat(apply(FILE)).isEmpty();
        assertThat(moved).isEmpty();
        assertThat(audited)
                .containsExactly("ada: Connection 'database' added. Connection 'partner' added."
                        + " Sync 'appointments' added. Sync 'clients' added.");
        assertThat(sync("clients").revision()).isEqualTo(1);
    }

    @Test
    void tellsTheTrailOfALongFileByItsBeginning() {
        var many = new StringBuilder(FILE);
        for (int i = 0; i < 60; i++) {
            many.append("""
                      more-%d:
                        left: { connection: partner, table: clients }
                        right: { connection: database, table: more%d }
                        fields: [{ left: name, right: name, type: text }]
                    """.formatted(i, i));
        }

        assertThat(apply(many.toString())).hasSize(64);

        assertThat(audited).singleElement().asString().endsWith("Sync 'more-45' added. And 14 more.");
    }

    @Test
    void exportsTheCanonicalTextOfTheFileThatWasApplied() {
        var config = Objects.requireNonNull(read(FILE).config());
        apply(FILE);

        var exported = apply.export(workspace);

        assertThat(exported).isEqualTo(WriteConfig.text(config));
        assertThat(exported).doesNotContain("k-123", "hunter2");
        assertThat(apply(exported)).isEmpty();
    }

    @Test
    void readsBackExactlyWhatTheFileSaid() {
        apply(FILE);

        var wanted =
                Objects.requireNonNull(read(FILE).config()).syncs().getFirst().definition();
        var stored = sync("appointments").definition();
        assertThat(stored.mapping()).isEqualTo(wanted.mapping());
        assertThat(stored.policies()).isEqualTo(wanted.policies());
        assertThat(stored.freshness()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void keepsNoSecretOutsideTheSeal() {
        apply(FILE);

        var columns = transactions.system(jdbc -> jdbc.sql(
                        "select settings::text || resolved::text || title || config_fingerprint from connection where workspace_id = ?")
                .param(workspace.value())
                .query((row, _) -> row.getString(1))
                .list());
        assertThat(columns).hasSize(2).noneMatch(text -> text.contains("k-123") || text.contains("hunter2"));
        var partner = transactions.in(
                workspace, jdbc -> connections.find(jdbc, workspace, "partner").orElseThrow());
        assertThat(connections.unsealed(partner).all())
                .isEqualTo(Map.of("config", Map.of("base_url", "https://api.example.com", "api_key", "k-123")));
    }

    @Test
    void exportsAReferenceWhereASecretStoodInTheClear() {
        apply(FILE.replace("${PARTNER_API_KEY}", "k-clear"));

        assertThat(apply.export(workspace))
                .contains("api_key: \"${PARTNER_API_KEY}\"")
                .doesNotContain("k-clear");
    }

    @Test
    void takesAChangedSecretForAChange() {
        apply(FILE);
        environment.put("PARTNER_API_KEY", "k-456");

        assertThat(apply(FILE)).containsExactly("Connection 'partner' changed.");
    }

    @Test
    void raisesTheRevisionOnlyWhenTheDefinitionChanged() {
        apply(FILE);

        assertThat(apply(FILE.replace("freshness: 3h", "freshness: 4h")))
                .containsExactly("Sync 'appointments' changed.");

        assertThat(sync("appointments").revision()).isEqualTo(2);
        assertThat(sync("clients").revision()).isEqualTo(1);
    }

    @Test
    void marksWhatIsGoneAsRemovedAndTakesItBackWithItsId() {
        apply(FILE);
        var before = sync("clients").id();
        var without = FILE.substring(0, FILE.indexOf("  clients:"));

        assertThat(apply(without)).containsExactly("Sync 'clients' removed; its runs stay.");
        assertThat(syncs.find(workspace, "clients")).isEmpty();
        assertThat(moved).contains(before);
        assertThat(apply(FILE)).containsExactly("Sync 'clients' added.");

        assertThat(sync("clients").id()).isEqualTo(before);
    }

    @Test
    void changesAScheduleWithoutTouchingTheSync() {
        apply(FILE);
        moved.clear();

        assertThat(apply(FILE.replace("0 */6", "30 */2")))
                .containsExactly("Schedule of 'clients' is now 30 */2 * * *.");

        assertThat(moved).containsExactly(sync("clients").id());
        assertThat(planned("clients").nextAt()).isEqualTo(Instant.parse("2026-11-25T14:30:00Z"));
        assertThat(sync("clients").revision()).isEqualTo(1);
    }

    @Test
    void keepsWhatAPersonSetUntilTheFileItselfSaysSomethingElse() {
        apply(FILE);
        var id = sync("clients").id();
        var daily = Schedule.cron("0 3 * * *", ZoneOffset.UTC);
        transactions.in(workspace, jdbc -> {
            schedules.saveFromApi(jdbc, workspace, id, daily, NOW);
            return syncs.pause(jdbc, id, "Ada said so.", NOW);
        });

        assertThat(apply(FILE)).isEmpty();
        assertThat(apply(FILE.replace("name: name", "name: name").replace("transforms: [trim]", "required: true")))
                .containsExactly("Sync 'clients' changed.");
        assertThat(planned("clients").schedule()).isEqualTo(daily);
        assertThat(sync("clients").paused()).isTrue();
        assertThat(sync("clients").pausedReason()).isEqualTo("Ada said so.");
        assertThat(apply.export(workspace)).contains("schedule: { cron: \"0 3 * * *\" }", "paused: true");

        assertThat(apply(FILE.replace("0 */6", "0 */8"))).contains("Schedule of 'clients' is now 0 */8 * * *.");
        assertThat(planned("clients").fromFile()).isTrue();
    }

    @Test
    void givesTheRehearsalAndTheLiveSyncStateOfTheirOwn() {
        environment.remove("PARTNER_URL");
        environment.remove("PARTNER_API_KEY");
        assertThat(apply(FILE)).contains("Sync 'clients' added as a rehearsal.");
        var rehearsal = sync("appointments");
        assertThat(rehearsal.rehearsal()).isTrue();
        assertThat(rehearsal.right().table().name()).isEqualTo("public.rehearsal_appointments");
        assertThat(rehearsal.right().table().options().flag("rehearsal", false)).isTrue();
        assertThat(rehearsal.definition().right().table().name()).isEqualTo("public.appointments");

        environment.put("PARTNER_URL", "https://api.example.com");
        environment.put("PARTNER_API_KEY", "k-123");
        assertThat(apply(FILE))
                .contains(
                        "Sync 'appointments' ends its rehearsal; nothing of it is carried over.",
                        "Sync 'appointments' added.");
        var live = sync("appointments");
        assertThat(live.rehearsal()).isFalse();
        assertThat(live.id()).isNotEqualTo(rehearsal.id());
        assertThat(live.right().table().name()).isEqualTo("public.appointments");

        environment.remove("PARTNER_URL");
        apply(FILE);
        assertThat(sync("appointments").id())
                .as("the rehearsal goes on where it was")
                .isEqualTo(rehearsal.id());
    }

    @Test
    void appliesNothingWhenAnythingFails() {
        apply(FILE);
        var config = Objects.requireNonNull(
                read(FILE.replace("freshness: 3h", "freshness: 4h")).config());
        var failing = new ApplyConfig(
                transactions,
                connections,
                syncs,
                schedules,
                moved::addAll,
                (_, _, _, _) -> {
                    throw new IllegalStateException("no trail, no change");
                },
                Clock.fixed(NOW, ZoneOffset.UTC));
        moved.clear();

        assertThatThrownBy(() -> failing.apply(workspace, config, ADA)).hasMessage("no trail, no change");

        assertThat(sync("appointments").definition().freshness()).isEqualTo(Duration.ofHours(3));
        assertThat(moved).isEmpty();
    }

    @Test
    void takesADueTimeOnceAndMovesOn() {
        apply(FILE);
        var due = new DueRuns(schedules);
        var clients = sync("clients");
        var six = Instant.parse("2026-11-25T18:00:00Z");

        assertThat(take(due, clients, six.minusSeconds(1))).isFalse();
        assertThat(take(due, clients, six)).isTrue();
        assertThat(take(due, clients, six)).isFalse();
        assertThat(nextAt(due, clients)).isEqualTo("2026-11-26T00:00:00Z");
        transactions.in(workspace, jdbc -> syncs.pause(jdbc, clients.id(), "later", NOW));
        assertThat(take(due, clients, six.plus(Duration.ofDays(2)))).isFalse();
        assertThat(nextAt(due, clients)).isEqualTo("none");
    }

    @Test
    void followsTheFileAndKeepsTheOldStateOverABrokenEdit() throws IOException {
        var file = folder.resolve("tallystick.yaml");
        Files.writeString(file, FILE);
        var ticks = new ArrayList<Runnable>();
        var watch = new WatchConfig(file, reader(), apply, workspace, Clock.fixed(NOW, ZoneOffset.UTC));

        watch.start((pause, work) -> {
            assertThat(pause).isEqualTo(Duration.ofSeconds(2));
            ticks.add(work);
        });
        assertThat(sync("clients")).isNotNull();
        moved.clear();
        ticks.getFirst().run();
        assertThat(moved).isEmpty();

        Files.writeString(file, FILE.replace("0 */6", "0 */66"));
        ticks.getFirst().run();
        assertThat(watch.status().broken()).isTrue();
        assertThat(watch.status().appliedAt()).isEqualTo(NOW);
        assertThat(watch.status().problems())
                .singleElement()
                .asString()
                .startsWith("tallystick.yaml:24:23: The cron's hour");
        assertThat(planned("clients").schedule().text()).isEqualTo("0 */6 * * *");

        Files.writeString(file, FILE.replace("0 */6", "0 */12"));
        ticks.getFirst().run();
        assertThat(watch.status().broken()).isFalse();
        assertThat(planned("clients").schedule().text()).isEqualTo("0 */12 * * *");
    }

    private PersonId member(String name, String role) {
        return transactions.system(jdbc -> {
            long id = jdbc.sql("insert into person (name, email, created_at) values (?, ?, now()) returning id")
                    .params(name, email(name))
                    .query(Long.class)
                    .single();
            jdbc.sql("insert into membership (workspace_id, person_id, role, created_at) values (?, ?, ?, now())")
                    .params(workspace.value(), id, role)
                    .update();
            return new PersonId(id);
        });
    }

    private String email(String name) {
        return name + workspace.value() + "@example.org";
    }

    private Long owner(String sync) {
        return sync(sync).owner();
    }

    @Test
    void aSyncIsOfWhoeverSetItUpAndElseOfTheFirstAdmin() {
        assertThat(apply(FILE)).isNotEmpty();
        assertThat(owner("clients")).as("nobody is there").isNull();
        var ada = member("ada", "admin");
        var linus = member("linus", "admin");

        apply(FILE);
        assertThat(owner("clients")).isEqualTo(ada.value());

        var more = FILE.replace("  clients:", "  visits:");
        apply.apply(workspace, Objects.requireNonNull(read(more).config()), new Actor(linus, "linus"));
        assertThat(owner("visits")).isEqualTo(linus.value());
        assertThat(owner("appointments")).as("has its owner already").isEqualTo(ada.value());
    }

    @Test
    void theFileNamesAnOwnerAndIsRefusedWhereNobodyIsCalledSo() {
        var ada = member("ada", "admin");
        var grace = member("grace", "operator");
        member("vera", "viewer");
        var owned = FILE.replace("  clients:\n", "  clients:\n    owner: " + email("grace") + "\n");
        apply(FILE);
        assertThat(owner("clients")).isEqualTo(ada.value());

        assertThat(apply(owned)).contains("Owner of 'clients' is now " + email("grace") + ".");

        assertThat(owner("clients")).isEqualTo(grace.value());
        assertThat(apply.export(workspace)).contains("owner: " + email("grace"));
        assertThat(apply(owned)).isEmpty();
        var owners = new SyncOwners();
        var careful = new ReadConfig(
                reader().connectors(),
                environment,
                Set.of("partner"),
                Retry.DEFAULT,
                email -> transactions.in(workspace, jdbc -> owners.refusal(jdbc, workspace, email)));
        for (var wrong : List.of("nobody@example.org", email("vera"))) {
            var reading = careful.text(owned.replace(email("grace"), wrong), "tallystick.yaml", folder);
            assertThat(reading.config()).isNull();
            assertThat(reading.problems()).anySatisfy(problem -> {
                assertThat(problem.sentence()).contains(wrong);
                assertThat(problem.line()).isPositive();
            });
        }
        assertThat(careful.text(owned, "tallystick.yaml", folder).config()).isNotNull();
        assertThat(read(owned.replace(email("grace"), "grace")).problems())
                .anySatisfy(problem -> assertThat(problem.sentence()).contains("by their e-mail address"));
        assertThatThrownBy(() -> apply(owned.replace(email("grace"), "nobody@example.org")))
                .as("somebody who left between reading and applying")
                .hasMessageContaining("Nobody here has the e-mail address");
    }

    private List<String> apply(String text) {
        var reading = read(text);
        assertThat(reading.problems()).noneMatch(ConfigProblem::blocks);
        return apply.apply(workspace, Objects.requireNonNull(reading.config()), ADA);
    }

    private Config.Reading read(String text) {
        return reader().text(text, "tallystick.yaml", folder);
    }

    private ReadConfig reader() {
        return new ReadConfig(
                new Connectors(List.of(
                        new SettingsOnly("http", Settings.of(Setting.optional("config", Kind.MAP, "Anything."))),
                        new SettingsOnly(
                                "postgres",
                                Settings.of(
                                        Setting.required("url", Kind.TEXT, "Where."),
                                        Setting.optional("pool", Kind.NUMBER, "How many."))))),
                environment,
                Set.of("partner"),
                Retry.DEFAULT);
    }

    private Sync sync(String name) {
        return syncs.find(workspace, name).orElseThrow();
    }

    private ScheduleStore.Planned planned(String name) {
        var id = sync(name).id();
        return transactions.in(workspace, jdbc -> schedules.find(jdbc, id)).orElseThrow();
    }

    private boolean take(DueRuns due, Sync sync, Instant now) {
        return transactions.in(workspace, jdbc -> due.take(jdbc, sync, now).isPresent());
    }

    private String nextAt(DueRuns due, Sync sync) {
        return transactions.in(
                workspace,
                jdbc -> due.nextAt(jdbc, sync.id()).map(Instant::toString).orElse("none"));
    }

    /// Tells a sealed text from an open one, and one place from another, without a key.
    private record ReverseSeal() implements SecretSeal {
        @Override
        public String seal(Secret secret, Place place) {
            return new StringBuilder(place + "|" + secret.reveal()).reverse().toString();
        }

        @Override
        public Secret open(String sealed, Place place) {
            var opened = new StringBuilder(sealed).reverse().toString();
            if (!opened.startsWith(place + "|")) {
                throw new IllegalStateException("Sealed for another place");
            }
            return new Secret(opened.substring(place.toString().length() + 1));
        }
    }

    private record SettingsOnly(String name, Settings settings) implements Connector {
        @Override
        public OpenConnection open(SettingValues values, Surroundings surroundings) {
            throw new AssertionError("Applying a file opens nothing");
        }
    }
}
