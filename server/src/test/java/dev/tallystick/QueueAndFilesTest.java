package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.job.ShortWork;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.ApiTokens;
import dev.tallystick.workspace.People;
import dev.tallystick.workspace.Role;
import dev.tallystick.workspace.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What an operator does with the queue, what everybody takes home as a file, and what is forgotten in time.
class QueueAndFilesTest {
    private static final WorkspaceId MAIN = new WorkspaceId(1);

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static String viewer;

    @BeforeAll
    static void aViewer() {
        var person = server.bean(People.class)
                .add(Actor.TALLYSTICK, MAIN, "Vera", "vera@example.org", "trombone waffle quilt", Role.VIEWER);
        viewer = server.bean(ApiTokens.class)
                .make(Actor.TALLYSTICK, MAIN, person, "test", Scope.ADMIN, ApiTokens.USUAL_LIFE);
    }

    private static HttpResponse<String> asViewer(String method, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Authorization", "Bearer " + viewer)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : ""))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static long planted(String sync, String rest) {
        return server.bean(Transactions.class)
                .system(db -> db.sql("""
                                insert into run (workspace_id, sync_id, trigger, created_at, status, problem_code, problem,
                                  next_attempt_at, ended_at)
                                select workspace_id, id, 'manual', now(), %s from sync where name = ? and removed_at is null
                                returning id""".formatted(rest))
                        .param(sync)
                        .query(Long.class)
                        .single());
    }

    private static long retrying(String sync) {
        return planted(
                sync, "'pending', 'unavailable', 'The partner did not answer.', now() + interval '1 hour', null");
    }

    private static long quarantined(String sync) {
        return planted(sync, "'failed', 'quarantined', 'Its worker died three times.', null, now()");
    }

    private static long count(String state) {
        return server.get("/api/v1/jobs").get("counts").get(state).asLong();
    }

    private static JsonNode post(String path, String body) {
        var answer = server.send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ExampleServer.json(answer.body());
    }

    @Test
    void theQueueIsShownTriedAgainAndDiscarded() throws Exception {
        server.sync("clients");
        server.sync("appointments");
        long waits = retrying("clients");
        long stuck = quarantined("appointments");

        var jobs = server.get("/api/v1/jobs");
        assertThat(jobs.get("counts").get("scheduled").asLong()).isEqualTo(2);
        assertThat(jobs.get("items").get(0).get("state").asString()).isEqualTo("quarantined");
        assertThat(jobs.get("items").get(0).get("run").asLong()).isEqualTo(stuck);
        assertThat(jobs.get("items").get(1).get("state").asString()).isEqualTo("retrying");
        assertThat(jobs.get("items").get(1).get("problem").asString()).isEqualTo("The partner did not answer.");
        var first = server.get("/api/v1/jobs?limit=1");
        assertThat(server.get("/api/v1/jobs?limit=1&cursor=" + first.get("next").asString())
                        .get("items")
                        .get(0)
                        .get("run")
                        .asLong())
                .isEqualTo(waits);
        assertThat(server.get("/api/v1/jobs?state=scheduled&sync=clients").get("items"))
                .hasSize(1);
        assertThat(server.send("GET", "/api/v1/jobs?state=odd", "").statusCode())
                .isEqualTo(400);
        assertThat(asViewer("GET", "/api/v1/jobs").statusCode()).isEqualTo(200);
        assertThat(asViewer("POST", "/api/v1/jobs/retry").statusCode()).isEqualTo(403);
        assertThat(server.send("POST", "/api/v1/jobs/discard", "{\"state\":\"running\"}")
                        .statusCode())
                .isEqualTo(400);

        var again = post("/api/v1/jobs/retry", "{\"sync\":\"clients\",\"state\":\"retrying\"}");
        assertThat(again.get("count").asInt()).isEqualTo(1);
        assertThat(server.ended(waits).get("status").asString()).isEqualTo("succeeded");
        assertThat(count("quarantined")).isEqualTo(1);
        assertThat(post("/api/v1/jobs/retry", "{}").get("count").asInt()).isEqualTo(1);
        long fresh = server.get("/api/v1/runs?sync=appointments&limit=1")
                .get("items")
                .get(0)
                .get("id")
                .asLong();
        assertThat(fresh).isGreaterThan(stuck);
        assertThat(server.ended(fresh).get("status").asString()).isEqualTo("succeeded");
        assertThat(count("quarantined")).isZero();

        long unwanted = retrying("clients");
        long given = quarantined("appointments");
        assertThat(post("/api/v1/jobs/discard", "{}").get("count").asInt()).isEqualTo(2);
        assertThat(server.get("/api/v1/runs/" + unwanted).get("status").asString())
                .isEqualTo("cancelled");
        assertThat(server.get("/api/v1/runs/" + given).get("acknowledged").asBoolean())
                .isTrue();
        assertThat(count("quarantined") + count("retrying") + count("waiting")).isZero();
        var told =
                server.get("/api/v1/audit?action=jobs.discarded").get("items").get(0);
        assertThat(told.get("detail").get("count").asString()).isEqualTo("2");
        assertThat(server.get("/api/v1/audit?action=run.discarded").get("items"))
                .hasSize(2);
    }

    @Test
    void everybodyWhoMayReadTakesItHomeAsAFile() throws Exception {
        server.lab().partner().clients().change("1001", "first_name", "=HYPERLINK(\"http://x\")");
        var run = server.sync("clients").get("id").asLong();

        var changes = asViewer("GET", "/api/v1/runs/" + run + "/changes/export");
        assertThat(changes.statusCode()).isEqualTo(200);
        assertThat(changes.body().lines().findFirst().orElseThrow())
                .isEqualTo("change,at,side,table,row,kind,status,reason,problem,field,before,after");
        assertThat(changes.body()).contains("\"'=HYPERLINK(\"\"http://x\"\")").doesNotContain(",=HYPERLINK");
        var json = ExampleServer.json(asViewer("GET", "/api/v1/runs/" + run + "/changes/export?format=json")
                .body());
        assertThat((long) json.size())
                .isEqualTo(server.get("/api/v1/runs/" + run + "/changes")
                        .get("total")
                        .asLong());
        assertThat(json.toString()).contains("\"=HYPERLINK(");

        var runs = asViewer("GET", "/api/v1/runs/export?sync=clients&format=json");
        assertThat(ExampleServer.json(runs.body()).get(0).get("id").asLong()).isEqualTo(run);
        assertThat(asViewer("GET", "/api/v1/runs/export?sync=clients").body().lines())
                .hasSize(ExampleServer.json(runs.body()).size() + 1);
        assertThat(asViewer("GET", "/api/v1/runs/" + run + "/failures/export")
                        .body()
                        .lines())
                .hasSize(1);
        assertThat(asViewer("GET", "/api/v1/runs/999999/changes/export").statusCode())
                .isEqualTo(404);
    }

    @Test
    void oldRunsAreForgottenAndTheLastOfASyncStays() {
        long old = server.sync("appointments").get("id").asLong();
        long referred = server.sync("appointments").get("id").asLong();
        long last = server.sync("appointments").get("id").asLong();
        var transactions = server.bean(Transactions.class);
        transactions.system(
                db -> db.sql("update run set ended_at = ended_at - interval '400 days' where id in (?, ?, ?)")
                        .params(old, referred, last)
                        .update());
        transactions.system(db -> db.sql("update run set follow_up_of = ? where id = ?")
                .params(referred, last)
                .update());

        server.beans(ShortWork.Piece.class).stream()
                .filter(piece -> piece.name().equals("retention"))
                .forEach(piece -> piece.work().run());

        assertThat(server.send("GET", "/api/v1/runs/" + old, "").statusCode()).isEqualTo(404);
        assertThat(transactions.<Long>system(db -> db.sql("select count(*) from change where run_id = ?")
                        .param(old)
                        .query(Long.class)
                        .single()))
                .isZero();
        assertThat(server.get("/api/v1/runs/" + referred).get("id").asLong()).isEqualTo(referred);
        assertThat(server.get("/api/v1/runs/" + last).get("id").asLong()).isEqualTo(last);
        assertThat(server.get("/api/v1/audit?action=history.forgotten")
                        .get("items")
                        .get(0)
                        .get("detail")
                        .get("runs")
                        .asString())
                .isEqualTo("1");
        assertThat(server.get("/api/v1/audit/verification").get("sound").asBoolean())
                .isTrue();
        assertThat(server.sync("appointments").get("status").asString()).isEqualTo("succeeded");
    }
}
