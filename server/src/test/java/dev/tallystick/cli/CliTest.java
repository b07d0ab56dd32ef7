package dev.tallystick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tallystick.connection.Connectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
    @TempDir
    Path dataDir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, Deque<Reply>> replies = new HashMap<>();
    private Cli.Start started;
    private Path jobsAskedFor;
    private HttpServer server;

    private record Reply(int status, String body) {}

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(asked + (body.isEmpty() ? "" : " " + body) + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            var queue = replies.get(asked);
            var reply = queue == null
                    ? new Reply(404, "{\"detail\":\"There is nothing at this address.\"}")
                    : queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
            var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        Files.writeString(
                dataDir.resolve("address"),
                "http://127.0.0.1:" + server.getAddress().getPort() + "\n");
        Files.writeString(dataDir.resolve("admin-token"), "tally_abc\n");
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void startsASyncAndSaysSo() {
        reply("POST /api/v1/sync/clients", 202, """
                {"runs":[{"sync":"clients","run":7,"attached":false,"followUp":false,"sentence":"Run 7 of Clients starts."}]}""");

        assertThat(run("sync", "clients")).isZero();

        assertThat(out()).isEqualTo("Run 7 of Clients starts.\n");
        assertThat(requests).containsExactly("POST /api/v1/sync/clients Bearer tally_abc");
    }

    @Test
    void invitesByALinkThatStandsAloneOnTheOutput() {
        reply("POST /api/v1/invitations", 201, """
                {"invitation":{"id":3,"email":"bob@example.org","expiresAt":"2026-12-02T08:00:00Z"},"link":"/invite#token=abc"}""");

        assertThat(run("user", "add", "bob@example.org", "--role", "operator")).isZero();

        assertThat(out()).matches("http://127.0.0.1:\\d+/invite#token=abc\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("shown this once");
        assertThat(requests.getFirst()).contains("{\"email\":\"bob@example.org\",\"role\":\"operator\"}");
    }

    @Test
    void findsAPersonByTheirAddress() {
        reply("GET /api/v1/people?limit=200&q=bob%40example.org", 200, """
                {"items":[{"id":4,"email":"notbob@example.org"},{"id":5,"email":"Bob@example.org"}],"next":null}""");
        reply("PUT /api/v1/people/5/role", 200, "{\"name\":\"Bob\"}");
        reply("POST /api/v1/people/5/disable", 409, """
                {"detail":"They are the last admin of this workspace. Make another one first.","code":"last_admin"}""");
        reply("POST /api/v1/people/5/enable", 200, "{\"name\":\"Bob\"}");
        reply("POST /api/v1/people/5/reset-password", 200, """
                {"link":"/password#token=x","expiresAt":"2026-12-02T08:00:00Z"}""");

        assertThat(run("user", "role", "bob@example.org", "admin")).isZero();
        assertThat(run("user", "enable", "5")).isZero();
        assertThat(run("user", "reset-password", "5")).isZero();
        assertThat(out())
                .startsWith("Bob is admin from now on.\nBob is enabled.\n")
                .contains("/password#token=x\n");
        assertThat(run("user", "disable", "bob@example.org", "--everywhere")).isEqualTo(ExitCode.USAGE);
        assertThat(requests.getLast()).contains("{\"everywhere\":true}");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the last admin");
        assertThat(run("user", "role", "bob@example.org")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void listsPeopleAndTokens() {
        reply("GET /api/v1/people?limit=200", 200, """
                {"items":[{"id":5,"name":"Bob","email":null,"role":"admin","owner":true,"disabledAt":null,"seenAt":null}],"next":null}""");
        reply("GET /api/v1/tokens?limit=50&mine=true", 200, """
                {"items":[{"id":"abcdefghijkl","name":"nightly","scope":"run","owner":{"name":"Bob"},"state":"revoked",
                 "expiresAt":null,"usedAt":null}],"next":null}""");

        assertThat(run("user", "list")).isZero();
        assertThat(run("token", "list", "--mine")).isZero();

        assertThat(out()).contains("admin, owner").contains("nightly").contains("revoked");
        assertThat(run("user", "list", "--json")).isZero();
        assertThat(out()).contains("\"owner\":true");
    }

    @Test
    void makesAndRevokesATokenAndRotatesKeys() {
        reply("POST /api/v1/tokens", 201, """
                {"token":{"expiresAt":"2026-12-02T08:00:00Z"},"secret":"tally_secret"}""");
        reply("DELETE /api/v1/tokens/abcdefghijkl", 204, "");
        reply("POST /api/v1/keys/rotation", 403, "{\"detail\":\"Only the owner of this instance may do that.\"}");

        assertThat(run("token", "create", "nightly", "--scope", "run", "--days", "30"))
                .isZero();
        assertThat(out()).isEqualTo("tally_secret\n");
        assertThat(requests.getLast()).contains("{\"name\":\"nightly\",\"scope\":\"run\",\"days\":30}");
        assertThat(run("token", "revoke", "abcdefghijkl")).isZero();
        assertThat(run("keys", "rotate")).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(run("keys", "turn")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void namesTheForcedSyncInTheQuery() {
        reply("POST /api/v1/sync/force?sync=clients", 202, "{\"runs\":[]}");
        reply("POST /api/v1/sync/force", 202, "{\"runs\":[]}");

        assertThat(run("sync", "clients", "--force")).isZero();
        assertThat(run("sync", "all", "--force")).isZero();
    }

    @Test
    void followsARunToItsEndLineByLineInAPipe() {
        reply(
                "POST /api/v1/sync/clients",
                202,
                "{\"runs\":[{\"sync\":\"clients\",\"run\":7,\"sentence\":\"Run 7 starts.\"}]}");
        reply("GET /api/v1/runs/7", 200, "{\"id\":7,\"sync\":\"clients\",\"status\":\"pending\"}");
        reply(
                "GET /api/v1/runs/7",
                200,
                "{\"id\":7,\"sync\":\"clients\",\"status\":\"running\",\"phase\":\"observe\"}");
        reply(
                "GET /api/v1/runs/7",
                200,
                "{\"id\":7,\"sync\":\"clients\",\"status\":\"running\",\"phase\":\"observe\"}");
        reply("GET /api/v1/runs/7", 200, "{\"id\":7,\"sync\":\"clients\",\"status\":\"running\",\"phase\":\"apply\"}");
        reply("GET /api/v1/runs/7", 200, """
                {"id":7,"sync":"clients","status":"partial","sentence":"10 created, 5 failed","problem":null,"held":null}""");

        assertThat(run("sync", "clients", "--wait")).isEqualTo(ExitCode.PARTIAL);

        assertThat(out()).isEqualTo("""
                Run 7 starts.
                Run 7 of clients waits.
                Run 7 of clients reads.
                Run 7 of clients writes.
                Run 7 of clients: partial. 10 created, 5 failed
                """);
    }

    @Test
    void endsWithTheGravestOfSeveralRuns() {
        reply(
                "POST /api/v1/sync/all",
                202,
                "{\"runs\":[{\"run\":1,\"sentence\":\"a\"},{\"run\":2,\"sentence\":\"b\"},{\"run\":3,\"sentence\":\"c\"}]}");
        reply("GET /api/v1/runs/1", 200, "{\"id\":1,\"sync\":\"a\",\"status\":\"succeeded\"}");
        reply("GET /api/v1/runs/2", 200, """
                {"id":2,"sync":"b","status":"held","held":{"reason":"breaker","detail":"40 of 50 rows would be deleted."}}""");
        reply("GET /api/v1/runs/3", 200, "{\"id\":3,\"sync\":\"c\",\"status\":\"partial\"}");

        assertThat(run("sync", "all", "--wait")).isEqualTo(ExitCode.HELD);
        assertThat(out())
                .contains("  held: 40 of 50 rows would be deleted.\n  approve it with `tallystick approve 2`\n");
    }

    @Test
    void stopsWaitingInTimeAndSaysThatTheRunGoesOn() {
        reply("POST /api/v1/sync/clients", 202, "{\"runs\":[{\"run\":7,\"sentence\":\"Run 7 starts.\"}]}");
        reply("GET /api/v1/runs/7", 200, "{\"id\":7,\"sync\":\"clients\",\"status\":\"running\",\"phase\":\"plan\"}");

        assertThat(run("sync", "clients", "--timeout", "2s")).isEqualTo(ExitCode.STILL_RUNNING);

        assertThat(err())
                .isEqualTo("Stopped waiting; run 7 goes on. See it with `tallystick run 7`, stop it with `tallystick"
                        + " cancel 7`.\n");
        assertThat(requests).hasSize(6);
    }

    @Test
    void drawsABarForAPerson() {
        assertThat(WaitForRuns.bar(Json.parse("""
                        {"phase":"observe","progress":{"read":50,"planned":0,"applied":0,"total":100}}"""))).isEqualTo("[###############...............] reads 50 of 100");
        assertThat(WaitForRuns.bar(Json.parse("""
                        {"phase":"observe","progress":{"read":50,"planned":0,"applied":0,"total":null}}"""))).isEqualTo("reads, 50 rows");
        assertThat(WaitForRuns.bar(Json.parse("""
                        {"phase":"apply","progress":{"read":100,"planned":40,"applied":40,"total":100}}"""))).isEqualTo("[##############################] writes 40 of 40");
    }

    @Test
    void printsTheAnswerAsItCameWhenAskedForJson() {
        reply("GET /api/v1/runs?limit=20&sync=clients", 200, "{\"items\":[],\"next\":null}");

        assertThat(run("--json", "runs", "clients")).isZero();
        assertThat(run("runs", "clients", "--json")).isZero();

        assertThat(out()).isEqualTo("{\"items\":[],\"next\":null}\n".repeat(2));
    }

    @Test
    void showsRunsAsATable() {
        reply("GET /api/v1/runs?limit=20", 200, """
                {"items":[{"id":12,"sync":"clients","status":"succeeded","trigger":"schedule","createdAt":null,"sentence":"3 created"},
                {"id":9,"sync":"appointments","status":"failed","trigger":"manual","dryRun":true,"rehearsal":true,"createdAt":null,"sentence":""}]}""");

        assertThat(run("runs")).isZero();

        assertThat(out()).isEqualTo("""
                RUN  SYNC                      STATUS     TRIGGER        CREATED  WHAT
                12   clients                   succeeded  schedule       -        3 created
                9    appointments (rehearsal)  failed     manual (plan)  -
                """);
    }

    @Test
    void approvesThePlanThatStandsOrTheOneThatWasLookedAt() {
        reply("GET /api/v1/runs/7", 200, "{\"id\":7,\"plan\":{\"hash\":\"abc\",\"changes\":3}}");
        reply("POST /api/v1/runs/7/approve", 202, "{\"id\":7}");

        assertThat(run("approve", "7")).isZero();
        assertThat(run("approve", "7", "--hash", "d\"f")).isZero();

        assertThat(requests)
                .containsExactly(
                        "GET /api/v1/runs/7 Bearer tally_abc",
                        "POST /api/v1/runs/7/approve {\"hash\":\"abc\"} Bearer tally_abc",
                        "POST /api/v1/runs/7/approve {\"hash\":\"d\\\"f\"} Bearer tally_abc");
    }

    @Test
    void choosesForAFirstMatchShowsTheCountsAndApprovesWhatWasShown() {
        reply("POST /api/v1/runs/7/first-match", 202, "{\"run\":8}");
        reply("GET /api/v1/runs/8", 200, """
                {"id":8,"sync":"people","status":"held","sentence":"Held for approval","held":{"reason":"first_match","detail":"Both tables are filled."},
                "plan":{"hash":"abc","changes":3},"tally":{"left":{"held":1,"conflict":0,"skipped":2,"failed":0,"unchanged":4},"right":null}}""");
        reply("POST /api/v1/runs/8/approve", 202, "{\"id\":8}");
        String[] choice = {"approve", "7", "--differing", "left", "--left-alone", "create", "--right-alone", "leave"};

        assertThat(run(choice)).as("nobody said yes").isEqualTo(ExitCode.HELD);
        assertThat(requests).noneMatch(request -> request.contains("approve"));
        var said = new ArrayList<>(List.of(choice));
        said.add("--yes");
        assertThat(run(said.toArray(String[]::new))).isZero();

        assertThat(out())
                .contains("The plan has 3 changes.", "left: 1 rows to write, 0 in conflict, 2 left alone")
                .contains("Nothing was written.", "Run 8 is approved and goes on.");
        assertThat(requests)
                .contains(
                        "POST /api/v1/runs/7/first-match {\"differing\":\"left\",\"leftAlone\":\"create\",\"rightAlone\":\"leave\"} Bearer tally_abc",
                        "POST /api/v1/runs/8/approve {\"hash\":\"abc\"} Bearer tally_abc");
        assertThat(run("approve", "7", "--differing", "left")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void saysWhichRunAppliesAnOlderPlan() {
        reply("POST /api/v1/runs/7/approve", 202, "{\"id\":9}");

        assertThat(run("approve", "7", "--hash", "abc")).isZero();

        assertThat(out()).isEqualTo("The plan of run 7 is approved; run 9 applies it.\n");
    }

    @Test
    void listsConflictsAndDecidesThem() {
        reply("GET /api/v1/conflicts?limit=50&state=open&sync=people", 200, """
                {"items":[{"id":3,"sync":"people","leftRow":"rec1","rightField":"fldX","rightFieldName":"city","leftBase":"London","left":"Paris","right":null,"state":"open"}],
                "next":null,"total":2}""");
        reply("POST /api/v1/conflicts/3/resolve", 202, "{\"sentence\":\"Run 8 of People starts.\"}");
        reply("POST /api/v1/conflicts/resolve", 202, "{\"resolved\":2,\"runs\":[],\"leftOut\":[]}");

        assertThat(run("conflicts", "--sync", "people")).isZero();
        assertThat(run("conflicts", "3", "--choose", "left")).isEqualTo(ExitCode.USAGE);
        assertThat(run("conflicts", "3", "--value", "4.5", "--expect", "0a1b2c"))
                .isZero();
        assertThat(run("conflicts", "--sync", "people", "--choose", "right")).isEqualTo(ExitCode.USAGE);
        assertThat(run("conflicts", "--sync", "people", "--choose", "right", "--expect", "2"))
                .isZero();

        assertThat(out()).isEqualTo("""
                CONFLICT  SYNC    ROW   FIELD  WAS     LEFT   RIGHT    STATE
                3         people  rec1  city   London  Paris  (empty)  open
                … and 1 more.
                Run 8 of People starts.
                2 conflicts are decided.
                """);
        assertThat(requests)
                .contains(
                        "POST /api/v1/conflicts/3/resolve {\"choice\":\"other\",\"value\":4.5,\"version\":\"0a1b2c\"} Bearer tally_abc",
                        "POST /api/v1/conflicts/resolve {\"filter\":{\"sync\":\"people\"},\"choice\":\"right\",\"expected\":2} Bearer tally_abc");
    }

    @Test
    void showsThePassportOfARowAndPausesIt() {
        var passport = """
                {"sync":"people","standing":"paused","waits":true,"paused":{"from":"open","reason":"Moving.","by":"Ada"},
                "left":{"row":"rec1","presence":"there","seen":{"city":"Paris"},"refused":null},
                "right":{"row":null,"presence":"never","seen":{},"refused":null},"conflicts":[],
                "history":[{"change":{"at":null,"run":4,"side":"right","kind":"create","status":"skipped","reason":"New.","problem":null,
                "fields":[{"field":"fldX","fieldName":"city","before":null,"after":"Paris"}]}}],"next":null}""";
        reply("GET /api/v1/rows?sync=people&row=rec1&limit=20", 200, passport);
        reply("POST /api/v1/rows/pause", 200, passport);

        assertThat(run("history", "people", "rec1")).isZero();
        assertThat(run("--json", "history", "people", "rec1", "--pause", "--reason", "Moving."))
                .isZero();

        assertThat(out()).startsWith("""
                people, paused by Ada (Moving.), waits for a run
                  left: rec1, there  city: Paris
                  right: -, never
                -  run 4  right create skipped  city: (empty) -> Paris  (New.)
                """);
        assertThat(requests)
                .contains(
                        "POST /api/v1/rows/pause {\"sync\":\"people\",\"row\":\"rec1\",\"reason\":\"Moving.\"} Bearer tally_abc");
    }

    @Test
    void proposesFieldsAsLinesOfTheFile() {
        reply("POST /api/v1/mappings/propose", 200, """
                {"fields":[{"left":"City","leftType":"text","right":"city","type":"text","flow":"both","note":null},
                {"left":"Total","leftType":"decimal","right":"total","type":"decimal","flow":"to-right","note":"The left system computes it."},
                {"left":"Id","leftType":"text","right":"id","type":"text","flow":null,"note":"Both systems compute this field."}],
                "leftAlone":[{"name":"Age"}],"rightAlone":[]}""");

        assertThat(run("propose", "base/People", "sheet/People")).isZero();
        assertThat(run("propose", "base", "sheet/People")).isEqualTo(ExitCode.USAGE);

        assertThat(out()).isEqualTo("""
                fields:
                  - { left: "City", left_type: text, right: "city", type: text }
                  - { left: "Total", left_type: decimal, right: "total", type: decimal, flow: to-right }  # The left system computes it.
                  # - { left: "Id", left_type: text, right: "id", type: text }  # Both systems compute this field.
                # only on the left: Age
                """);
    }

    @Test
    void saysWhatBecameOfAnUncertainWrite() {
        reply("POST /api/v1/changes/5/settle", 202, "{\"sentence\":\"Run 8 of People starts.\"}");

        assertThat(run("settle", "5", "landed", "--row", "rec9")).isZero();
        assertThat(run("settle", "5", "absent")).isZero();
        assertThat(run("settle", "5", "perhaps")).isEqualTo(ExitCode.USAGE);

        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/changes/5/settle {\"landed\":true,\"row\":\"rec9\"} Bearer tally_abc",
                        "POST /api/v1/changes/5/settle {\"landed\":false} Bearer tally_abc");
    }

    @Test
    void tellsApartWhyItWasRefused() {
        reply("POST /api/v1/runs/1/cancel", 403, "{\"detail\":\"Only an operator may cancel a run.\"}");
        reply("POST /api/v1/runs/2/cancel", 401, "");
        reply(
                "POST /api/v1/runs/3/cancel",
                409,
                "{\"detail\":\"Run 3 has ended.\",\"errors\":[{\"pointer\":\"/id\",\"detail\":\"ended\"}]}");
        reply("POST /api/v1/runs/4/cancel", 500, "{\"detail\":\"Something went wrong in Tallystick.\"}");
        reply("POST /api/v1/runs/5/cancel", 302, "");

        assertThat(run("cancel", "1")).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(run("cancel", "2")).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(run("cancel", "3")).isEqualTo(ExitCode.USAGE);
        assertThat(run("cancel", "4")).isEqualTo(ExitCode.FAILED);
        assertThat(run("cancel", "5")).isEqualTo(ExitCode.USAGE);
        assertThat(run("cancel", "6")).isEqualTo(ExitCode.USAGE);
        assertThat(run("cancel", "six")).isEqualTo(ExitCode.USAGE);

        assertThat(err()).startsWith("""
                Only an operator may cancel a run.
                The server does not know this token; it may be revoked or expired.
                Run 3 has ended.
                  /id: ended
                Something went wrong in Tallystick.
                The server answered with status 302.
                There is nothing at this address.
                Invalid value for positional parameter at index 0 (RUN): 'six' is not a long
                """);
    }

    @Test
    void saysHowToStartAServerThatDoesNotAnswer() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThat(run("status")).isEqualTo(ExitCode.UNREACHABLE);
        Files.delete(dataDir.resolve("address"));
        assertThat(run("status")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(err()).isEqualTo("""
                No Tallystick answers at http://127.0.0.1:%d. Start it with `tallystick serve`, or name another with --server.
                No server runs on the data directory %s. Start it with `tallystick serve`, or name one with --server or --data-dir.
                """.formatted(port, dataDir));
    }

    @Test
    void neverShowsTheLocalAdminTokenToAnotherServer() {
        reply("POST /api/v1/runs/1/cancel", 202, "");

        run("cancel", "1", "--server", "127.0.0.1:" + server.getAddress().getPort());
        run("cancel", "1", "--token", "tally_other");

        assertThat(requests)
                .containsExactly("POST /api/v1/runs/1/cancel null", "POST /api/v1/runs/1/cancel Bearer tally_other");
    }

    @Test
    void testsAConnectionStageByStage() {
        reply("POST /api/v1/connections/partner/test", 200, """
                {"stages":[{"stage":"address","ok":true,"sentence":"found"},{"stage":"sign-in","ok":false,"sentence":"The key was refused."}]}""");

        assertThat(run("connections", "test", "partner")).isEqualTo(ExitCode.FAILED);

        assertThat(out()).isEqualTo("ok    address: found\nFAILS sign-in: The key was refused.\n");
    }

    @Test
    void saysWhetherTheAuditTrailIsAsItWasWritten() {
        var sound = """
                {"sound":true,"entries":7,"brokenAt":null,"sentence":"The trail is sound.","head":{"seq":7,"hash":"ab12"}}""";
        reply("GET /api/v1/audit/verification", 200, sound);
        reply("GET /api/v1/audit/verification", 200, sound);
        reply("GET /api/v1/audit/verification", 200, """
                {"sound":false,"entries":3,"brokenAt":4,"sentence":"Entry 4 is missing.","head":null}""");

        assertThat(run("audit", "verify")).isZero();
        assertThat(run("audit", "verify", "--json")).isZero();
        assertThat(run("audit", "verify")).isEqualTo(ExitCode.FAILED);
        assertThat(run("audit", "mend")).isEqualTo(ExitCode.USAGE);

        assertThat(out()).isEqualTo("""
                The trail is sound.
                Head to keep elsewhere: 7 ab12
                %s
                Entry 4 is missing.
                """.formatted(sound));
    }

    @Test
    void validatesAFileWithoutAServer() throws IOException {
        server.stop(0);
        var file = dataDir.resolve("tallystick.yaml");
        Files.writeString(file, "version: 1\nsyncz: {}\n");

        assertThat(run("validate", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run("validate", file.toString(), "--json")).isEqualTo(ExitCode.USAGE);
        Files.writeString(file, "version: 1\n");
        assertThat(run("validate", file.toString())).isZero();

        assertThat(out()).isEqualTo("""
                tallystick.yaml:2:1: The file knows no 'syncz'; did you mean 'syncs'?
                {"ok":false,"problems":[{"file":"tallystick.yaml","line":2,"column":1,"blocks":true,"sentence":"The file knows no 'syncz'; did you mean 'syncs'?"}]}
                %s is fine: 0 connections, 0 syncs.
                """.formatted(file));
    }

    @Test
    void showsWhatApplyingChangedAndWhatIsBroken() {
        reply(
                "POST /api/v1/config/apply",
                200,
                "{\"broken\":false,\"problems\":[],\"changes\":[\"Sync 'clients' changed.\"]}");
        reply(
                "POST /api/v1/config/apply",
                200,
                "{\"broken\":true,\"problems\":[{\"text\":\"t.yaml:1:1: no\"}],\"changes\":[]}");

        assertThat(run("apply")).isZero();
        assertThat(run("apply")).isEqualTo(ExitCode.USAGE);

        assertThat(out()).isEqualTo("""
                Sync 'clients' changed.
                t.yaml:1:1: no
                Not applied; what was in force stays.
                """);
    }

    @Test
    void looksAtEverythingAndNamesTheFirstThingToDo() {
        reply("GET /actuator/health", 200, "{\"status\":\"UP\"}");
        reply("GET /api/v1/sync/status", 200, """
                {"status":"degraded","health":{"database":{"status":"up"},"jobs":{"status":"up"},
                "upstreams":[{"connection":"partner","status":"down","detail":"refused"}]}}""");

        assertThat(run("doctor")).isEqualTo(ExitCode.FAILED);

        assertThat(out().lines())
                .contains(
                        "ok    health: up",
                        "ok    token: accepted",
                        "ok    database: up",
                        "FAILS connection partner: down refused");
    }

    @Test
    void handsTheServerWhatItWasStartedWith() {
        assertThat(run("serve", "--config", "t.yaml", "--port", "0", "--", "--logging.level.root=debug"))
                .isEqualTo(42);

        assertThat(started)
                .isEqualTo(new Cli.Start(dataDir, Path.of("t.yaml"), 0, false, List.of("--logging.level.root=debug")));
    }

    @Test
    void handsTheServerTheFolderOfJobs() {
        run("demo", "--jobs-dir", "jobs");
        assertThat(started.more()).containsExactly("--tallystick.jobs.dir=jobs");
        run("validate", "--jobs-dir", "jobs", "none.yaml");
        assertThat(jobsAskedFor).isEqualTo(Path.of("jobs"));
    }

    @Test
    void knowsNoOtherCommand() {
        assertThat(run("synk", "clients")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("Did you mean: tallystick sync");
    }

    private void reply(String asked, int status, String body) {
        replies.computeIfAbsent(asked, _ -> new ArrayDeque<>()).add(new Reply(status, body));
    }

    private int run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(all.contains("--") ? 0 : all.size(), List.of("--data-dir", dataDir.toString()));
        var starts = new Cli.Server() {
            @Override
            public int serve(Cli.Start start) {
                started = start;
                return 42;
            }

            @Override
            public int demo(Cli.Start start) {
                started = start;
                return 43;
            }
        };
        return new Cli(
                        jobs -> {
                            jobsAskedFor = jobs;
                            return new Connectors(List.of());
                        },
                        Set.of(),
                        starts,
                        Map.of(),
                        new Output(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                false),
                        _ -> {})
                .run(all.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
