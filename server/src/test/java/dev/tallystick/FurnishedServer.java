package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The packaged server with something to show on every screen: runs that went well, failed in part and wait, a
/// conflict, a paused sync, a paused row, a trail of who did what. The text of all of it is what the test wants it to
/// be.
final class FurnishedServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String COMPANIES = "Companies";

    private final UnaryOperator<String> words;
    private final Path home;
    private final Lab lab;
    private final Base base;
    private final Spreadsheet sheet;
    private final Spreadsheet lists;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> found = new LinkedHashMap<>();
    private PackagedServer server;

    /// @param words gives the text for a place, such as "title of both"
    /// @param notes one client each
    /// @param titles one more sync each, which never runs
    FurnishedServer(Path home, UnaryOperator<String> words, List<String> notes, List<String> titles)
            throws IOException {
        this.home = home;
        this.words = words;
        lab = Lab.start(Lab.Options.STANDARD.partner(Math.max(notes.size(), 20), 20));
        lab.google().quota().lift();
        base = lab.airtable().addSales("appLabScreens0001", 6, 4);
        sheet = lab.google().addSales("Screens");
        lists = lab.google().create(words.apply("title of a spreadsheet"));
        try {
            furnish(notes, titles);
        } catch (IOException | RuntimeException broken) {
            close();
            throw broken;
        }
    }

    private void furnish(List<String> notes, List<String> titles) throws IOException {
        for (int i = 0; i < notes.size(); i++) {
            lab.partner().clients().change("" + (1001 + i), "notes", notes.get(i));
        }
        lab.partner().clients().change("1002", "city", words.apply("a city"));
        lab.partner().clients().change("1003", "notes", words.apply("a note"));
        lab.partner().appointments().change("a3", "start_time", words.apply("a start"));
        base.people().renameField(COMPANIES, "Notes", words.apply("header"));
        base.people().renameTable(COMPANIES, words.apply("table"));
        sheet.people().renameHeader(COMPANIES, "Notes", words.apply("header"));
        sheet.people().renameTab(COMPANIES, words.apply("tab"));
        var tab = lists.people();
        tab.row("Sheet1", "A1", "Code", words.apply("header of csv"));
        tab.row("Sheet1", "A2", "b1", words.apply("a brand"));

        var account = lab.google().oauth().serviceAccount("tallystick");
        sheet.share(account.email(), Spreadsheet.Role.WRITER);
        Files.createDirectories(home.resolve("manifests"));
        Files.copy(Path.of("../examples/wellness/manifests/partner.yaml"), home.resolve("manifests/partner.yaml"));
        var config = home.resolve("tallystick.yaml");
        // JSON is YAML, too, and every text can be written in it.
        Files.writeString(
                config, JSON.writeValueAsString(config(lab.google().oauth().keyFile(account), titles)));
        server = PackagedServer.start(home.resolve("data"), "serve", "--config", config.toString());
        awaitSyncs();

        found.put("created", run("oneway"));
        found.put("failures", run("failing"));
        run("csv");
        run("both");
        var record = base.table(table()).records().getFirst();
        base.people().edit(table(), record, words.apply("header"), words.apply("left of a conflict"));
        var seen = sheet.people().seen(tab());
        var name = Objects.toString(
                base.table(table()).record(record).orElseThrow().get("Name"));
        var row = 1 + seen.stream().map(List::getFirst).toList().indexOf(name);
        sheet.people()
                .type(
                        tab(),
                        A1.letters(seen.getFirst().indexOf(words.apply("header"))) + row,
                        words.apply("right of a conflict"));
        found.put("conflict", run("both"));
        found.put("row", record);
        ask("POST", "/api/v1/syncs/csv/pause", Map.of("reason", words.apply("a pause")));
        ask(
                "POST",
                "/api/v1/rows/pause",
                Map.of("sync", "both", "row", record, "side", "left", "reason", words.apply("a row's pause")));
    }

    private void awaitSyncs() throws IOException {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> send("GET", "/api/v1/syncs/csv", null).statusCode() == 200);
        } catch (ConditionTimeoutException refused) {
            throw new IllegalStateException("The configuration is not in force:\n" + server.log(), refused);
        }
    }

    private String table() {
        return words.apply("table");
    }

    private String tab() {
        return words.apply("tab");
    }

    private Map<String, Object> config(String keyFile, List<String> titles) {
        var allow = List.of("127.0.0.1:" + lab.port());
        var connections = new LinkedHashMap<String, Object>();
        connections.put(
                "partner",
                connection(
                        "http",
                        allow,
                        Map.of(
                                "manifest",
                                "manifests/partner.yaml",
                                "config",
                                Map.of(
                                        "base_url",
                                        lab.uri("").toString(),
                                        "api_key",
                                        lab.partner().key())),
                        "title of partner"));
        connections.put("database", connection("postgres", null, Map.of("url", "embedded"), "title of database"));
        connections.put(
                "airtable",
                connection(
                        "airtable",
                        allow,
                        Map.of(
                                "token",
                                AirtableApi.KEY,
                                "base",
                                base.id(),
                                "base_url",
                                lab.uri("/airtable").toString()),
                        "title of airtable"));
        connections.put(
                "sheets",
                connection(
                        "google-sheets",
                        allow,
                        Map.of(
                                "service_account",
                                keyFile,
                                "spreadsheet",
                                sheet.id(),
                                "base_url",
                                lab.uri("/google").toString()),
                        "title of sheets"));
        connections.put(
                "lists",
                connection(
                        "csv",
                        allow,
                        Map.of(
                                "url",
                                lab.uri("/google/spreadsheets/d/" + lists.id()).toString(),
                                "path",
                                "/export?format=csv&gid={table}",
                                "token",
                                lab.google().token(),
                                "tables",
                                Map.of(words.apply("table of csv"), "0")),
                        "title of lists"));
        var syncs = new LinkedHashMap<String, Object>();
        syncs.put("oneway", oneWay(words.apply("title of oneway"), "clients", "clients"));
        for (int i = 0; i < titles.size(); i++) {
            syncs.put("z-more-" + i, oneWay(titles.get(i), "clients", "more_" + i));
        }
        syncs.put(
                "failing",
                Map.of(
                        "title", words.apply("title of failing"),
                        "left", end("partner", "appointments"),
                        "schedule", Map.of("cron", "0 3 * * *", "zone", "UTC"),
                        "right", Map.of("connection", "database", "table", "appointments", "key", "external_id"),
                        "fields",
                                List.of(
                                        Map.of("left", "service", "right", "service", "type", "text"),
                                        Map.of(
                                                "left", "start_time",
                                                "right", "starts_at",
                                                "type", "instant",
                                                "transforms",
                                                        List.of(Map.of(
                                                                "parse_time",
                                                                Map.of("zone", "Europe/Berlin", "date_field", "date"))),
                                                "required", true))));
        syncs.put(
                "both",
                Map.of(
                        "title", words.apply("title of both"),
                        "left", end("airtable", table()),
                        "right", end("sheets", tab()),
                        "direction", "both",
                        "match", Map.of("left", "Name", "right", "Name"),
                        "fields",
                                List.of(
                                        Map.of("left", "Name", "right", "Name", "required", true),
                                        Map.of("left", "Website", "right", "Website"),
                                        Map.of("left", words.apply("header"), "right", words.apply("header"))),
                        "on_missing", Map.of("left", Map.of("policy", "ignore"), "right", Map.of("policy", "ignore")),
                        "schedule", Map.of("cron", "0 3 * * *", "zone", "UTC"),
                        "validation", "lenient"));
        syncs.put(
                "csv",
                Map.of(
                        "title", words.apply("title of csv"),
                        "left", Map.of("connection", "lists", "table", words.apply("table of csv"), "key", "Code"),
                        "right", Map.of("connection", "database", "table", "brands", "key", "external_id"),
                        "fields",
                                List.of(Map.of("left", words.apply("header of csv"), "right", "name", "type", "text")),
                        "schedule", Map.of("cron", "0 3 * * *", "zone", "UTC")));
        return Map.of("version", 1, "connections", connections, "syncs", syncs);
    }

    private Map<String, Object> connection(
            String connector, List<String> allow, Map<String, Object> settings, String title) {
        var all = new LinkedHashMap<String, Object>();
        all.put("connector", connector);
        all.put("title", words.apply(title));
        if (allow != null) {
            all.put("allow", allow);
        }
        all.put("settings", settings);
        return all;
    }

    private static Map<String, Object> oneWay(String title, String table, String into) {
        return Map.of(
                "title", title,
                "left", end("partner", table),
                "right", Map.of("connection", "database", "table", into, "key", "external_id"),
                "fields",
                        List.of(
                                Map.of("left", "city", "right", "city", "type", "text"),
                                Map.of("left", "notes", "right", "notes", "type", "text")),
                "schedule", Map.of("cron", "0 3 * * *", "zone", "UTC"),
                "freshness", "26h");
    }

    private static Map<String, Object> end(String connection, String table) {
        return Map.of("connection", connection, "table", table);
    }

    /// Runs it to its end.
    ///
    /// @return the run's id
    private String run(String sync) {
        var id = ask("POST", "/api/v1/sync/" + sync, Map.of())
                .get("runs")
                .get(0)
                .get("run")
                .asString();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> ask("GET", "/api/v1/runs/" + id, null),
                        shown -> !shown.get("endedAt").isNull()
                                || shown.get("status").asString().equals("held"));
        return id;
    }

    JsonNode ask(String method, String path, Object body) {
        var answer = send(method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(String method, String path, Object body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address() + path))
                    .header("Authorization", "Bearer " + server.file("admin-token"))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return server.address();
    }

    /// A path of the table with what this server knows in the place of the braces.
    String path(String template) {
        var path = template;
        for (var one : found.entrySet()) {
            path = path.replace("{" + one.getKey() + "}", one.getValue());
        }
        return path;
    }

    /// The run, row or conflict of that name.
    String find(String name) {
        return Objects.requireNonNull(found.get(name));
    }

    /// Makes the first admin in this browser, who is then signed in there.
    void signIn(BrowserContext browser) {
        var page = browser.newPage();
        page.navigate(server.file("setup-link"));
        page.getByLabel("Name").fill(words.apply("name of the person"));
        page.getByLabel("Email").fill("ada@mail.example");
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill("trombone waffle quilt");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make admin and sign in"))
                .click();
        page.locator("#page h1").waitFor();
        page.close();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        http.close();
        lab.close();
    }
}
