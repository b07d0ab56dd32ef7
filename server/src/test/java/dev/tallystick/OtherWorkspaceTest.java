package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// An admin of another workspace, at every endpoint and straight at the database: there is nothing of ours.
class OtherWorkspaceTest {
    private static final WorkspaceId MAIN = new WorkspaceId(1);

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /// Words that stand in answers about our workspace and nowhere else.
    private static final Set<String> OURS =
            Set.of("Partner API", "\"clients\"", "\"appointments\"", "mona@example.org");

    private static WorkspaceId other;
    private static String stranger;
    private static Map<String, String> ids;

    @BeforeAll
    static void twoWorkspaces() {
        var transactions = server.bean(Transactions.class);
        long run = server.sync("clients").get("id").asLong();
        other = new WorkspaceId(ExampleServer.json(server.send("POST", "/api/v1/workspaces", "{\"name\":\"other\"}")
                        .body())
                .get("id")
                .asLong());
        var people = server.bean(People.class);
        var ours = people.add(Actor.TALLYSTICK, MAIN, "Mona", "mona@example.org", "trombone waffle quilt", Role.VIEWER);
        var theirs =
                people.add(Actor.TALLYSTICK, other, "Otto", "otto@example.org", "trombone waffle quilt", Role.ADMIN);
        var tokens = server.bean(ApiTokens.class);
        String token = tokens.make(Actor.TALLYSTICK, MAIN, ours, "test", Scope.READ, ApiTokens.USUAL_LIFE);
        stranger = tokens.make(Actor.TALLYSTICK, other, theirs, "test", Scope.ADMIN, ApiTokens.USUAL_LIFE);
        var invited = ExampleServer.json(
                server.send("POST", "/api/v1/invitations", "{\"email\":\"x@example.org\",\"role\":\"viewer\"}")
                        .body());
        long change = transactions.system(db -> db.sql("select min(id) from change where run_id = ?")
                .param(run)
                .query(Long.class)
                .single());
        transactions.system(db -> db.sql("""
                        insert into row_pair (workspace_id, sync_id) select workspace_id, sync_id from run where id = ?""").param(run).update());
        long conflict = transactions.system(
                db -> db.sql("""
                        insert into conflict (workspace_id, sync_id, pair_id, run_id, left_field, right_field, left_value,
                          right_value, left_base, right_base, policy, sentence, opened_at)
                        select r.workspace_id, r.sync_id, p.id, r.id, 'a', 'a', '"x"', '"y"', '"z"', '"z"', 'manual', 's', now()
                        from run r join row_pair p on p.sync_id = r.sync_id where r.id = ? limit 1 returning id""").param(run).query(Long.class).single());
        long view = transactions.system(
                db -> db.sql("""
                        insert into saved_view (workspace_id, person_id, screen, name, search, created_at)
                        values (1, ?, 'runs', 'ours', 'sync="clients"', now()) returning id""").param(ours.value()).query(Long.class).single());
        ids = new HashMap<>(Map.of(
                "/runs/{id}", "/runs/" + run,
                "/changes/{id}", "/changes/" + change,
                "/conflicts/{id}", "/conflicts/" + conflict,
                "/people/{id}", "/people/" + ours.value(),
                "/tokens/{id}", "/tokens/" + token.substring(6, 18),
                "/invitations/{id}",
                        "/invitations/" + invited.get("invitation").get("id").asLong(),
                "/connections/{name}", "/connections/partner",
                "/tables/{table}", "/tables/clients",
                "{name}", "clients",
                "{sync}", "clients"));
        ids.put("/views/{id}", "/views/" + view);
    }

    private record Endpoint(String method, String path, String least) {}

    /// From the file that AccessTest holds against every mapping of the running application.
    private static List<Endpoint> endpoints() throws Exception {
        try (var file = OtherWorkspaceTest.class.getResourceAsStream("workspace/access.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("/api/v1/"))
                    .map(line -> line.split(" +"))
                    .map(words -> new Endpoint(words[0], words[1], words[2]))
                    .filter(endpoint -> !endpoint.least.equals("anybody") && !endpoint.least.equals("owner"))
                    .toList();
        }
    }

    private static HttpResponse<String> asStranger(String method, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Authorization", "Bearer " + stranger)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String nameless(HttpResponse<String> answer) {
        return answer.statusCode() + answer.body().replaceAll("partner|clients|nothing", "…");
    }

    private static HttpResponse<String> absent(Endpoint endpoint) throws Exception {
        String path =
                endpoint.path.replace("{id}", "999999").replace("{number}", "1").replaceAll("[{][a-z]+[}]", "nothing");
        return asStranger(endpoint.method, path, body(endpoint));
    }

    @Test
    void everyEndpointOfTheRunningApplicationIsInTheFile() throws Exception {
        Set<String> listed = new TreeSet<>();
        try (var file = OtherWorkspaceTest.class.getResourceAsStream("workspace/access.txt")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" +"))
                    .filter(words -> words.length == 3)
                    .forEach(words -> listed.add(words[0] + " " + words[1]));
        }
        Set<String> running = new TreeSet<>();
        for (var mapping : server.beans(RequestMappingInfoHandlerMapping.class)) {
            for (var info : mapping.getHandlerMethods().keySet()) {
                var methods = info.getMethodsCondition().getMethods();
                for (String path : info.getPatternValues()) {
                    if (!path.equals("/error")) {
                        methods.forEach(method -> running.add(method + " " + path));
                        assertThat(methods).as(path).isNotEmpty();
                    }
                }
            }
        }
        assertThat(running).hasSizeGreaterThan(60);
        assertThat(listed).containsAll(running);
    }

    /// What each of them needs so that only the thing itself can be missing.
    private static String body(Endpoint endpoint) {
        String path = endpoint.path;
        if (path.endsWith("/approve")) {
            return "{\"hash\":\"x\"}";
        }
        if (path.endsWith("/resolve")) {
            return "{\"choice\":\"left\"}";
        }
        if (path.endsWith("/role")) {
            return "{\"role\":\"admin\"}";
        }
        if (path.endsWith("/settle")) {
            return "{\"landed\":true}";
        }
        if (path.endsWith("/first-match")) {
            return "{\"differing\":\"left\",\"leftAlone\":\"leave\",\"rightAlone\":\"leave\"}";
        }
        if (path.endsWith("/restore")) {
            return "{\"revision\":1}";
        }
        if (path.contains("/schedules/")) {
            return "{\"cron\":\"0 0 * * *\",\"zone\":\"UTC\"}";
        }
        return endpoint.method.equals("GET") || endpoint.method.equals("DELETE") ? "" : "{}";
    }

    @Test
    void whatIsOursIsNotThereForThem() throws Exception {
        var wrong = new ArrayList<String>();
        int asked = 0;
        for (Endpoint endpoint : endpoints()) {
            String path = endpoint.path.replace("{number}", "1");
            for (var id : ids.entrySet().stream()
                    .sorted((one, two) -> two.getKey().length() - one.getKey().length())
                    .toList()) {
                path = path.replace(id.getKey(), id.getValue());
            }
            if (path.equals(endpoint.path) || path.contains("{")) {
                continue;
            }
            asked++;
            var answer = asStranger(endpoint.method, path, body(endpoint));
            // What is refused before anything is looked up is refused for what is nowhere too.
            if (answer.statusCode() != 404 && !nameless(answer).equals(nameless(absent(endpoint)))) {
                wrong.add(endpoint.method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(30);
    }

    @Test
    void noListHoldsAnythingOfOurs() throws Exception {
        var wrong = new ArrayList<String>();
        for (Endpoint endpoint : endpoints()) {
            if (!endpoint.method.equals("GET")
                    || endpoint.path.contains("{")
                    || endpoint.path.endsWith("/events")
                    || endpoint.path.endsWith("/rows")
                    // A pass is for one sync of one workspace; nobody comes there with anything else.
                    || endpoint.path.startsWith("/api/v1/embed/")
                    || endpoint.path.endsWith("/oauth/callback")) {
                continue;
            }
            var answer = asStranger("GET", endpoint.path, "");
            if (answer.statusCode() != 200 || OURS.stream().anyMatch(answer.body()::contains)) {
                wrong.add(endpoint.path + ": " + answer.statusCode() + " " + answer.body());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asStranger("GET", "/api/v1/rows?sync=clients&row=1001", "").statusCode())
                .isEqualTo(404);
        assertThat(ExampleServer.json(asStranger("POST", "/api/v1/sync/all", "").body())
                        .get("runs"))
                .isEmpty();
        assertThat(ExampleServer.json(
                                asStranger("POST", "/api/v1/jobs/discard", "{}").body())
                        .get("count")
                        .asInt())
                .isZero();
    }

    /// As if the application had forgotten to ask: the role that it uses sees rows of the one workspace only.
    @Test
    void theDatabaseItselfKeepsThemApart() {
        var transactions = server.bean(Transactions.class);
        List<String> tables =
                transactions.system(db -> db.sql("""
                        select c.table_name from information_schema.columns c join information_schema.tables t
                          using (table_schema, table_name)
                        where c.table_schema = 'tallystick' and c.column_name = 'workspace_id'
                          and t.table_type = 'BASE TABLE' order by 1""").query(String.class).list());
        assertThat(tables).contains("run", "change", "sync", "connection", "audit", "session", "invitation");
        var seen = new ArrayList<String>();
        for (String table : tables) {
            boolean guarded = transactions.<Boolean>system(
                    db -> db.sql("select relrowsecurity from pg_class where oid = to_regclass('tallystick.' || ?)")
                            .param(table)
                            .query(Boolean.class)
                            .single());
            assertThat(guarded).as(table).isTrue();
            String sql = "select count(*) from " + table + " where workspace_id <> " + other.value();
            try {
                long ours = transactions.in(
                        other, db -> db.sql(sql).query(Long.class).single());
                assertThat(ours).as(table).isZero();
            } catch (DataAccessException denied) {
                assertThat(denied).as(table).hasStackTraceContaining("permission denied");
            }
            if (transactions.<Long>system(db -> db.sql(sql).query(Long.class).single()) > 0) {
                seen.add(table);
            }
        }
        assertThat(seen).as("there is something to be hidden").contains("run", "change", "sync", "connection", "audit");
        assertThat(transactions.<Integer>in(
                        other, db -> db.sql("update sync set paused = true").update()))
                .isZero();
        assertThat(transactions.<List<String>>in(
                        other,
                        db -> db.sql("select name from workspace")
                                .query(String.class)
                                .list()))
                .containsExactly("other");
        assertThatThrownBy(() -> transactions.in(
                        other,
                        db -> db.sql("insert into event (workspace_id, kind, subject, at) values (1, 'run', 1, now())")
                                .update()))
                .hasStackTraceContaining("row-level security");
    }
}
