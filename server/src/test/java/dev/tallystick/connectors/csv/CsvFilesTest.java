package dev.tallystick.connectors.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.Allowance;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Files as people make them, out of a folder and off a wire.
class CsvFilesTest {
    private static final Path SPECTRUM = Path.of("..", "corpora", "node_modules", "csv-spectrum");

    @TempDir
    Path home;

    private record Read(List<Row> rows, List<Source.Unreadable> unreadable, Listing listing) {}

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(home.resolve("drop"));
    }

    private Read read(byte[] content, Map<String, Object> options, String... fields) {
        try {
            Files.write(home.resolve("drop/file.csv"), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return read(options, fields);
    }

    private Read read(String content, Map<String, Object> options, String... fields) {
        return read(content.getBytes(StandardCharsets.UTF_8), options, fields);
    }

    private Read read(Map<String, Object> options, String... fields) {
        try (var egress = new EgressClient(AllowList.NOTHING)) {
            return read(
                    new CsvConnector(egress, Duration.ofSeconds(30), home, 2),
                    Map.of("folder", "drop"),
                    "file",
                    options,
                    fields);
        }
    }

    private static Read read(
            CsvConnector connector,
            Map<String, Object> settings,
            String table,
            Map<String, Object> options,
            String... fields) {
        var rows = new ArrayList<Row>();
        var unreadable = new ArrayList<Source.Unreadable>();
        var surroundings = new Surroundings("1/test", List.of(), Clock.systemUTC(), () -> false);
        try (var open = connector.open(new SettingValues(settings), surroundings)) {
            var listing = open.source(new TableRef(table, new SettingValues(options)))
                    .list(new Source.Request(null, Set.of(fields)), page -> {
                        rows.addAll(page.rows());
                        unreadable.addAll(page.unreadable());
                    });
            return new Read(rows, unreadable, listing);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comma_in_quotes",
                "empty",
                "empty_crlf",
                "escaped_quotes",
                "json",
                "newlines",
                "newlines_crlf",
                "quotes_and_newlines",
                "simple",
                "simple_crlf",
                "utf8"
            })
    void passesTheSpectrumThroughUnchanged(String name) throws IOException {
        assertThat(SPECTRUM).as("make check brings it from npm").exists();
        var expected = new ArrayList<Map<String, String>>();
        JsonMapper.builder()
                .build()
                .readTree(Files.readString(SPECTRUM.resolve("json/" + name + ".json")))
                .forEach(row -> {
                    var cells = new TreeMap<String, String>();
                    row.properties().forEach(cell -> {
                        if (!cell.getValue().asString().isEmpty()) {
                            cells.put(cell.getKey(), cell.getValue().asString());
                        }
                    });
                    expected.add(cells);
                });
        var key = expected.getFirst().keySet().iterator().next();
        var read = read(Files.readAllBytes(SPECTRUM.resolve("csvs/" + name + ".csv")), Map.of("key", key));
        assertThat(read.unreadable()).isEmpty();
        assertThat(read.rows())
                .extracting(row -> {
                    var cells = new TreeMap<String, String>();
                    row.values().forEach((field, value) -> cells.put(field, ((Value.Text) value).text()));
                    return (Map<String, String>) cells;
                })
                .isEqualTo(expected);
        assertThat(read.listing()).isInstanceOf(Listing.Complete.class);
    }

    /// The corpus says another telephone number than its own file, so it is compared by hand: a quote inside
    /// a bare
    /// cell
    /// is a character like any other.
    @Test
    void keepsAQuoteInsideABareCell() throws IOException {
        var read = read(Files.readAllBytes(SPECTRUM.resolve("csvs/location_coordinates.csv")), Map.of("key", "Cities"));
        assertThat(read.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.value("Location Coordinates"))
                        .isEqualTo(Value.text("37\uFFFD36'37.8\"N 121\uFFFD2'17.9\"W")));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void findsTheDelimiterByTheHeader(String delimiter) {
        var text = String.join(delimiter, "id", "a;b|c, d\te".replace(delimiter, ""), "x") + "\n"
                + String.join(delimiter, "1", "2", "3") + "\n";
        assertThat(read(text, Map.of("key", "id"), "x").rows())
                .singleElement()
                .satisfies(row -> assertThat(row.value("x")).isEqualTo(Value.text("3")));
    }

    @Test
    void failsBadLinesAloneAndSaysWhere() {
        var read = read("""
                        id,name
                        1,one
                        2
                        3,three,,
                        4,"four
                        lines",more
                        ,nobody
                        5,five
                        1,again

                        6,six
                        """, Map.of("key", "id"), "name");
        assertThat(read.rows()).extracting(Row::id).containsExactly("3", "5", "6");
        assertThat(read.unreadable())
                .extracting(each -> each.where() + " " + each.id())
                .containsExactly("line 2 1", "line 3 2", "line 5 4", "line 7 null", "line 9 1");
        assertThat(read.unreadable().getFirst().reason())
                .contains("2 lines (2, 9)")
                .contains("keep one");
        assertThat(read.unreadable().get(2).reason()).contains("3 cells").contains("header has 2");
        assertThat(read.listing()).isInstanceOf(Listing.Complete.class);
    }

    @Test
    void joinsSeveralKeyColumnsWithoutMixingThemUp() {
        var read = read("a,b\nx,\"y,z\"\n\"x,y\",z\n", Map.of("key", List.of("a", "b")));
        assertThat(read.rows()).extracting(Row::id).containsExactly("[\"x\",\"y,z\"]", "[\"x,y\",\"z\"]");
    }

    @Test
    void isPartialWhenAQuoteStaysOpen() {
        var read = read("id,name\n1,one\n2,\"two\n3,three\n", Map.of("key", "id"));
        assertThat(read.rows()).extracting(Row::id).containsExactly("1");
        assertThat(read.listing())
                .isInstanceOfSatisfying(
                        Listing.Partial.class,
                        partial -> assertThat(partial.reason())
                                .contains("below line 2")
                                .contains("quote"));
    }

    @Test
    void namesTheLineOfAWrongByte() {
        var latin = "id,name\n1,one\n2,Zo\u00EB\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(latin, Map.of("key", "id")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("Line 3")
                .hasMessageContaining("UTF-8")
                .hasMessageContaining("encoding");
        var read = read(latin, Map.of("key", "id", "encoding", "windows-1252"));
        assertThat(read.rows().get(1).value("name")).isEqualTo(Value.text("Zo\u00EB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsBehindAByteOrderMark(String charset) {
        var read = read("\uFEFFid,name\n1,Zo\u00EB\n".getBytes(Charset.forName(charset)), Map.of("key", "id"));
        assertThat(read.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.value("name")).isEqualTo(Value.text("Zo\u00EB")));
    }

    @Test
    void findsTheHeaderFurtherDownAndCountsLinesFromTheTop() {
        var read = read("Our brands;;\n\nid;name\n1;one\n;two\n", Map.of("key", "id", "header_row", 3L));
        assertThat(read.rows()).extracting(Row::id).containsExactly("1");
        assertThat(read.unreadable()).extracting(Source.Unreadable::where).containsExactly("line 5");
    }

    @Test
    void refusesAColumnWithoutANameOnlyWhereItHoldsSomething() {
        assertThat(read("id,,name\n1,,one\n", Map.of("key", "id")).rows()).hasSize(1);
        assertThatThrownBy(() -> read("id,,name\n1,x,one\n", Map.of("key", "id")))
                .hasMessageContaining("Column B has no header");
    }

    @Test
    void saysThatAPageIsNoCsv() {
        assertThatThrownBy(() -> read("\n<!DOCTYPE html><html><body>a,b</body></html>", Map.of("key", "id")))
                .hasMessageContaining("web page");
    }

    @Test
    void readsNoFileThatLiesElsewhere(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("secret.csv"), "id\n1\n");
        Files.writeString(home.resolve("tallystick.yaml"), "id\n1\n");
        Files.createSymbolicLink(home.resolve("drop/file.csv"), elsewhere.resolve("secret.csv"));
        assertThatThrownBy(() -> read(Map.of("key", "id"))).hasMessageContaining("is a link");
        for (var folder : List.of("..", "/etc", "a/../..", ".", "drop/..", "C:\\x")) {
            assertThat(CsvSettings.faults(new SettingValues(Map.of("folder", folder))))
                    .as(folder)
                    .isNotEmpty();
        }
        Files.createSymbolicLink(home.resolve("out"), elsewhere);
        try (var egress = new EgressClient(AllowList.NOTHING)) {
            var connector = new CsvConnector(egress, Duration.ofSeconds(30), home, 2);
            assertThatThrownBy(() -> read(connector, Map.of("folder", "out"), "secret", Map.of("key", "id")))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("not a folder beside");
            assertThatThrownBy(() -> read(connector, Map.of("folder", "drop"), "../tallystick", Map.of("key", "id")))
                    .isInstanceOf(ConnectorException.class);
        }
    }

    /// A server that just closes the connection when it is done: nobody can tell whether that was the end.
    @Test
    void isPartialWhenTheEndIsNotTold() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var serving = Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getInputStream().read(new byte[8192]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\nid\n1\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var port = server.getLocalPort();
            try (var egress = new EgressClient(AllowList.of(new Allowance("127.0.0.1", "127.0.0.1", port)))) {
                var settings = new HashMap<String, Object>();
                settings.put("url", "http://127.0.0.1:" + port + "/x.csv");
                var read = read(
                        new CsvConnector(egress, Duration.ofSeconds(30), null, 2), settings, "x", Map.of("key", "id"));
                assertThat(read.rows()).hasSize(1);
                assertThat(read.listing()).isInstanceOf(Listing.Partial.class);
            }
            serving.join();
        }
    }
}
