package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Fault;
import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.People;
import dev.tallystick.workspace.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Who is told of a run's end, where, and for how long: people at their browsers, who press the same buttons.
class TwoAtOneButtonTest {
    private static final String PASSWORD = "a trombone in a quilt of moss";

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void eachSeesARunOffForThemselvesAndOnAllTheirDevices() throws Exception {
        add("ada@example.org", Role.OPERATOR);
        add("bob@example.org", Role.OPERATOR);
        add("eve@example.org", Role.VIEWER);
        var desk = signIn("ada@example.org");
        var phone = signIn("ada@example.org");
        var bob = signIn("bob@example.org");
        var eve = signIn("eve@example.org");
        server.lab()
                .faults()
                .add(Fault.of(Fault.Kind.LATENCY, "/v1/").times(Fault.FOREVER).value("1500"));
        press(desk);
        // Whichever run Bob's press led to, Ada's next one attaches to it.
        long shared = press(bob);
        assertThat(press(desk)).isEqualTo(shared);
        server.lab().faults().clear();
        server.ended(shared);
        assertThat(waitsFor(desk)).contains(shared);
        assertThat(waitsFor(bob)).contains(shared);
        assertThat(waitsFor(eve)).isEmpty();

        assertThat(send(desk, "POST", "/api/v1/runs/" + shared + "/acknowledge").statusCode())
                .isEqualTo(204);

        assertThat(waitsFor(phone)).doesNotContain(shared);
        assertThat(run(phone, shared).get("acknowledged").asBoolean()).isTrue();
        assertThat(waitsFor(bob)).contains(shared);
        assertThat(run(bob, shared).get("acknowledged").asBoolean()).isFalse();
        assertThat(run(eve, shared).get("acknowledged").asBoolean()).isTrue();
        assertThat(waitsFor(signIn("bob@example.org"))).contains(shared);
    }

    @Test
    void aButtonsStatusIsToldForADayAfterTheRunsEnd() throws Exception {
        var status = "/api/v1/syncs/appointments/sync-status";
        add("cleo@example.org", Role.OPERATOR);
        var cleo = signIn("cleo@example.org");
        assertThat(json(send(cleo, "GET", status)).get("status").asString()).isEqualTo("not_found");
        long run = json(send(cleo, "PUT", "/api/v1/syncs/appointments/sync-data-master"))
                .get("run")
                .asLong();
        server.ended(run);

        endedAgo(run, "23 hours 59 minutes");
        var kept = json(send(cleo, "GET", status));
        assertThat(kept.get("status").asString()).isEqualTo("completed");
        assertThat(kept.get("run").asLong()).isEqualTo(run);
        assertThat(kept.get("message").asString()).startsWith("Processed ");
        endedAgo(run, "24 hours 1 minute");

        assertThat(json(send(cleo, "GET", status)).get("status").asString()).isEqualTo("not_found");
        // Who names the run asks for history, which is not forgotten.
        assertThat(json(send(cleo, "GET", status + "?run=" + run)).get("status").asString())
                .isEqualTo("completed");
    }

    private static void endedAgo(long run, String interval) {
        server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql("update run set ended_at = now() - ?::interval where id = ?")
                        .params(interval, run)
                        .update());
    }

    private long press(Browser browser) throws Exception {
        var answer = send(browser, "POST", "/api/v1/sync/clients");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json(answer).get("runs").get(0).get("run").asLong();
    }

    private List<Long> waitsFor(Browser browser) throws Exception {
        return json(send(browser, "GET", "/api/v1/runs?acknowledged=false"))
                .get("items")
                .valueStream()
                .map(run -> run.get("id").asLong())
                .toList();
    }

    private JsonNode run(Browser browser, long run) throws Exception {
        return json(send(browser, "GET", "/api/v1/runs/" + run));
    }

    private record Browser(String sid, String csrf) {}

    private static void add(String email, Role role) {
        var people = server.bean(People.class);
        people.add(Actor.TALLYSTICK, people.mainWorkspace(), email, email, PASSWORD, role);
    }

    private Browser signIn(String email) throws IOException, InterruptedException {
        var first = http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/me"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        var nobody = new Browser("", cookie(first, "XSRF-TOKEN"));
        var in = http.send(
                request(nobody, "/api/v1/session")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD)))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(in.statusCode()).isEqualTo(204);
        return new Browser(cookie(in, "sid"), nobody.csrf());
    }

    private HttpResponse<String> send(Browser browser, String method, String path)
            throws IOException, InterruptedException {
        return http.send(
                request(browser, path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Browser browser, String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Cookie", "sid=" + browser.sid() + "; XSRF-TOKEN=" + browser.csrf())
                .header("X-XSRF-TOKEN", browser.csrf());
    }

    private static String cookie(HttpResponse<?> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith(name + "="))
                .map(set -> set.substring(name.length() + 1).replaceAll(";.*", ""))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return ExampleServer.json(answer.body());
    }
}
