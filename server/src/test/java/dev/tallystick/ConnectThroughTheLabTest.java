package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.airtable.OAuthClient;
import dev.tallystick.lab.airtable.Scope;
import dev.tallystick.storage.Transactions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Nobody rehearses here: a person signs in with a browser's session, allows the connection on the lab's page of
/// consent, and syncs then run with the tokens that came of it, at the pace that PostgreSQL keeps for all nodes.
class ConnectThroughTheLabTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static String sid = "";
    private static String csrf = "";

    @BeforeAll
    static void signIn() throws Exception {
        csrf = cookie(send("GET", "/api/v1/me", ""), "XSRF-TOKEN");
        var link = Files.readString(server.dataDir().resolve("setup-link")).strip();
        var made = send("POST", "/api/v1/setup", """
                {"token":"%s","name":"Ada","email":"ada@example.org","password":"violet kettle over nine bridges"}
                """.formatted(link.substring(link.indexOf("token=") + 6)));
        assertThat(made.statusCode()).as(made.body()).isBetween(200, 299);
        sid = cookie(made, "sid");
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        var address = path.startsWith("http") ? path : server.address() + path;
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Cookie", "sid=" + sid + "; XSRF-TOKEN=" + csrf)
                        .header("X-XSRF-TOKEN", csrf)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1).replaceAll(";.*", ""))
                .findFirst()
                .orElse("");
    }

    /// As a person does it: press Connect, allow it there, come back.
    ///
    /// @return where the browser ends
    private static String connect(String connection) throws Exception {
        var begun = send("POST", "/api/v1/connections/" + connection + "/oauth", "");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        var consent = HTTP.send(
                HttpRequest.newBuilder(URI.create(ExampleServer.json(begun.body())
                                .get("authorizeUrl")
                                .asString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(consent.statusCode()).as(consent.body()).isEqualTo(302);
        var back = send("GET", consent.headers().firstValue("Location").orElseThrow(), "");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(303);
        return back.headers().firstValue("Location").orElseThrow();
    }

    private static String signInOf(String connection) {
        return server.get("/api/v1/connections/" + connection)
                .at("/signIn/state")
                .asString("");
    }

    private static void renewalIsDue() {
        var _ = server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql("update oauth_grant set renew_at = now() - interval '1 second'")
                        .update());
    }

    private static String file(String airtable, String sheets, String base, String sheet) {
        var place = "127.0.0.1:" + server.lab().port();
        return ExampleServer.withoutSchedules("""
                version: 1
                connections:
                  crm:
                    connector: airtable
                    title: Airtable
                    allow: ["PLACE"]
                    settings: { base: "BASE", base_url: "AIRTABLE", CLIENT_A }
                  sheets:
                    connector: google-sheets
                    title: Sheets
                    allow: ["PLACE"]
                    settings: { spreadsheet: "SHEET", base_url: "GOOGLE", CLIENT_G }
                """)
                        .replace("PLACE", place)
                        .replace("BASE", base)
                        .replace("SHEET", sheet)
                        .replace("AIRTABLE", server.lab().uri("/airtable").toString())
                        .replace("GOOGLE", server.lab().uri("/google").toString())
                        .replace("CLIENT_A", airtable)
                        .replace("CLIENT_G", sheets)
                + server.example()
                        .substring(server.example().indexOf("\nsyncs:"))
                        .replaceAll("(?m)^ +schedule:.*\n", "")
                        .replace("connection: airtable", "connection: crm");
    }

    private static final String GOOGLE = "client_id: lab.apps.googleusercontent.com, client_secret: GOCSPX-lab";
    private static final String AIRTABLE = "client_id: desk, client_secret: hush";

    @Test
    void bothSidesAreConnectedRunAndAreDisconnected() throws Exception {
        var base = server.lab().airtable().addSales("appLabConnect00001", 4, 4);
        var sheet = server.lab().google().addSales("Connected");
        server.lab().google().quota().lift();
        server.lab()
                .airtable()
                .oauth()
                .register(new OAuthClient(
                        "desk",
                        "hush",
                        List.of(server.address() + "/api/v1/oauth/callback"),
                        EnumSet.allOf(Scope.class),
                        Set.of()));
        inForce(file(AIRTABLE, GOOGLE, base.id(), sheet.id()));

        var before = server.sync("companies");
        assertThat(before.get("status").asString()).isEqualTo("failed");
        assertThat(before.get("sentence").asString()).contains("Nobody has connected", "press Connect");

        assertThat(connect("crm")).isEqualTo("/connections/crm?connected");
        assertThat(connect("sheets")).isEqualTo("/connections/sheets?connected");
        assertThat(signInOf("crm")).isEqualTo("connected");
        assertThat(signInOf("sheets")).isEqualTo("connected");
        for (var connection : List.of("crm", "sheets")) {
            var test = server.post(200, "/api/v1/connections/" + connection + "/test");
            assertThat(test.get("stages"))
                    .as("%s", test)
                    .allMatch(stage -> stage.get("ok").asBoolean());
        }
        long from = calls(base.id());
        var run = server.sync("companies");
        succeeded(run);
        assertThat(run.get("rehearsal").asBoolean()).isFalse();
        assertThat(run.at("/tally/right/created").asLong()).isEqualTo(4);

        renewalIsDue();
        base.people().edit("Companies", base.table("Companies").records().getFirst(), "Employees", 4711);
        succeeded(server.sync("companies?full=true"));
        assertThat(sheet.people().seen("Companies").stream().flatMap(List::stream))
                .contains("4711");
        assertThat(calls(base.id())).isGreaterThan(from);
        assertThat(server.lab().ledger().entries("/airtable").stream().map(entry -> entry.status()))
                .as("the shared budget kept the pace")
                .doesNotContain(429);
        assertThat(budgets()).contains("airtable/" + base.id());
        assertThat(budgets()).anyMatch(key -> key.startsWith("google-sheets/"));

        var left = json(send("DELETE", "/api/v1/connections/sheets/oauth", ""));
        assertThat(left.get("revoked").asBoolean())
                .as("Google has an address for it")
                .isTrue();
        var right = json(send("DELETE", "/api/v1/connections/crm/oauth", ""));
        assertThat(right.get("revoked").asBoolean()).as("Airtable has none").isFalse();
        assertThat(right.get("sentence").asString()).contains("end the access there too");
        var after = server.sync("companies");
        assertThat(after.get("status").asString()).isEqualTo("failed");
        assertThat(after.get("sentence").asString()).contains("Ada has disconnected 'crm'", "reconnect");
        assertThat(after.at("/problem/action").asString()).isEqualTo("reconnect");
        assertThat(signInOf("crm")).isEqualTo("reconnect");
        var audited = server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql("select subject from audit where action = 'connection.disconnected'")
                        .query(String.class)
                        .list());
        assertThat(audited).containsExactlyInAnyOrder("connection sheets", "connection crm");

        // A service account needs no person.
        var account = server.lab().google().oauth().serviceAccount("sync");
        Files.writeString(
                server.dataDir().resolve("key.json"),
                server.lab().google().oauth().keyFile(account));
        inForce(file(
                AIRTABLE,
                "service_account: \"${file:" + server.dataDir().resolve("key.json") + "}\"",
                base.id(),
                sheet.id()));
        connect("crm");
        var stranger = server.sync("companies");
        assertThat(stranger.get("status").asString()).isEqualTo("failed");
        assertThat(stranger.get("sentence").asString())
                .as("the file is not shared with it")
                .contains("hare the file");
        sheet.share(account.email(), dev.tallystick.lab.google.grid.Spreadsheet.Role.WRITER);
        base.people().edit("Companies", base.table("Companies").records().getFirst(), "Employees", 4712);
        succeeded(server.sync("companies?full=true"));
        assertThat(sheet.people().seen("Companies").stream().flatMap(List::stream))
                .contains("4712");
        assertThat(server.lab().google().writes().of(sheet.id()).getLast().account())
                .isEqualTo(account.email());
    }

    private static void inForce(String file) {
        server.edit(_ -> file);
        var config = server.get("/api/v1/config");
        assertThat(config.get("broken").asBoolean()).as("%s", config).isFalse();
    }

    private static long calls(String base) {
        return server.lab().ledger().entries("/airtable/v0/" + base).size();
    }

    private static Set<String> budgets() {
        return server
                .bean(Transactions.class)
                .system(jdbc -> jdbc.sql("select key from upstream_budget")
                        .query(String.class)
                        .list())
                .stream()
                .collect(Collectors.toSet());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ExampleServer.json(answer.body());
    }

    private static void succeeded(JsonNode run) {
        assertThat(run.get("status").asString()).as("%s", run).isEqualTo("succeeded");
    }
}
