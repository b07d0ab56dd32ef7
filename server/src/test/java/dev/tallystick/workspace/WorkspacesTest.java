package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.TestServer.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Several workspaces on one server: making, naming, entering and recovering them, and that none sees another's.
class WorkspacesTest {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static PersonId ada;
    private static String owner;

    @BeforeAll
    static void anOwner() {
        ada = server.person("ada@example.org", Role.ADMIN);
        server.database().asOwner("update person set instance_owner = true where id = " + ada.value());
        owner = server.token(ada, Scope.OWNER);
    }

    private static Answer asOwner(String method, String path, String body) {
        return as(owner, method, path, body);
    }

    private static Answer as(String token, String method, String path, String body) {
        return server.send(method, path, body, "Authorization", "Bearer " + token);
    }

    private static WorkspaceId made(String name) {
        Answer made = asOwner("POST", "/api/v1/workspaces", "{\"name\":\"%s\"}".formatted(name));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().get("role").asString()).isEqualTo("admin");
        return new WorkspaceId(made.json().get("id").asLong());
    }

    @Test
    void isMadeEnteredAndRenamed() {
        WorkspaceId north = made("north");
        assertThat(asOwner("POST", "/api/v1/workspaces", "{\"name\":\"north\"}").code())
                .isEqualTo("name_taken");
        assertThat(asOwner("POST", "/api/v1/workspaces", "{\"name\":\"No rth\"}")
                        .status())
                .isEqualTo(400);

        var browser = server.browser();
        browser.signIn("ada@example.org", TestServer.PASSWORD);
        String before = browser.sid;
        assertThat(browser.get("/api/v1/me").json().get("workspace").get("name").asString())
                .isEqualTo("main");
        assertThat(browser.post("/api/v1/session/workspace", "{\"workspace\":%d}".formatted(north.value()))
                        .status())
                .isEqualTo(204);
        assertThat(browser.sid).isNotEqualTo(before);
        assertThat(browser.get("/api/v1/me").json().get("workspace").get("name").asString())
                .isEqualTo("north");
        assertThat(server.send("GET", "/api/v1/me", "", "Cookie", "sid=" + before)
                        .status())
                .as("the session before has ended")
                .isEqualTo(401);
        assertThat(browser.get("/api/v1/people").json().get("items")).hasSize(1);
        var list = browser.get("/api/v1/workspaces").json().get("items");
        assertThat(list.get(0).get("current").asBoolean()).isFalse();
        assertThat(list.findValuesAsString("name")).contains("main", "north");

        Answer renamed = asOwner("PUT", "/api/v1/workspaces/" + north.value(), "{\"name\":\"north-office\"}");
        assertThat(renamed.json().get("name").asString()).isEqualTo("north-office");
        assertThat(asOwner("PUT", "/api/v1/workspaces/999999", "{\"name\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(server.bean(AuditTrail.class).verify(north).sentence()).isEmpty();
        Answer main = asOwner("PUT", "/api/v1/workspaces/" + server.main().value(), "{\"name\":\"head-office\"}");
        assertThat(main.status()).isEqualTo(200);
        assertThat(server.main().value()).as("it is found by another name too").isEqualTo(1);
        asOwner("PUT", "/api/v1/workspaces/1", "{\"name\":\"main\"}");
    }

    @Test
    void noneIsEnteredWithoutBelongingToIt() {
        WorkspaceId closed = made("closed");
        server.person("bob@example.org", Role.ADMIN);
        var bob = server.browser();
        bob.signIn("bob@example.org", TestServer.PASSWORD);
        Answer absent = bob.post("/api/v1/session/workspace", "{\"workspace\":999999}");
        Answer others = bob.post("/api/v1/session/workspace", "{\"workspace\":%d}".formatted(closed.value()));
        assertThat(others.status()).isEqualTo(404);
        assertThat(others.body().replace("workspace " + closed.value(), "workspace N"))
                .as("the two are not to be told apart")
                .isEqualTo(absent.body().replace("workspace 999999", "workspace N"));
        assertThat(bob.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(bob.get("/api/v1/workspaces?all=true").json().get("items")).hasSize(1);
        assertThat(asOwner("POST", "/api/v1/session/workspace", "{\"workspace\":1}")
                        .code())
                .isEqualTo("session_needed");
    }

    @Test
    void anOwnerRecoversOneAndItsTrailTells() {
        WorkspaceId lost = server.workspace("lost");
        PersonId gone = server.person("gone@example.org", Role.VIEWER);
        server.member(lost, gone, Role.ADMIN);
        assertThat(asOwner("GET", "/api/v1/workspaces", "").body()).doesNotContain("\"lost\"");
        var all = asOwner("GET", "/api/v1/workspaces?all=true", "").json().get("items");
        assertThat(all.findValuesAsString("name")).contains("lost");

        Answer joined = asOwner("POST", "/api/v1/workspaces/" + lost.value() + "/join", "");
        assertThat(joined.json().get("role").asString()).isEqualTo("admin");
        String trail = server.database()
                .transactions()
                .system(db -> db.sql("select actor || detail from audit where action = 'workspace.recovered'"
                                + " and workspace_id = ?")
                        .param(lost.value())
                        .query(String.class)
                        .single());
        assertThat(trail).contains("ada@example.org").contains("\"before\":\"no member\"");
    }

    @Test
    void aPersonOfAnotherWorkspaceIsNotThere() {
        WorkspaceId other = made("isolated");
        PersonId theirs = server.person("theirs@example.org", Role.VIEWER);
        String mine = server.token(other, ada, Scope.ADMIN);
        assertThat(as(mine, "GET", "/api/v1/people", "").body()).doesNotContain("theirs@example.org");
        for (String request : new String[] {
            "GET /api/v1/people/%d ",
            "PUT /api/v1/people/%d/role {\"role\":\"admin\"}",
            "POST /api/v1/people/%d/disable ",
            "POST /api/v1/people/%d/enable ",
            "POST /api/v1/people/%d/reset-password "
        }) {
            String[] words = request.split(" ", 3);
            Answer others = as(mine, words[0], words[1].formatted(theirs.value()), words[2]);
            Answer absent = as(mine, words[0], words[1].formatted(999_999), words[2]);
            assertThat(others.status()).as(request).isEqualTo(404);
            assertThat(others.body().replace("person " + theirs.value(), "person N"))
                    .isEqualTo(absent.body().replace("person 999999", "person N"));
        }
        String token = server.token(theirs, Scope.READ);
        assertThat(as(mine, "DELETE", "/api/v1/tokens/" + token.substring(6, 18), "")
                        .status())
                .isEqualTo(404);
        assertThat(as(token, "GET", "/api/v1/me", "").status()).isEqualTo(200);
        long invitation = as(
                        server.token(ada, Scope.ADMIN),
                        "POST",
                        "/api/v1/invitations",
                        "{\"email\":\"x@example.org\",\"role\":\"viewer\"}")
                .json()
                .get("invitation")
                .get("id")
                .asLong();
        assertThat(as(mine, "GET", "/api/v1/invitations", "").json().get("items"))
                .isEmpty();
        assertThat(as(mine, "DELETE", "/api/v1/invitations/" + invitation, "").status())
                .isEqualTo(404);
    }

    @Test
    void settingsAreCheckedAndChanged() {
        WorkspaceId here = made("settings");
        PersonId carl = server.person("carl@example.org", Role.VIEWER);
        server.member(here, carl, Role.ADMIN);
        String carls = server.token(here, carl, Scope.ADMIN);
        var before = as(carls, "GET", "/api/v1/workspace/settings", "").json();
        assertThat(before.get("historyDays").asInt()).isEqualTo(365);
        assertThat(before.get("auditDays").asInt()).isEqualTo(1095);

        Answer refused = as(
                carls,
                "PUT",
                "/api/v1/workspace/settings",
                "{\"historyDays\":1,\"auditDays\":30,\"embedOrigins\":[\"javascript:alert(1)\"]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors")).hasSize(3);
        assertThat(as(carls, "PUT", "/api/v1/workspace/settings", "{\"name\":\"mine\"}")
                        .code())
                .isEqualTo("owner_only");

        Answer changed = as(
                carls,
                "PUT",
                "/api/v1/workspace/settings",
                "{\"historyDays\":30,\"embedOrigins\":[\"https://admin.example.org\"]}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().get("historyDays").asInt()).isEqualTo(30);
        assertThat(changed.json().get("auditDays").asInt()).isEqualTo(1095);
        assertThat(as(carls, "GET", "/api/v1/workspace/settings", "").body()).contains("https://admin.example.org");
        assertThat(asOwner("GET", "/api/v1/workspace/settings", "").body()).doesNotContain("admin.example.org");
    }

    @Test
    void aboutSaysWhatRunsHere() {
        var about = asOwner("GET", "/api/v1/about", "").json();
        assertThat(about.get("database").get("kind").asString()).isEqualTo("external");
        assertThat(about.get("database").get("version").asString()).matches("\\d+\\.\\d+.*");
        assertThat(about.get("uptimeSeconds").asLong()).isNotNegative();
        assertThat(about.toString()).doesNotContain(server.dataDir().toString());
    }
}
