package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.TestServer.Answer;
import dev.tallystick.workspace.TestServer.Browser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is in a workspace, how they come in, and who may change that.
class PeopleTest {
    private static final String NEW_PASSWORD = "another trombone in a quilt";

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static PersonId ada;
    private static Browser admin;

    @BeforeAll
    static void anOwnerWhoIsAdmin() {
        ada = server.person("ada@example.org", Role.ADMIN);
        server.database().asOwner("update person set instance_owner = true where id = " + ada.value());
    }

    @BeforeEach
    void signIn() {
        server.clock.pass(Duration.ofMinutes(16));
        admin = signedIn("ada@example.org");
    }

    private static Browser signedIn(String email) {
        var browser = server.browser();
        assertThat(browser.signIn(email, TestServer.PASSWORD).status()).isEqualTo(204);
        return browser;
    }

    private static String fresh(String name) {
        return name + NUMBER.incrementAndGet() + "@example.org";
    }

    private static String invite(String email, String role) {
        Answer made = admin.post("/api/v1/invitations", "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().get("link").asString().replace("/invite#token=", "");
    }

    private static Answer accept(Browser browser, String token, String name, String password) {
        return browser.post(
                "/api/v1/invitations/accept",
                "{\"token\":\"%s\",\"name\":\"%s\",\"password\":\"%s\"}".formatted(token, name, password));
    }

    @Test
    void anInvitationBringsSomebodyInOnce() {
        String email = fresh("bob");
        String token = invite(email, "operator");
        assertThat(admin.get("/api/v1/invitations").body()).contains(email).doesNotContain(token);

        var seen = server.browser()
                .post("/api/v1/invitations/look", "{\"token\":\"%s\"}".formatted(token))
                .json();
        assertThat(seen.get("email").asString()).isEqualTo(email);
        assertThat(seen.get("known").asBoolean()).isFalse();
        Answer weak = accept(server.browser(), token, "Bob", "password1234");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.json().get("errors").get(0).get("pointer").asString()).isEqualTo("/password");

        var bob = server.browser();
        assertThat(accept(bob, token, "Bob", NEW_PASSWORD).status()).isEqualTo(204);
        var me = bob.get("/api/v1/me").json();
        assertThat(me.get("role").asString()).isEqualTo("operator");
        assertThat(me.get("owner").asBoolean()).isFalse();

        Answer again = accept(server.browser(), token, "Eve", NEW_PASSWORD);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.code()).isEqualTo("link_invalid");
        assertThat(admin.get("/api/v1/invitations").body()).doesNotContain(email);
        assertThat(admin.get("/api/v1/people?q=" + email.substring(0, 5))
                        .json()
                        .get("items")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("Bob");
        assertThat(admin.post("/api/v1/invitations", "{\"email\":\"%s\",\"role\":\"admin\"}".formatted(email))
                        .code())
                .isEqualTo("person_here");
    }

    @Test
    void anInvitationEndsByTimeByAnotherOneAndWhenItIsTakenBack() {
        String email = fresh("late");
        String first = invite(email, "viewer");
        String second = invite(email, "viewer");
        assertThat(accept(server.browser(), first, "Late", NEW_PASSWORD).code()).isEqualTo("link_invalid");

        long id = admin.get("/api/v1/invitations")
                .json()
                .get("items")
                .get(0)
                .get("id")
                .asLong();
        assertThat(admin.delete("/api/v1/invitations/" + id).status()).isEqualTo(204);
        assertThat(admin.delete("/api/v1/invitations/" + id).status()).isEqualTo(404);
        assertThat(accept(server.browser(), second, "Late", NEW_PASSWORD).code())
                .isEqualTo("link_invalid");

        String third = invite(email, "viewer");
        server.clock.pass(InvitationStore.LIFE.plusSeconds(1));
        assertThat(accept(server.browser(), third, "Late", NEW_PASSWORD).code()).isEqualTo("link_invalid");
    }

    @Test
    void theLinkAloneDoesNotOpenAnAccountThatIsThere() {
        String email = fresh("both");
        PersonId both = server.person(email, Role.VIEWER);
        WorkspaceId other = server.workspace("other-" + both.value());
        server.member(other, ada, Role.ADMIN);
        var made = server.send(
                "POST",
                "/api/v1/invitations",
                "{\"email\":\"%s\",\"role\":\"admin\"}".formatted(email),
                "Authorization",
                "Bearer " + server.token(other, ada, Scope.ADMIN));
        String token = made.json().get("link").asString().replace("/invite#token=", "");

        Answer thief = accept(server.browser(), token, "Eve", NEW_PASSWORD);
        assertThat(thief.status()).isEqualTo(401);
        assertThat(thief.code()).isEqualTo("wrong_credentials");
        var browser = server.browser();
        assertThat(accept(browser, token, "", TestServer.PASSWORD).status()).isEqualTo(204);
        var me = browser.get("/api/v1/me").json();
        assertThat(me.get("workspace").get("id").asLong()).isEqualTo(other.value());
        assertThat(me.get("role").asString()).isEqualTo("admin");
    }

    @Test
    void aRoleChangesAtOnceAndTheTrailSaysFromWhatToWhat() {
        String email = fresh("carol");
        PersonId carol = server.person(email, Role.VIEWER);
        var session = signedIn(email);

        Answer changed = admin.put("/api/v1/people/" + carol.value() + "/role", "{\"role\":\"operator\"}");
        assertThat(changed.json().get("role").asString()).isEqualTo("operator");
        assertThat(session.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(signedIn(email).get("/api/v1/me").json().get("role").asString())
                .isEqualTo("operator");
        assertThat(trail("person.role", carol))
                .contains("\"before\":\"viewer\"")
                .contains("\"after\":\"operator\"")
                .contains("\"address\":\"127.0.0.1\"");
        assertThat(admin.put("/api/v1/people/" + carol.value() + "/role", "{\"role\":\"king\"}")
                        .status())
                .isEqualTo(400);
        assertThat(admin.put("/api/v1/people/999999/role", "{\"role\":\"viewer\"}")
                        .status())
                .isEqualTo(404);
    }

    private static String trail(String action, PersonId person) {
        return server.database()
                .transactions()
                .system(db -> db.sql(
                                "select detail from audit where action = ? and subject = ? order by seq desc limit 1")
                        .param(action)
                        .param("person " + person.value())
                        .query(String.class)
                        .single());
    }

    @Test
    void whoIsDisabledIsOutAtOnceAndComesBackWhenEnabled() {
        String email = fresh("dan");
        PersonId dan = server.person(email, Role.OPERATOR);
        var session = signedIn(email);
        String token = server.token(dan, Scope.RUN);

        Answer disabled = admin.post("/api/v1/people/" + dan.value() + "/disable", "");
        assertThat(disabled.status()).as(disabled.body()).isEqualTo(200);
        assertThat(disabled.json().get("disabledAt").isNull()).isFalse();
        assertThat(session.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(server.send("GET", "/api/v1/me", "", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(server.browser().signIn(email, TestServer.PASSWORD).status()).isEqualTo(403);

        assertThat(admin.post("/api/v1/people/" + dan.value() + "/enable", "").status())
                .isEqualTo(200);
        assertThat(server.send("GET", "/api/v1/me", "", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
        signedIn(email);
    }

    @Test
    void anAdminShutsNobodyOutOfAnotherWorkspace() {
        String email = fresh("erin");
        PersonId erin = server.person(email, Role.VIEWER);
        WorkspaceId other = server.workspace("shared-" + erin.value());
        server.member(other, erin, Role.ADMIN);
        String there = server.token(other, erin, Scope.ADMIN);
        PersonId boss = server.person(fresh("boss"), Role.ADMIN);
        String bossToken = "Bearer " + server.token(boss, Scope.ADMIN);

        assertThat(server.send(
                                "POST",
                                "/api/v1/people/" + erin.value() + "/disable",
                                "{\"everywhere\":true}",
                                "Authorization",
                                bossToken)
                        .code())
                .isEqualTo("owner_only");
        assertThat(server.send(
                                "POST",
                                "/api/v1/people/" + erin.value() + "/reset-password",
                                "",
                                "Authorization",
                                bossToken)
                        .code())
                .isEqualTo("owner_only");
        assertThat(server.send(
                                "POST",
                                "/api/v1/people/" + ada.value() + "/reset-password",
                                "",
                                "Authorization",
                                bossToken)
                        .code())
                .as("an admin does not become the owner")
                .isEqualTo("owner_only");
        assertThat(server.send("POST", "/api/v1/people/" + erin.value() + "/disable", "", "Authorization", bossToken)
                        .status())
                .isEqualTo(200);
        assertThat(server.send("GET", "/api/v1/people", "", "Authorization", "Bearer " + there)
                        .status())
                .as("her other workspace")
                .isEqualTo(200);
        assertThat(signedIn(email)
                        .get("/api/v1/me")
                        .json()
                        .get("workspace")
                        .get("id")
                        .asLong())
                .isEqualTo(other.value());
    }

    @Test
    void theLastAdminStays() {
        PersonId only = server.person(fresh("only"), Role.VIEWER);
        WorkspaceId other = server.workspace("lonely-" + only.value());
        server.member(other, only, Role.ADMIN);
        server.member(other, ada, Role.VIEWER);
        String token = "Bearer " + server.token(other, only, Scope.ADMIN);

        Answer demoted = server.send(
                "PUT", "/api/v1/people/" + only.value() + "/role", "{\"role\":\"viewer\"}", "Authorization", token);
        assertThat(demoted.status()).isEqualTo(409);
        assertThat(demoted.code()).isEqualTo("last_admin");
        assertThat(server.send("POST", "/api/v1/people/" + only.value() + "/disable", "", "Authorization", token)
                        .code())
                .isEqualTo("yourself");
        Answer promoted = server.send(
                "PUT", "/api/v1/people/" + ada.value() + "/role", "{\"role\":\"admin\"}", "Authorization", token);
        assertThat(promoted.status()).isEqualTo(200);
        assertThat(server.send(
                                "PUT",
                                "/api/v1/people/" + only.value() + "/role",
                                "{\"role\":\"viewer\"}",
                                "Authorization",
                                token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void twoAdminsWhoDemoteEachOtherLeaveOne() throws Exception {
        for (int round = 0; round < 5; round++) {
            PersonId one = server.person(fresh("one"), Role.VIEWER);
            PersonId two = server.person(fresh("two"), Role.VIEWER);
            WorkspaceId other = server.workspace("duel-" + one.value());
            server.member(other, one, Role.ADMIN);
            server.member(other, two, Role.ADMIN);
            People people = server.bean(People.class);
            var work = new ArrayList<Callable<Integer>>();
            for (PersonId each : List.of(one, two)) {
                work.add(() -> {
                    try {
                        people.setRole(Actor.TALLYSTICK, other, each, Role.VIEWER);
                        return 1;
                    } catch (dev.tallystick.web.Refusal refused) {
                        return 0;
                    }
                });
            }
            try (var threads = Executors.newFixedThreadPool(2)) {
                int done = 0;
                for (var result : threads.invokeAll(work)) {
                    done += result.get();
                }
                assertThat(done).isEqualTo(1);
            }
        }
    }

    @Test
    void aPasswordIsChangedByWhoKnowsItAndOtherSessionsEnd() {
        String email = fresh("fay");
        server.person(email, Role.VIEWER);
        var here = signedIn(email);
        var elsewhere = signedIn(email);

        assertThat(here.put("/api/v1/me/password", "{\"current\":\"wrong\",\"password\":\"" + NEW_PASSWORD + "\"}")
                        .code())
                .isEqualTo("wrong_credentials");
        Answer changed = here.put(
                "/api/v1/me/password",
                "{\"current\":\"%s\",\"password\":\"%s\"}".formatted(TestServer.PASSWORD, NEW_PASSWORD));
        assertThat(changed.status()).as(changed.body()).isEqualTo(204);
        assertThat(here.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(elsewhere.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(server.browser().signIn(email, TestServer.PASSWORD).status()).isEqualTo(401);
        assertThat(server.browser().signIn(email, NEW_PASSWORD).status()).isEqualTo(204);
    }

    @Test
    void guessingTheCurrentPasswordIsSlowedDown() {
        String email = fresh("gus");
        server.person(email, Role.VIEWER);
        var browser = signedIn(email);
        var statuses = new ArrayList<Integer>();
        for (int guess = 0; guess < 7; guess++) {
            statuses.add(browser.put(
                            "/api/v1/me/password",
                            "{\"current\":\"guess%d\",\"password\":\"%s\"}".formatted(guess, NEW_PASSWORD))
                    .status());
            server.clock.pass(Duration.ofMillis(100));
        }
        assertThat(statuses).startsWith(403, 403, 403, 403, 403).endsWith(429);
    }

    @Test
    void aResetLinkSetsAPasswordOnce() {
        String email = fresh("hal");
        PersonId hal = server.person(email, Role.VIEWER);
        var session = signedIn(email);
        Answer made = admin.post("/api/v1/people/" + hal.value() + "/reset-password", "");
        String token = made.json().get("link").asString().replace("/password#token=", "");
        assertThat(session.get("/api/v1/me").status())
                .as("nothing has changed yet")
                .isEqualTo(200);

        String body = "{\"token\":\"%s\",\"password\":\"%s\"}";
        assertThat(server.browser()
                        .post("/api/v1/password", body.formatted(token, "short"))
                        .status())
                .isEqualTo(400);
        assertThat(server.browser()
                        .post("/api/v1/password", body.formatted(token, NEW_PASSWORD))
                        .status())
                .isEqualTo(204);
        assertThat(session.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(server.browser().signIn(email, NEW_PASSWORD).status()).isEqualTo(204);
        assertThat(server.browser()
                        .post("/api/v1/password", body.formatted(token, "trombone quilt in another"))
                        .code())
                .isEqualTo("link_invalid");
    }

    @Test
    void oneSeesAndEndsOnesOwnSessionsOnly() {
        String email = fresh("ivy");
        server.person(email, Role.VIEWER);
        var first = signedIn(email);
        var second = signedIn(email);
        var items = second.get("/api/v1/me/sessions").json().get("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).get("current").asBoolean()).isTrue();
        assertThat(items.get(1).get("current").asBoolean()).isFalse();
        var page = second.get("/api/v1/me/sessions?limit=1").json();
        assertThat(second.get("/api/v1/me/sessions?limit=1&cursor="
                                + page.get("next").asString())
                        .json()
                        .get("items")
                        .get(0)
                        .get("id"))
                .isEqualTo(items.get(1).get("id"));

        long adas = admin.get("/api/v1/me/sessions")
                .json()
                .get("items")
                .get(0)
                .get("id")
                .asLong();
        assertThat(second.delete("/api/v1/me/sessions/" + adas).status()).isEqualTo(404);
        assertThat(admin.get("/api/v1/me").status()).isEqualTo(200);

        assertThat(second.delete("/api/v1/me/sessions/" + items.get(1).get("id").asLong())
                        .status())
                .isEqualTo(204);
        assertThat(first.get("/api/v1/me").status()).isEqualTo(401);
        signedIn(email);
        assertThat(second.delete("/api/v1/me/sessions").json().get("ended").asInt())
                .isEqualTo(1);
        assertThat(second.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void onlyAnOwnerMakesOwnersAndTheLastOneStays() {
        PersonId second = server.person(fresh("second"), Role.ADMIN);
        String path = "/api/v1/people/" + second.value() + "/owner";
        assertThat(server.send(
                                "PUT",
                                path,
                                "{\"owner\":true}",
                                "Authorization",
                                "Bearer " + server.token(second, Scope.OWNER))
                        .status())
                .isEqualTo(403);
        assertThat(admin.put("/api/v1/people/" + ada.value() + "/owner", "{\"owner\":false}")
                        .code())
                .isEqualTo("last_owner");
        assertThat(admin.put(path, "{\"owner\":true}").json().get("owner").asBoolean())
                .isTrue();
        assertThat(admin.put(path, "{\"owner\":false}").json().get("owner").asBoolean())
                .isFalse();
    }

    @Test
    void peopleComeInPagesWithoutASecret() {
        for (int i = 0; i < 3; i++) {
            server.person(fresh("page"), Role.VIEWER);
        }
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var page = admin.get("/api/v1/people?q=page&limit=2" + cursor).json();
            page.get("items").forEach(person -> seen.add(person.get("email").asString()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(3).doesNotHaveDuplicates();
        assertThat(admin.get("/api/v1/people").body()).doesNotContain("argon2").doesNotContain("hash");
    }
}
