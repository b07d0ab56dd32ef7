package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.cli.Cli;
import dev.tallystick.connection.Connectors;
import dev.tallystick.lab.LabServices;
import dev.tallystick.sync.LegacyEnvironment;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What the document of the wellness system promises, through the whole application: over HTTP, in the database, and
/// on the command line.
class WellnessTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private static final Cli.Server NO_SERVER = new Cli.Server() {
        @Override
        public int serve(Cli.Start start) {
            throw new AssertionError("a client was wanted");
        }

        @Override
        public int demo(Cli.Start start) {
            throw new AssertionError("a client was wanted");
        }
    };

    @BeforeEach
    void firstLoad() {
        if (server.get("/api/v1/runs").get("items").isEmpty()) {
            assertThat(server.sync("clients").get("status").asString()).isEqualTo("succeeded");
            assertThat(server.sync("appointments").get("status").asString()).isEqualTo("succeeded");
        }
    }

    @AfterEach
    void calm() {
        server.lab().faults().clear();
    }

    @Test
    void writesRowsThatSayWhereTheyComeFromAndHowTheyAre() {
        server.sync("clients");
        var clients = server.data()
                .sql("select external_id, last_synced_at, sync_status, sync_errors from rehearsal_clients")
                .query()
                .listOfRows();

        assertThat(clients).hasSizeGreaterThanOrEqualTo(120);
        assertThat(clients).extracting(row -> row.get("external_id")).doesNotHaveDuplicates();
        var listed = clients.stream()
                .filter(row -> !row.get("external_id").toString().startsWith("900000"))
                .toList();
        assertThat(listed).hasSize(120);
        assertThat(listed).allSatisfy(row -> {
            assertThat(row.get("sync_status")).isEqualTo("synced");
            assertThat(row.get("last_synced_at")).isNotNull();
            assertThat(row.get("sync_errors")).isNull();
        });
    }

    @Test
    void readsEveryWayOfWritingATimeAsTheInstantItMeans() {
        var starts = server.data()
                .sql("select external_id, starts_at from rehearsal_appointments")
                .query((row, _) -> Map.entry(row.getString(1), row.getTimestamp(2)))
                .list();

        assertThat(starts).hasSize(600);
        assertThat(starts)
                .allSatisfy(start -> assertThat(start.getValue())
                        .as(start.getKey())
                        .isEqualTo(Timestamp.from(server.lab()
                                .partner()
                                .startOf(Long.parseLong(start.getKey().substring(1)) - 1)
                                .toInstant())));
    }

    @Test
    void makesTheClientThatAnAppointmentNames() {
        var walkIns = server.data().sql("""
                        select c.email, c.sync_status from rehearsal_appointments a
                        join rehearsal_clients c on c.external_id = a.client_external_id
                        where a.external_id = 'a8'
                        """).query().listOfRows();

        assertThat(walkIns).hasSize(1);
        assertThat(walkIns.getFirst()).containsEntry("email", "walkin7@mail.example");
        assertThat(server.data().sql("""
                                select count(*) from rehearsal_appointments a where not exists
                                (select 1 from rehearsal_clients c where c.external_id = a.client_external_id)
                                """).query(Long.class).single()).isZero();
    }

    @Test
    void touchesNoRowWhenNothingChanged() {
        server.sync("clients");
        server.sync("appointments?full=true");
        var before = versions();

        var clients = server.sync("clients");
        var appointments = server.sync("appointments?full=true");

        assertThat(clients.at("/tally/right/unchanged").asLong()).isEqualTo(120);
        assertThat(appointments.at("/tally/right/unchanged").asLong()).isEqualTo(600);
        assertThat(versions()).isEqualTo(before);
    }

    private static List<Map<String, Object>> versions() {
        return server.data().sql("""
                        select 'c' || external_id as id, xmin::text, ctid::text from rehearsal_clients union all
                        select external_id, xmin::text, ctid::text from rehearsal_appointments order by 1
                        """).query().listOfRows();
    }

    @Test
    void startsOneAllOrByForceAndSaysWhichRun() {
        for (var name : List.of("clients", "appointments", "all", "force")) {
            var runs = server.post(202, "/api/v1/sync/" + name).get("runs");
            assertThat(runs.size()).as(name).isEqualTo(name.matches("all|force") ? 2 : 1);
            runs.forEach(run -> {
                assertThat(run.get("run").asLong()).isPositive();
                assertThat(run.get("href").asString()).isEqualTo("/api/v1/runs/" + run.get("run"));
                assertThat(server.ended(run.get("run").asLong()).get("status").asString())
                        .isEqualTo("succeeded");
            });
        }
        assertThat(server.post(404, "/api/v1/sync/invoices").get("detail").asString())
                .contains("invoices");
    }

    @Test
    void showsThePassportOfARow() {
        var passport = server.get("/api/v1/rows?sync=appointments&row=a8");

        assertThat(passport.get("standing").asString()).isEqualTo("open");
        assertThat(passport.at("/right/row").asString()).isEqualTo("a8");
        assertThat(passport.at("/base/right").has("starts_at")).isTrue();
        var history = passport.get("history");
        assertThat(history.get(history.size() - 1).at("/change/kind").asString())
                .isEqualTo("create");
        assertThat(server.send("GET", "/api/v1/rows?sync=appointments&row=a0", "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.send("POST", "/api/v1/rows/pause", "{\"sync\":\"appointments\",\"row\":\"a8\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void startsNoPausedSyncButByForce() {
        server.post(200, "/api/v1/syncs/clients/pause");
        try {
            assertThat(server.post(409, "/api/v1/sync/clients").get("code").asString())
                    .isEqualTo("paused");
            assertThat(server.ended(server.post(202, "/api/v1/sync/force?sync=clients")
                                    .at("/runs/0/run")
                                    .asLong())
                            .get("status")
                            .asString())
                    .isEqualTo("succeeded");
        } finally {
            server.post(200, "/api/v1/syncs/clients/resume");
        }
    }

    @Test
    void tellsTheStatusOfAll() {
        var status = server.get("/api/v1/sync/status");

        assertThat(status.get("rehearsal").asBoolean()).isTrue();
        assertThat(status.at("/health/database/status").asString()).isEqualTo("up");
        assertThat(status.at("/health/jobs/status").asString()).isEqualTo("up");
        assertThat(status.at("/health/upstreams"))
                .extracting(each -> each.get("connection").asString())
                .contains("partner");
        assertThat(status.at("/config/broken").asBoolean()).isFalse();
        assertThat(status.at("/config/appliedAt").asString()).isNotEmpty();
        for (var name : List.of("clients", "appointments")) {
            var sync = status.get("syncs").get(name);
            assertThat(sync.get("table").asString()).isEqualTo("rehearsal_" + name);
            assertThat(sync.get("rehearsal").asBoolean()).isTrue();
            assertThat(sync.get("synced").asLong()).isPositive();
            assertThat(sync.get("error").asLong()).isZero();
            for (var field : List.of("rows", "lastRun", "lastSyncedAt", "confirmedAt", "dataAgeSeconds", "nextRun")) {
                assertThat(sync.get(field).isNull()).as(field).isFalse();
            }
            assertThat(sync.get("successRate").asDouble()).isPositive();
            assertThat(sync.has("errorCount")).isTrue();
            assertThat(sync.has("frequencySeconds")).isTrue();
        }
        assertThat(status.get("schedules")).hasSize(2);
        assertThat(schedule("clients")).isEqualTo("0 */6 * * *");
        assertThat(schedule("appointments")).isEqualTo("0 */2 * * *");
    }

    private static String schedule(String sync) {
        return server.get("/api/v1/sync/status")
                .get("schedules")
                .valueStream()
                .filter(each -> each.get("sync").asString().equals(sync))
                .map(each -> each.at("/schedule/text").asString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void marksRehearsalsInSyncsAndRuns() {
        for (JsonNode sync : server.get("/api/v1/syncs").get("items")) {
            assertThat(sync.get("rehearsal").asBoolean()).isTrue();
            assertThat(sync.at("/right/table").asString()).startsWith("rehearsal_");
            assertThat(sync.at("/lastRun/rehearsal").asBoolean()).isTrue();
        }
    }

    @Test
    void planWritesNothing() {
        server.lab().partner().clients().change("1003", "city", "Wien");
        var before = versions();

        assertThat(cli("plan", "clients")).isBetween(0, 9);

        assertThat(versions()).isEqualTo(before);
        assertThat(server.sync("clients").at("/tally/right/updated").asLong()).isEqualTo(1);
        assertThat(server.data()
                        .sql("select city from rehearsal_clients where external_id = '1003'")
                        .query(String.class)
                        .single())
                .isEqualTo("Wien");
    }

    @Test
    void worksFromTheCommandLine() {
        assertThat(cli("sync", "clients", "--wait")).isZero();
        assertThat(cli("status")).isZero();
        assertThat(cli("schedules")).isZero();
        assertThat(cli("sync", "invoices")).isNotZero();
    }

    private static int cli(String... args) {
        var all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--data-dir";
        all[args.length + 1] = server.dataDir().toString();
        return Cli.run(all, _ -> new Connectors(List.of()), LabServices.NAMES, NO_SERVER);
    }

    @Test
    void changesSchedulesWithoutARestart() {
        var answer = server.send("PUT", "/api/v1/schedules/clients", """
                {"cron": "30 * * * *", "zone": "UTC", "missedRun": "once", "jitterSeconds": 0, "paused": false}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(schedule("clients")).isEqualTo("30 * * * *");

        server.edit(text -> text.replace("\"0 */2 * * *\"", "\"15 */3 * * *\""));
        assertThat(schedule("appointments")).isEqualTo("15 */3 * * *");

        server.edit(text -> text);
        assertThat(schedule("appointments")).isEqualTo("0 */2 * * *");
    }

    @Test
    void foretellsWhatAScheduleWouldCostWhereSomebodyKnows() {
        for (var timing : List.of("", "?every=5m", "?cron=0%206%20*%20*%20*&rows=1000&writes=50")) {
            var forecast = server.get("/api/v1/syncs/clients/forecast" + timing);
            assertThat(forecast.get("callsPerMonth").isNull()).isTrue();
            assertThat(forecast.get("fits").asBoolean()).isTrue();
            assertThat(forecast.get("sentence").asString()).startsWith("No side of this sync counts calls");
        }
        assertThat(server.get("/api/v1/connections/partner").get("signIn").isNull())
                .isTrue();
    }

    @Test
    void keepsWhatIsInForceWhenAnEditIsBroken() {
        server.edit(text -> text.replace("connector: http", "connector: gopher"));

        var status = server.get("/api/v1/sync/status");
        assertThat(status.at("/config/broken").asBoolean()).isTrue();
        assertThat(status.at("/config/problems/0").asString()).contains("tallystick.yaml:", "gopher");
        assertThat(status.get("status").asString()).isEqualTo("degraded");
        assertThat(server.sync("clients").get("status").asString()).isEqualTo("succeeded");

        server.edit(text -> text);
        assertThat(server.get("/api/v1/sync/status").at("/config/broken").asBoolean())
                .isFalse();
    }

    @Test
    void writesForARealPartnerAndNeverFallsBack() {
        var partner = server.partner();
        server.edit(text -> ExampleServer.live(text, partner.uri("/")));
        try {
            assertThat(server.sync("clients").get("rehearsal").asBoolean()).isFalse();
            server.sync("appointments");
            assertThat(count("clients")).isGreaterThanOrEqualTo(40);
            assertThat(count("appointments")).isEqualTo(60);
            var rehearsed = count("rehearsal_clients");

            partner.close();
            var failed = server.sync("clients");

            assertThat(failed.get("status").asString()).isEqualTo("failed");
            assertThat(failed.get("rehearsal").asBoolean()).isFalse();
            assertThat(failed.at("/problem/sentence").asString()).isNotBlank();
            assertThat(count("clients")).isGreaterThanOrEqualTo(40);
            assertThat(count("rehearsal_clients")).isEqualTo(rehearsed);
        } finally {
            server.edit(text -> text);
        }
    }

    private static long count(String table) {
        return server.data()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    @Test
    void mapsTheVariablesOfTheDocument() {
        var translated = LegacyEnvironment.translate(Map.of(
                "MOCK_API_URL", "https://api.example.com",
                "MOCK_API_KEY", "k",
                "EXTERNAL_API_TIMEOUT", "30",
                "EXTERNAL_API_RETRY_ATTEMPTS", "3",
                "SIDEKIQ_CONCURRENCY", "5",
                "SIDEKIQ_RETRY_INTERVAL", "60",
                "REDIS_URL", "redis://localhost:6379/0"));

        assertThat(translated.environment())
                .containsEntry("PARTNER_URL", "https://api.example.com")
                .containsEntry("PARTNER_API_KEY", "k");
        assertThat(LegacyEnvironment.properties(translated.environment()))
                .containsEntry("tallystick.http.timeout", "30s")
                .containsEntry("tallystick.job.workers", "5")
                .containsEntry("tallystick.sync.attempts", "3")
                .containsEntry("tallystick.sync.retry-wait", "60s");
        assertThat(String.join(" ", translated.notices())).contains("REDIS_URL is not used");
    }

    @Test
    void saysThatItIsWell() {
        for (var path : List.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")) {
            assertThat(server.get(path).get("status").asString()).as(path).isEqualTo("UP");
        }
    }

    @Test
    void timesOfTheNextRunAreAhead() {
        Awaitility.await()
                .untilAsserted(() -> assertThat(Instant.parse(server.get("/api/v1/syncs/clients")
                                .at("/schedule/next/0")
                                .asString()))
                        .isAfter(Instant.now()));
    }
}
