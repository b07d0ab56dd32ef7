package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.workspace.TestServer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// API tokens over the API: made with at most one's own rights, shown once, listed, revoked.
class TokensTest {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static PersonId ada;
    private static PersonId olga;
    private static String owner;

    @BeforeAll
    static void people() {
        ada = server.person("ada@example.org", Role.ADMIN);
        olga = server.person("olga@example.org", Role.OPERATOR);
        PersonId boss = server.person("boss@example.org", Role.ADMIN);
        server.database().asOwner("update person set instance_owner = true where id = " + boss.value());
        owner = server.token(boss, Scope.OWNER);
    }

    private static TestServer.Browser browser(String email) {
        var browser = server.browser();
        server.clock.pass(Duration.ofSeconds(2));
        assertThat(browser.signIn(email, TestServer.PASSWORD).status()).isEqualTo(204);
        return browser;
    }

    private static Answer as(String token, String method, String path, String body) {
        return server.send(method, path, body, "Authorization", "Bearer " + token);
    }

    private static String wish(String scope) {
        return "{\"name\":\"nightly\",\"scope\":\"%s\",\"days\":30}".formatted(scope);
    }

    @Test
    void isShownOnceAndWorksUntilItIsRevoked() {
        var olgas = browser("olga@example.org");
        Answer made = olgas.post("/api/v1/tokens", wish("run"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String secret = made.json().get("secret").asString();
        var token = made.json().get("token");
        assertThat(secret).startsWith("tally_" + token.get("id").asString() + "_");
        assertThat(token.get("scope").asString()).isEqualTo("run");
        assertThat(token.get("workspace").asString()).isEqualTo("main");
        assertThat(token.get("usedAt").isNull()).isTrue();
        assertThat(Duration.between(
                        java.time.Instant.parse(token.get("createdAt").asString()),
                        java.time.Instant.parse(token.get("expiresAt").asString())))
                .isEqualTo(Duration.ofDays(30));

        assertThat(as(secret, "GET", "/api/v1/me", "").json().get("role").asString())
                .isEqualTo("operator");
        Answer list = olgas.get("/api/v1/tokens?mine=true");
        assertThat(list.body()).doesNotContain(secret.substring(19));
        assertThat(list.json().get("items").get(0).get("usedAt").isNull()).isFalse();

        assertThat(olgas.delete("/api/v1/tokens/" + token.get("id").asString()).status())
                .isEqualTo(204);
        assertThat(as(secret, "GET", "/api/v1/me", "").status()).isEqualTo(401);
        assertThat(olgas.get("/api/v1/tokens?mine=true")
                        .json()
                        .get("items")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("revoked");
        assertThat(olgas.get("/api/v1/tokens?mine=true&active=true").body())
                .doesNotContain(token.get("id").asString());
    }

    @Test
    void mayNeverMoreThanWhoMakesIt() {
        assertThat(browser("olga@example.org")
                        .post("/api/v1/tokens", wish("admin"))
                        .code())
                .isEqualTo("beyond_rights");
        assertThat(browser("ada@example.org")
                        .post("/api/v1/tokens", wish("owner"))
                        .code())
                .isEqualTo("beyond_rights");
        assertThat(as(server.token(ada, Scope.READ), "POST", "/api/v1/tokens", wish("read"))
                        .code())
                .as("a lesser token makes no more of itself")
                .isEqualTo("session_needed");
        assertThat(as(owner, "POST", "/api/v1/tokens", wish("owner")).status()).isEqualTo(201);
    }

    @Test
    void losesWhatItsOwnerLoses() {
        PersonId fred = server.person("fred@example.org", Role.ADMIN);
        String token = server.token(fred, Scope.ADMIN);
        assertThat(as(token, "GET", "/api/v1/people", "").status()).isEqualTo(200);
        server.bean(People.class).setRole(Actor.TALLYSTICK, server.main(), fred, Role.VIEWER);
        assertThat(as(token, "GET", "/api/v1/people", "").status()).isEqualTo(403);
    }

    @Test
    void othersTokensAreAnAdminsBusinessOnly() {
        String mine = server.token(olga, Scope.READ).substring(6, 18);
        PersonId eve = server.person("eve@example.org", Role.OPERATOR);
        String eves = server.token(eve, Scope.RUN);

        assertThat(as(eves, "GET", "/api/v1/tokens", "").body()).doesNotContain(mine);
        assertThat(as(eves, "DELETE", "/api/v1/tokens/" + mine, "").status()).isEqualTo(404);
        String admin = server.token(ada, Scope.ADMIN);
        assertThat(as(admin, "GET", "/api/v1/tokens?limit=200", "").body()).contains(mine);
        assertThat(as(admin, "DELETE", "/api/v1/tokens/" + mine, "").status()).isEqualTo(204);
    }

    @Test
    void refusesWhatIsNoTokenAndSaysAllOfIt() {
        Answer refused =
                browser("olga@example.org").post("/api/v1/tokens", "{\"name\":\"\",\"scope\":\"root\",\"days\":366}");
        assertThat(refused.status()).isEqualTo(400);
        var pointers = new ArrayList<String>();
        refused.json()
                .get("errors")
                .forEach(error -> pointers.add(error.get("pointer").asString()));
        assertThat(pointers).containsExactly("/name", "/scope", "/days");
    }

    @Test
    void comeInPages() {
        PersonId page = server.person("page@example.org", Role.VIEWER);
        for (int i = 0; i < 5; i++) {
            server.token(page, Scope.READ);
        }
        String token = server.token(page, Scope.READ);
        var ids = new ArrayList<String>();
        String cursor = "";
        do {
            var part = as(token, "GET", "/api/v1/tokens?limit=4" + cursor, "").json();
            part.get("items").forEach(each -> ids.add(each.get("id").asString()));
            cursor = part.get("next").isNull()
                    ? ""
                    : "&cursor=" + part.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(ids).hasSize(6).doesNotHaveDuplicates();
    }
}
