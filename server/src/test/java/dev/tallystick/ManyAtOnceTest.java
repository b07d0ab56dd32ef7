package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What is done to all that a filter means, whether syncs or runs; how runs are looked for, and what of that is kept.
class ManyAtOnceTest {
    private static final WorkspaceId MAIN = new WorkspaceId(1);

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static String operator;
    private static String viewer;
    private static String stranger;

    @BeforeAll
    static void people() {
        operator = token(MAIN, "ada@example.org", Role.OPERATOR);
        viewer = token(MAIN, "vera@example.org", Role.VIEWER);
        long other = ExampleServer.json(server.send("POST", "/api/v1/workspaces", "{\"name\":\"other\"}")
                        .body())
                .get("id")
                .asLong();
        stranger = token(new WorkspaceId(other), "otto@example.org", Role.ADMIN);
        server.sync("clients");
        server.sync("appointments");
        // Six more that nobody has run yet and no schedule runs.
        server.bean(Transactions.class).system(db -> db.sql("""
                        insert into sync (workspace_id, name, title, definition, mapping_fingerprint, rehearsal,
                            created_at, updated_at)
                        select workspace_id, 'copy_' || n, 'Copy ' || n, definition, mapping_fingerprint, rehearsal,
                            created_at, updated_at
                        from sync, generate_series(1, 6) n where name = 'clients' and removed_at is null""").update());
    }

    @BeforeEach
    void allResumed() {
        server.bean(Transactions.class)
                .system(db -> db.sql("update sync set paused = false, paused_reason = null")
                        .update());
    }

    private static String token(WorkspaceId workspace, String email, Role role) {
        var person =
                server.bean(People.class).add(Actor.TALLYSTICK, workspace, email, email, "trombone waffle quilt", role);
        return server.bean(ApiTokens.class)
                .make(Actor.TALLYSTICK, workspace, person, "test", Scope.ADMIN, ApiTokens.USUAL_LIFE);
    }

    private static HttpResponse<String> as(String token, String method, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> asOperator(String path, String body, String key) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Authorization", "Bearer " + operator)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode done(String path, String body) {
        var answer = server.send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        return ExampleServer.json(answer.body());
    }

    private static long planted(String sync, String status, String rest) {
        return server.bean(Transactions.class)
                .system(db -> db.sql("""
                                insert into run (workspace_id, sync_id, status, trigger, actor, created_at, problem_code, problem)
                                select workspace_id, id, ?, %s from sync where name = ? and removed_at is null
                                returning id""".formatted(rest))
                        .params(status, sync)
                        .query(Long.class)
                        .single());
    }

    private static List<Long> found(String query) {
        var ids = new ArrayList<Long>();
        server.get("/api/v1/runs?" + query)
                .get("items")
                .forEach(run -> ids.add(run.get("id").asLong()));
        return ids;
    }

    private static List<String> paused() {
        var names = new ArrayList<String>();
        server.get("/api/v1/syncs?state=paused")
                .get("items")
                .forEach(sync -> names.add(sync.get("name").stringValue()));
        return names;
    }

    @Test
    void syncsThatAFilterMeansArePausedAndResumedEachWithItsOwnEntry() {
        var list = server.get("/api/v1/syncs?q=copy&limit=2");
        assertThat(list.get("items")).hasSize(2);
        assertThat(list.get("total").asInt()).isEqualTo(6);
        assertThat(list.get("paused").asInt()).isZero();
        assertThat(server.get("/api/v1/syncs?q=copy&limit=2&cursor=copy_4")
                        .get("total")
                        .asInt())
                .isEqualTo(6);
        server.send("POST", "/api/v1/syncs/copy_3/pause", "{\"reason\":\"stocktaking\"}");

        var answer = done("/api/v1/syncs/pause", "{\"q\":\"copy\",\"count\":5,\"reason\":\"moving house\"}");

        assertThat(answer.get("count").asInt()).isEqualTo(5);
        assertThat(answer.get("sentence").stringValue()).isEqualTo("5 syncs are paused.");
        assertThat(paused()).containsExactly("copy_1", "copy_2", "copy_3", "copy_4", "copy_5", "copy_6");
        assertThat(server.get("/api/v1/syncs/copy_3").get("pausedReason").stringValue())
                .isEqualTo("stocktaking");
        assertThat(server.get("/api/v1/syncs/copy_4").get("pausedReason").stringValue())
                .isEqualTo("moving house");
        var told = server.get("/api/v1/audit?action=sync.paused").get("items");
        var afterwards = new ArrayList<String>();
        told.forEach(entry -> afterwards.add(entry.get("after").stringValue()));
        assertThat(afterwards.subList(0, 6))
                .containsExactly(
                        "moving house", "moving house", "moving house", "moving house", "moving house", "stocktaking");
        assertThat(done("/api/v1/syncs/pause", "{\"q\":\"copy\"}").get("count").asInt())
                .isZero();

        assertThat(done("/api/v1/syncs/resume", "{\"q\":\"copy\"}")
                        .get("sentence")
                        .stringValue())
                .isEqualTo("6 syncs are resumed.");
        assertThat(paused()).isEmpty();
    }

    @Test
    void nothingIsDoneWhenTheFilterMeansOtherThanWhatWasSeen() {
        var answer = server.send("POST", "/api/v1/syncs/pause", "{\"q\":\"copy\",\"count\":7}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("other_count", "6 syncs now and not to 7");
        assertThat(paused()).isEmpty();
    }

    @Test
    void syncsThatAFilterMeansAreRunOnceForOneKey() throws Exception {
        server.send("POST", "/api/v1/syncs/clients/pause", "{}");
        var key = UUID.randomUUID().toString();
        long before = found("limit=1").getFirst();

        var first = asOperator("/api/v1/syncs/run", "{\"q\":\"s\",\"state\":\"on_time\"}", key);
        var again = asOperator("/api/v1/syncs/run", "{\"q\":\"s\",\"state\":\"on_time\"}", key);

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(ExampleServer.json(first.body()).get("sentence").stringValue())
                .isEqualTo("1 sync runs.");
        var begun =
                found("sync=appointments").stream().filter(id -> id > before).toList();
        assertThat(begun).hasSize(1);
        assertThat(server.ended(begun.getFirst()).get("status").stringValue()).isEqualTo("succeeded");
        assertThat(server.get("/api/v1/runs/" + begun.getFirst())
                        .get("acknowledged")
                        .asBoolean())
                .isTrue();
        assertThat(found("sync=clients").stream().filter(id -> id > before)).isEmpty();
    }

    @Test
    void viewersAndStrangersDoNothingToMany() throws Exception {
        for (var path :
                List.of("/api/v1/syncs/pause", "/api/v1/syncs/resume", "/api/v1/syncs/run", "/api/v1/runs/retry")) {
            assertThat(as(viewer, "POST", path, "{}").statusCode()).as(path).isEqualTo(403);
            var strange = as(stranger, "POST", path, "{}");
            assertThat(ExampleServer.json(strange.body()).get("count").asInt())
                    .as(path)
                    .isZero();
        }
        assertThat(paused()).isEmpty();
    }

    @Test
    void runsAreFoundByWhoByWhyAndByWhen() {
        long old = planted(
                "copy_1",
                "failed",
                "'api', 'Mira Okafor', timestamptz '2020-02-01 10:00Z', 'unavailable', 'The Partner did not answer.'");
        long held = planted("copy_1", "cancelled", "'schedule', null, timestamptz '2020-02-03 10:00Z', null, null");
        long partial = planted("copy_2", "partial", "'manual', 'Noor', timestamptz '2020-02-03 11:00Z', null, null");
        server.bean(Transactions.class).system(db -> db.sql("""
                        insert into change (workspace_id, run_id, sync_id, attempt, at, step, side, table_name, row_key, kind,
                            status, before, after, hash, reason, problem)
                        select workspace_id, id, sync_id, 1, now(), 0, 'right', 't', 'k', 'create', 'failed', 'null', 'null', 'h', 'new',
                            'Country must be two letters.' from run where id = ?""").param(partial).update());

        assertThat(found("by=api&to=2021-01-01T00:00:00Z")).containsExactly(old);
        assertThat(found("by=okaf")).containsExactly(old);
        assertThat(found("reason=partner%20DID")).containsExactly(old);
        assertThat(found("reason=unavailable&sync=copy_1")).containsExactly(old);
        assertThat(found("reason=two%20letters")).containsExactly(partial);
        assertThat(found("reason=two%20letters&status=failed")).isEmpty();
        assertThat(found("from=2020-02-03T10:00:00Z&to=2020-02-03T11:00:00Z")).containsExactly(held);
        assertThat(server.get("/api/v1/runs/" + old).get("title").stringValue()).isEqualTo("Copy 1");
        assertThat(server.send("GET", "/api/v1/runs/export?reason=two%20letters&format=json", "")
                        .body())
                .contains("\"id\":" + partial)
                .doesNotContain("\"id\":" + old);

        var density = server.get("/api/v1/runs/density?from=2020-02-01T00:00:00Z&to=2020-02-05T00:00:00Z&parts=4");
        assertThat(density.get("parts")).hasSize(4);
        assertThat(density.get("parts").get(0).get("failed").asLong()).isEqualTo(1);
        assertThat(density.get("parts").get(1).toString())
                .isEqualTo("{\"startsAt\":\"2020-02-02T00:00:00Z\",\"succeeded\":0,\"partial\":0,\"failed\":0,"
                        + "\"cancelled\":0,\"open\":0}");
        assertThat(density.get("parts").get(2).get("partial").asLong()).isEqualTo(1);
        assertThat(density.get("parts").get(2).get("cancelled").asLong()).isEqualTo(1);
        var filtered = server.get(
                "/api/v1/runs/density?from=2020-02-01T00:00:00Z&to=2020-02-05T00:00:00Z&parts=1&reason=two%20letters");
        assertThat(filtered.get("parts").get(0).get("partial").asLong()).isEqualTo(1);
        assertThat(filtered.get("parts").get(0).get("failed").asLong()).isZero();
        assertThat(server.send("GET", "/api/v1/runs/density?from=2020-02-05T00:00:00Z&to=2020-02-05T00:00:00Z", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.get("/api/v1/runs/density").get("parts")).hasSize(84);
    }

    @Test
    void whatFailedIsTriedAgainOnceForEachSync() throws Exception {
        var then = "'schedule', null, timestamptz '2019-02-0%d 10:00Z', 'unavailable', 'Planted.'";
        planted("clients", "failed", then.formatted(1));
        planted("clients", "partial", then.formatted(2));
        planted("appointments", "failed", then.formatted(3));
        planted("copy_5", "failed", then.formatted(3));
        planted("copy_6", "succeeded", then.formatted(3));
        server.send("POST", "/api/v1/syncs/copy_5/pause", "{}");
        var query = "reason=Planted&from=2019-01-01T00:00:00Z&to=2019-12-31T00:00:00Z";
        long before = found("limit=1").getFirst();
        var counted = server.get("/api/v1/runs/retry?" + query);
        assertThat(counted.get("runs").asLong()).isEqualTo(4);
        assertThat(counted.get("syncs").asInt()).isEqualTo(3);
        assertThat(ExampleServer.json(as(viewer, "GET", "/api/v1/runs/retry?" + query, "")
                                .body())
                        .get("syncs")
                        .asInt())
                .isEqualTo(3);
        var filter =
                "{\"reason\":\"Planted\",\"from\":\"2019-01-01T00:00:00Z\",\"to\":\"2019-12-31T00:00:00Z\",\"count\":%d}";
        assertThat(server.send("POST", "/api/v1/runs/retry", filter.formatted(4))
                        .statusCode())
                .isEqualTo(409);

        var answer = done("/api/v1/runs/retry", filter.formatted(3));

        assertThat(answer.get("count").asInt()).isEqualTo(2);
        assertThat(answer.get("sentence").stringValue())
                .isEqualTo("2 syncs are tried again. 1 sync was left out: Copy 5. What is paused is not tried again."
                        + " Resume it first.");
        assertThat(answer.get("leftOut").get(0).get("sync").stringValue()).isEqualTo("copy_5");
        var begun = found("by=retry").stream().filter(id -> id > before).toList();
        assertThat(begun).hasSize(2);
        for (long id : begun) {
            var run = server.ended(id);
            assertThat(run.get("status").stringValue()).isEqualTo("succeeded");
            assertThat(run.get("fullListing").asBoolean())
                    .as("only where rows had failed is everything listed")
                    .isEqualTo(run.get("sync").stringValue().equals("clients"));
        }
    }

    @Test
    void viewsAreTheirsWhoKeepThem() throws Exception {
        var mine = "{\"screen\":\"runs\",\"name\":\"Failed by Mira\",\"search\":\"status=failed&by=mira\"}";
        assertThat(as(viewer, "POST", "/api/v1/me/views", mine).statusCode()).isEqualTo(201);
        var again = as(viewer, "POST", "/api/v1/me/views", mine.replace("status=failed&", ""));
        assertThat(again.statusCode()).isEqualTo(201);
        long id = ExampleServer.json(again.body()).get("id").asLong();

        var kept = ExampleServer.json(as(viewer, "GET", "/api/v1/me/views", "").body())
                .get("items");
        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).get("search").stringValue()).isEqualTo("by=mira");
        assertThat(server.get("/api/v1/me/views").get("items")).isEmpty();
        assertThat(as(stranger, "DELETE", "/api/v1/me/views/" + id, "").statusCode())
                .isEqualTo(404);
        assertThat(server.send("DELETE", "/api/v1/me/views/" + id, "").statusCode())
                .isEqualTo(404);
        assertThat(as(viewer, "POST", "/api/v1/me/views", "{\"screen\":\"odd\",\"name\":\"\"}")
                        .statusCode())
                .isEqualTo(400);
        for (int n = 1; n < 50; n++) {
            assertThat(as(viewer, "POST", "/api/v1/me/views", mine.replace("by Mira", "" + n))
                            .statusCode())
                    .isEqualTo(201);
        }
        var tooMany = as(viewer, "POST", "/api/v1/me/views", mine.replace("by Mira", "for ever"));
        assertThat(tooMany.statusCode()).isEqualTo(409);
        assertThat(tooMany.body()).contains("You keep 50 views already.");
        assertThat(as(viewer, "DELETE", "/api/v1/me/views/" + id, "").statusCode())
                .isEqualTo(204);
    }
}
