package dev.tallystick.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.workspace.TestServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One story in order: a fresh server, its first hour, its first admin, and after.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstStartTest {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static final String ADA =
            "{\"token\":\"%s\",\"name\":\"Ada\",\"email\":\"ada%d@example.org\",\"password\":\"trombone waffle quilt\"}";

    @Test
    @Order(1)
    void writesThePrivateFilesThatShowTheWayIn() throws IOException {
        for (String name : new String[] {"setup-link", "admin-token", "address"}) {
            Path file = server.dataDir().resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(read("address")).isEqualTo("http://127.0.0.1:" + server.port());
        assertThat(read("setup-link")).startsWith(read("address") + "/setup#token=");
        Answer me = server.send("GET", "/api/v1/me", "", "Authorization", "Bearer " + read("admin-token"));
        assertThat(me.body()).contains("\"name\":\"scripts\"").contains("\"role\":\"admin\"");
    }

    @Test
    @Order(2)
    void anotherTokenOrABadPasswordMakesNobody() throws IOException {
        Answer stranger = server.browser()
                .post("/api/v1/setup", ADA.formatted(Token.fresh().secret(), 0));
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.code()).isEqualTo("link_invalid");

        Answer weak = server.browser()
                .post(
                        "/api/v1/setup",
                        ADA.formatted(setupToken(), 0).replace("trombone waffle quilt", "Tallystick2026!"));
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.body()).contains("\"pointer\":\"/password\"");

        Answer extra = server.browser()
                .post(
                        "/api/v1/setup",
                        ADA.formatted(setupToken(), 0).replace("\"name\"", "\"role\":\"admin\",\"name\""));
        assertThat(extra.status()).isEqualTo(400);
        assertThat(extra.body()).contains("There is no field 'role' here.");
        assertThat(people()).isZero();
    }

    @Test
    @Order(3)
    void fiftyAtOnceMakeOneAdmin() throws Exception {
        String token = setupToken();
        var browser = server.browser();
        var answers = Collections.synchronizedList(new ArrayList<Integer>());
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < 50; number++) {
            String body = ADA.formatted(token, number);
            threads.add(Thread.ofPlatform()
                    .start(() -> answers.add(server.send(
                                    "POST",
                                    "/api/v1/setup",
                                    body,
                                    "Cookie",
                                    "XSRF-TOKEN=" + browser.csrf,
                                    "X-XSRF-TOKEN",
                                    browser.csrf)
                            .status())));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(answers).filteredOn(status -> status == 204).hasSize(1);
        assertThat(answers).filteredOn(status -> status != 204).allMatch(status -> status == 404 || status == 503);
        assertThat(people()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void afterwardsThereIsNoSetupForEver() throws IOException {
        String token = setupToken();
        assertThat(server.browser()
                        .post("/api/v1/setup", ADA.formatted(token, 99))
                        .status())
                .isEqualTo(404);
        server.clock.pass(Duration.ofDays(1));
        try (var node = server.startNode()) {
            assertThat(server.dataDir().resolve("setup-link")).doesNotExist();
            assertThat(read("address")).isEqualTo("http://127.0.0.1:" + TestServer.portOf(node));
        }
        assertThat(server.browser().post("/api/v1/setup", "{}").status()).isEqualTo(404);
    }

    @Test
    @Order(5)
    void aTokenFileThatIsNoLongerGoodIsMadeAnew() throws IOException {
        String before = read("admin-token");
        try (var _ = server.startNode()) {
            assertThat(read("admin-token")).as("a good one is kept").isEqualTo(before);
        }
        server.bean(ApiTokens.class).revoke(Actor.TALLYSTICK, server.main(), before.substring(6, 18));
        try (var _ = server.startNode()) {
            assertThat(read("admin-token")).isNotEqualTo(before);
            Answer me = server.send("GET", "/api/v1/me", "", "Authorization", "Bearer " + read("admin-token"));
            assertThat(me.body()).as("its owner is now the first admin").contains("\"name\":\"Ada\"");
        }
    }

    private static String setupToken() throws IOException {
        Path file = server.dataDir().resolve("setup-link");
        return Files.exists(file) ? read("setup-link").replaceAll(".*#token=", "") : "";
    }

    private static String read(String name) throws IOException {
        return Files.readString(server.dataDir().resolve(name)).strip();
    }

    private static long people() {
        return server.database()
                .transactions()
                .system(db -> db.sql("select count(*) from person where not service")
                        .query(Long.class)
                        .single());
    }
}
