package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.workspace.TestServer.Answer;
import dev.tallystick.workspace.TestServer.Browser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SignInTest {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static PersonId ada;

    @BeforeAll
    static void people() {
        ada = server.person("ada@example.org", Role.OPERATOR);
    }

    @BeforeEach
    void allIsForgotten() {
        server.clock.pass(Duration.ofHours(1));
    }

    @Test
    void signsInAndOut() {
        Browser browser = server.browser();
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);

        Answer in = browser.signIn("ADA@example.org", TestServer.PASSWORD);

        assertThat(in.status()).as(in.body()).isEqualTo(204);
        assertThat(in.response().headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("sid=")
                        .contains("HttpOnly")
                        .contains("SameSite=Lax")
                        .contains("Path=/")
                        .doesNotContain("Secure"));
        Answer me = browser.get("/api/v1/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body())
                .contains("\"email\":\"ada@example.org\"")
                .contains("\"role\":\"operator\"")
                .contains("\"name\":\"main\"")
                .contains("\"demo\":false");
        String sid = browser.sid;
        assertThat(browser.request("DELETE", "/api/v1/session", "").status()).isEqualTo(204);
        browser.sid = sid;
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void everyWayToFailLooksTheSame() {
        PersonId disabled = server.person("gone@example.org", Role.VIEWER);
        server.bean(People.class).disable(Actor.TALLYSTICK, disabled);
        Browser browser = server.browser();

        Answer wrong = browser.signIn("ada@example.org", "not the password");
        Answer unknown = browser.signIn("nobody@example.org", "not the password");
        Answer gone = browser.signIn("gone@example.org", TestServer.PASSWORD);
        Answer service = browser.signIn("scripts", "not the password");

        for (Answer answer : List.of(wrong, unknown, gone, service)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(wrong.body());
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
        assertThat(wrong.code()).isEqualTo("wrong_credentials");
    }

    @Test
    void anUnknownPersonTakesAsLongAsAKnownOne() {
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (int round = 0; round < 7; round++) {
            server.clock.pass(Duration.ofHours(1));
            Browser browser = server.browser();
            known.add(time(() -> browser.signIn("ada@example.org", "not the password")));
            unknown.add(time(() -> browser.signIn("nobody@example.org", "not the password")));
        }
        double ratio = (double) median(unknown) / median(known);
        // On a shared machine the medians of a few tries differ, but not by a hash left out (a factor of ten).
        assertThat(ratio).isBetween(0.5, 2.0);
    }

    private static long time(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return System.nanoTime() - began;
    }

    private static long median(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    @Test
    void aSessionEndsWhenIdleAndAfterTwelveHoursInAnyCase() {
        Browser idle = server.browser();
        idle.signIn("ada@example.org", TestServer.PASSWORD);
        server.clock.pass(Duration.ofMinutes(29));
        assertThat(idle.get("/api/v1/me").status()).isEqualTo(200);
        server.clock.pass(Duration.ofMinutes(29));
        assertThat(idle.get("/api/v1/me").status()).isEqualTo(200);
        server.clock.pass(Duration.ofMinutes(31));
        assertThat(idle.get("/api/v1/me").status()).isEqualTo(401);

        Browser busy = server.browser();
        busy.signIn("ada@example.org", TestServer.PASSWORD);
        for (int quarter = 0; quarter < 47; quarter++) {
            server.clock.pass(Duration.ofMinutes(15));
            assertThat(busy.get("/api/v1/me").status()).isEqualTo(200);
        }
        server.clock.pass(Duration.ofMinutes(15));
        assertThat(busy.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void aNewSignInEndsTheBrowsersOldSession() {
        Browser browser = server.browser();
        browser.signIn("ada@example.org", TestServer.PASSWORD);
        String old = browser.sid;
        browser.signIn("ada@example.org", TestServer.PASSWORD);

        assertThat(browser.sid).isNotEqualTo(old);
        browser.sid = old;
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void disablingDemotingAndANewPasswordEndSessionsAtOnce() {
        PersonId bob = server.person("bob@example.org", Role.ADMIN);
        People people = server.bean(People.class);
        Browser browser = server.browser();
        browser.signIn("bob@example.org", TestServer.PASSWORD);

        people.setRole(Actor.TALLYSTICK, server.main(), bob, Role.VIEWER);
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);

        browser.signIn("bob@example.org", TestServer.PASSWORD);
        assertThat(browser.get("/api/v1/me").body()).contains("\"role\":\"viewer\"");
        people.changePassword(bob, TestServer.PASSWORD, "another trombone in a quilt");
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);

        browser.signIn("bob@example.org", "another trombone in a quilt");
        String token = server.token(bob, Scope.READ);
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
        people.disable(Actor.TALLYSTICK, bob);
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(bearer(token).status()).isEqualTo(401);
    }

    @Test
    void aFewWrongPasswordsSlowAnAccountDownButNeverLockIt() {
        Browser browser = server.browser();
        for (int attempt = 0; attempt < 5; attempt++) {
            server.clock.pass(Duration.ofSeconds(1));
            assertThat(browser.signIn("ada@example.org", "not the password").status())
                    .isEqualTo(401);
        }

        Answer slowed = browser.signIn("ada@example.org", TestServer.PASSWORD);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.code()).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(1, 30);

        for (int attempt = 0; attempt < 8; attempt++) {
            server.clock.pass(Duration.ofSeconds(31));
            assertThat(browser.signIn("ada@example.org", "not the password").status())
                    .isEqualTo(401);
        }
        server.clock.pass(Duration.ofSeconds(30));
        assertThat(browser.signIn("ada@example.org", TestServer.PASSWORD).status())
                .isEqualTo(204);
        assertThat(browser.signIn("ada@example.org", "not the password").status())
                .as("counting begins anew")
                .isEqualTo(401);
    }

    @Test
    void manyAtOnceDoNotGetMoreTries() throws Exception {
        Browser browser = server.browser();
        var statuses = Collections.synchronizedList(new ArrayList<Integer>());
        var threads = new ArrayList<Thread>();
        for (int attempt = 0; attempt < 20; attempt++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> statuses.add(browser.signIn("ada@example.org", "not the password")
                            .status())));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(statuses).filteredOn(status -> status == 401).hasSizeLessThanOrEqualTo(5);
        assertThat(statuses).filteredOn(status -> status == 429).hasSizeGreaterThanOrEqualTo(15);
    }

    @Test
    void oneAddressMayTryTwentyTimesInAQuarterOfAnHour() {
        Browser browser = server.browser();
        var statuses = new ArrayList<Integer>();
        for (int attempt = 0; attempt < 22; attempt++) {
            server.clock.pass(Duration.ofSeconds(2));
            statuses.add(browser.post("/api/v1/session/link", "{\"token\":\"" + "x".repeat(43) + "\"}")
                    .status());
        }

        assertThat(statuses.subList(0, 20)).containsOnly(401);
        assertThat(statuses.subList(20, 22)).containsOnly(429);
    }

    @Test
    void refusesWhatDidNotComeFromItsOwnPages() {
        Browser browser = server.browser();
        browser.signIn("ada@example.org", TestServer.PASSWORD);
        String cookies = "sid=" + browser.sid + "; XSRF-TOKEN=" + browser.csrf;
        String path = "/api/v1/syncs/clients/plan";

        assertThat(server.send("POST", path, "", "Cookie", cookies).code()).isEqualTo("csrf");
        assertThat(server.send("POST", path, "", "Cookie", cookies, "X-XSRF-TOKEN", "wrong")
                        .code())
                .isEqualTo("csrf");
        for (String[] foreign : List.of(
                new String[] {"Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "same-site"},
                new String[] {"Origin", "https://evil.example"},
                new String[] {"Origin", "null"},
                new String[] {"Origin", "http://127.0.0.1:1"})) {
            Answer answer = server.send(
                    "POST", path, "", "Cookie", cookies, "X-XSRF-TOKEN", browser.csrf, foreign[0], foreign[1]);
            assertThat(answer.status()).as(foreign[1]).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("foreign_origin");
        }
        assertThat(server.send(
                                "POST",
                                path,
                                "",
                                "Cookie",
                                cookies,
                                "X-XSRF-TOKEN",
                                browser.csrf,
                                "Sec-Fetch-Site",
                                "same-origin",
                                "Origin",
                                "http://127.0.0.1:" + server.port())
                        .status())
                .isEqualTo(299);
        assertThat(server.send("POST", "/api/v1/session", "{}").code())
                .as("signing somebody in is a change too")
                .isEqualTo("csrf");
    }

    @Test
    void aTokenIsTakenFromItsHeaderOnly() {
        String token = server.token(ada, Scope.RUN);

        assertThat(bearer(token).status()).isEqualTo(200);
        assertThat(server.send("POST", "/api/v1/sync/all", "", "Authorization", "Bearer " + token)
                        .status())
                .as("no CSRF token is asked of programs")
                .isEqualTo(299);
        assertThat(server.send("GET", "/api/v1/me?access_token=" + token, "").code())
                .isEqualTo("token_in_address");
        assertThat(server.send("GET", "/api/v1/me", "", "Cookie", "sid=" + token)
                        .status())
                .isEqualTo(401);
        for (String broken : List.of(
                token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0"),
                token.replace("tally_", "tolly_"),
                token + "x",
                "")) {
            Answer answer = bearer(broken);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(bearer(ApiToken.fresh().text()).status())
                .as("a well-formed stranger")
                .isEqualTo(401);
    }

    @Test
    void aBadTokenIsNotMadeGoodByACookie() {
        Browser browser = server.browser();
        browser.signIn("ada@example.org", TestServer.PASSWORD);

        for (String header : List.of("Bearer wrong", "Basic YTpi", "")) {
            assertThat(server.send("GET", "/api/v1/me", "", "Cookie", "sid=" + browser.sid, "Authorization", header)
                            .status())
                    .as(header)
                    .isEqualTo(401);
        }
    }

    @Test
    void aTokenEndsByTimeAndByRevocation() {
        ApiTokens tokens = server.bean(ApiTokens.class);
        String brief = tokens.make(Actor.TALLYSTICK, server.main(), ada, "brief", Scope.READ, Duration.ofMinutes(5));
        String revoked = server.token(ada, Scope.READ);
        assertThat(bearer(brief).status()).isEqualTo(200);

        assertThat(tokens.revoke(Actor.TALLYSTICK, server.main(), revoked.substring(6, 18)))
                .isTrue();
        assertThat(bearer(revoked).status()).isEqualTo(401);
        server.clock.pass(Duration.ofMinutes(5));
        assertThat(bearer(brief).status()).isEqualTo(401);
    }

    @Test
    void aLinkSignsInOnceWithinTheHour() {
        DemoSignIn demo = server.bean(DemoSignIn.class);
        String body = "{\"token\":\"%s\"}".formatted(demo.link().replace("/link#token=", ""));
        Browser browser = server.browser();
        assertThat(browser.post("/api/v1/session/link", body).status()).isEqualTo(204);
        assertThat(browser.get("/api/v1/me").body()).contains("Demo admin").contains("\"role\":\"admin\"");

        Answer again = server.browser().post("/api/v1/session/link", body);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.code()).isEqualTo("link_invalid");

        String late = "{\"token\":\"%s\"}".formatted(demo.link().replace("/link#token=", ""));
        server.clock.pass(Duration.ofMinutes(61));
        assertThat(server.browser().post("/api/v1/session/link", late).status()).isEqualTo(401);
    }

    @Test
    void nothingSecretIsInTheDatabase() {
        Browser browser = server.browser();
        browser.signIn("ada@example.org", TestServer.PASSWORD);
        String token = server.token(ada, Scope.READ);

        List<String> rows = server.database().transactions().system(db -> {
            var found = new ArrayList<String>();
            for (String table : List.of("session", "api_token", "person", "audit", "sign_in_link", "throttle")) {
                found.addAll(db.sql("select t::text from %s t".formatted(table))
                        .query(String.class)
                        .list());
            }
            return found;
        });

        assertThat(rows)
                .isNotEmpty()
                .noneMatch(row -> row.contains(browser.sid))
                .noneMatch(row -> row.contains(token.substring(19)))
                .noneMatch(row -> row.contains(TestServer.PASSWORD));
        assertThat(rows).anyMatch(row -> row.contains("$argon2id$v=19$m=65536,t=3,p=1$"));
    }

    private static Answer bearer(String token) {
        return server.send("GET", "/api/v1/me", "", "Authorization", "Bearer " + token);
    }
}
