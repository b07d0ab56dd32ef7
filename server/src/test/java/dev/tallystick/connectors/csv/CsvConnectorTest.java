package dev.tallystick.connectors.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorContract;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.Allowance;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract, kept against the CSV export of the lab's spreadsheets, which redirects and asks for a
/// sign-in as
/// Google's does.
class CsvConnectorTest extends ConnectorContract {
    private Lab lab;
    private EgressClient egress;
    private Spreadsheet sheet;

    @BeforeEach
    void start() {
        lab = Lab.start(Lab.Options.STANDARD);
        egress = new EgressClient(lab.allowed());
        sheet = lab.google().create("Brands");
        sheet.people().row("Sheet1", "A1", "Code", "Name", "Note");
        for (int row = 1; row <= 5; row++) {
            sheet.people().row("Sheet1", "A" + (row + 1), "b" + row, "Brand, \"" + row + "\"", "one\ntwo");
        }
    }

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    @Override
    protected Connector connector() {
        return new CsvConnector(egress, Duration.ofSeconds(30), null, 2);
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of(
                "url", lab.uri("/google/spreadsheets/d/" + sheet.id()).toString(),
                "path", "/export?format=csv&gid={table}",
                "tables", Map.of("brands", "0"),
                "token", lab.google().token());
    }

    @Override
    protected Map<Ability, String> cannot() {
        return Map.of(
                Ability.INCREMENTAL, "A CSV file does not say what changed.",
                Ability.WRITE, "A CSV file is only read.",
                Ability.CREATE_TABLE, "A CSV file is only read.",
                Ability.REFUSE_A_ROW, "A CSV file is only read.");
    }

    @Override
    protected List<String> secrets() {
        return List.of(lab.google().token());
    }

    @Override
    protected List<Mistake> mistakes() {
        return List.of(
                new Mistake("url", "ftp://files.example/x", "https"),
                new Mistake("most_megabytes", 0L, "most_megabytes"),
                new Mistake("folder", "../etc", "folder"));
    }

    @Override
    protected TableRef readable() {
        return table("brands", Map.of("key", "Code"));
    }

    private static TableRef table(String name, Map<String, Object> options) {
        return new TableRef(name, new SettingValues(options));
    }

    @Override
    protected Set<String> readableIds() {
        return Set.of("b1", "b2", "b3", "b4", "b5");
    }

    @Override
    protected TableRef breaking() {
        lab.faults().add(Fault.of(Fault.Kind.RESET_IN_BODY, "/google/export/").times(Fault.FOREVER));
        return readable();
    }

    @Override
    protected TableRef writable() {
        return readable();
    }

    @Override
    protected Map<String, Value> refused() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> leadingNowhere() {
        try (var closed = new ServerSocket(0)) {
            return Map.of(
                    "url",
                    "http://127.0.0.1:" + closed.getLocalPort() + "/x.csv?tab={table}",
                    "tables",
                    Map.of("one", "1"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Row> rows(Map<String, Object> settings, TableRef table, Set<String> fields) {
        var rows = new ArrayList<Row>();
        try (var open = connector().open(new SettingValues(settings), surroundings(() -> false))) {
            var listing = open.source(table).list(new Source.Request(null, fields), page -> rows.addAll(page.rows()));
            assertThat(listing).isInstanceOf(Listing.Complete.class);
        }
        return rows;
    }

    @Test
    void readsWhatTheSpreadsheetShows() {
        assertThat(rows(settings(), readable(), Set.of("Name")))
                .first()
                .isEqualTo(new Row(
                        "b1",
                        Map.of(
                                "Code", Value.text("b1"),
                                "Name", Value.text("Brand, \"1\""),
                                "Note", Value.text("one\ntwo"))));
    }

    @Test
    void readsWithoutATokenWhatIsSharedByLink() {
        sheet.shareByLink(true);
        assertThat(rows(withoutToken(), readable(), Set.of())).hasSize(5);
    }

    private Map<String, Object> withoutToken() {
        var settings = new HashMap<>(settings());
        settings.remove("token");
        return settings;
    }

    @Test
    void knowsASignInPageFromCsv() {
        assertThatThrownBy(() -> rows(withoutToken(), readable(), Set.of()))
                .isInstanceOfSatisfying(ConnectorException.class, trouble -> {
                    assertThat(trouble.problem()).isEqualTo(Problem.PERMISSION);
                    assertThat(trouble)
                            .hasMessageContaining("is not shared")
                            .hasMessageContaining("anyone with the link");
                });
        lab.faults().add(Fault.of(Fault.Kind.HTML_200, "/google/export/"));
        assertThatThrownBy(() -> rows(settings(), readable(), Set.of())).hasMessageContaining("is not shared");
    }

    @Test
    void saysThatThereIsNoSuchTab() {
        var settings = new HashMap<>(settings());
        settings.put("tables", Map.of("lost", "77"));
        assertThatThrownBy(() -> rows(settings, table("lost", Map.of("key", "Code")), Set.of()))
                .isInstanceOfSatisfying(ConnectorException.class, trouble -> {
                    assertThat(trouble.problem()).isEqualTo(Problem.NOT_FOUND);
                    assertThat(trouble).hasMessageContaining("#gid=");
                });
    }

    @Test
    void givesItsTokenToNobodyElse() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var heard = new CompletableFuture<String>();
            var serving = Thread.ofVirtual().start(() -> {
                try (var socket = other.accept()) {
                    var bytes = new byte[8192];
                    int length = socket.getInputStream().read(bytes);
                    heard.complete(new String(bytes, 0, length, StandardCharsets.US_ASCII));
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 9\r\n\r\nCode\nb1\n\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    heard.completeExceptionally(e);
                }
            });
            var port = other.getLocalPort();
            lab.faults()
                    .add(Fault.of(Fault.Kind.REDIRECT, "/google/spreadsheets/")
                            .value("http://127.0.0.1:" + port + "/elsewhere.csv"));
            var allowed = new ArrayList<>(lab.allowed().entries());
            allowed.add(new Allowance("127.0.0.1", "127.0.0.1", port));
            try (var both = new EgressClient(new AllowList(allowed));
                    var open = new CsvConnector(both, Duration.ofSeconds(30), null, 2)
                            .open(new SettingValues(settings()), surroundings(() -> false))) {
                open.source(readable()).list(new Source.Request(null), _ -> {});
            }
            serving.join();
            assertThat(heard.get())
                    .startsWith("GET /elsewhere.csv")
                    .doesNotContainIgnoringCase("authorization")
                    .doesNotContain(lab.google().token());
        }
    }

    @Test
    void neverFollowsARedirectToTheInside() {
        lab.faults()
                .add(Fault.of(Fault.Kind.REDIRECT, "/google/spreadsheets/")
                        .value("http://169.254.169.254/latest/meta-data"));
        assertThatThrownBy(() -> rows(settings(), readable(), Set.of()))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        trouble -> assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS));
    }

    @Test
    void stopsBeforeTheFirstRowWhenTheHeaderDoesNotFit() {
        sheet.people().row("Sheet1", "A1", "Code", "Nmae", "Note", "Note");
        var options = Map.<String, Object>of("key", "Code", "required_headers", List.of("Country"));
        assertThatThrownBy(() -> rows(settings(), table("brands", options), Set.of("Name")))
                .isInstanceOfSatisfying(ConnectorException.class, trouble -> {
                    assertThat(trouble.problem()).isEqualTo(Problem.SETTINGS);
                    assertThat(trouble)
                            .hasMessageContaining("no row was read")
                            .hasMessageContaining("'Country' is missing")
                            .hasMessageContaining("'Name' is missing; did 'Nmae' mean it?")
                            .hasMessageContaining("'Note' is there 2 times (C, D)");
                });
    }
}
