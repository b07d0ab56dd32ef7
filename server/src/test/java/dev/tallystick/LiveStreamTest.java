package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.People;
import dev.tallystick.workspace.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The live stream belongs to whoever is signed in, and only for as long.
class LiveStreamTest {
    private static final String PASSWORD = "a trombone in a quilt of moss";

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness", "tallystick.live.heartbeat=100ms");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void endsWhenItsSessionIsSignedOutAndIsRefusedAfterwards() throws Exception {
        var browser = signIn("out@example.org");
        try (var stream = open(browser)) {
            assertThat(heard(stream)).isTrue();
            var out = http.send(
                    request(browser, "/api/v1/session").DELETE().build(), HttpResponse.BodyHandlers.discarding());
            assertThat(out.statusCode()).isEqualTo(204);

            assertThat(ends(stream)).isTrue();
        }
        assertThat(status(browser)).isEqualTo(401);
    }

    @Test
    void endsWhenItsSessionExpires() throws Exception {
        var browser = signIn("late@example.org");
        try (var stream = open(browser)) {
            assertThat(heard(stream)).isTrue();
            server.bean(Transactions.class).system(jdbc -> jdbc.sql("""
                            update session set expires_at = now() - interval '1 minute'
                            where person_id = (select id from person where email = 'late@example.org')""").update());

            assertThat(ends(stream)).isTrue();
        }
        assertThat(status(browser)).isEqualTo(401);
    }

    @Test
    void goesOnForWhoIsStillSignedIn() throws Exception {
        var browser = signIn("stays@example.org");
        try (var stream = open(browser)) {
            for (int beat = 0; beat < 5; beat++) {
                assertThat(heard(stream)).isTrue();
            }
        }
        assertThat(status(browser)).isEqualTo(200);
    }

    private record Browser(String sid, String csrf) {}

    private Browser signIn(String email) throws IOException, InterruptedException {
        var people = server.bean(People.class);
        people.add(Actor.TALLYSTICK, people.mainWorkspace(), "Somebody", email, PASSWORD, Role.VIEWER);
        var first = http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/me"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        var browser = new Browser("", cookie(first, "XSRF-TOKEN"));
        var in = http.send(
                request(browser, "/api/v1/session")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD)))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(in.statusCode()).isEqualTo(204);
        return new Browser(cookie(in, "sid"), browser.csrf());
    }

    private static String cookie(HttpResponse<?> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith(name + "="))
                .map(set -> set.substring(name.length() + 1).replaceAll(";.*", ""))
                .findFirst()
                .orElseThrow();
    }

    private static HttpRequest.Builder request(Browser browser, String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Cookie", "sid=" + browser.sid() + "; XSRF-TOKEN=" + browser.csrf())
                .header("X-XSRF-TOKEN", browser.csrf());
    }

    private BufferedReader open(Browser browser) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                http.send(request(browser, "/api/v1/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private int status(Browser browser) throws IOException, InterruptedException {
        var answer = http.send(request(browser, "/api/v1/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private static boolean heard(BufferedReader stream) throws Exception {
        return within(() -> {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                if (line.startsWith("event:heartbeat")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static boolean ends(BufferedReader stream) throws Exception {
        return within(() -> {
            while (stream.readLine() != null) {
                // What was under way still comes.
            }
            return true;
        });
    }

    private interface Reading {
        boolean read() throws IOException;
    }

    private static boolean within(Reading reading) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return reading.read();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
    }
}
