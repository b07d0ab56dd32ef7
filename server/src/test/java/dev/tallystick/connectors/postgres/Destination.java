package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.connector.Target.Batch;
import dev.tallystick.connector.Target.Fence;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.connector.Target.Result;
import dev.tallystick.connector.Target.Write;
import dev.tallystick.storage.EmbeddedDatabase;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.net.InetAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A schema of its own in a real PostgreSQL, with what a test says to it.
final class Destination implements AutoCloseable {
    static final String OWNER = "installation/clients";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final AtomicInteger CHANGE = new AtomicInteger();

    private final EmbeddedDatabase server = TestDatabase.embedded();
    private final String schema = "test_" + NUMBER.incrementAndGet();
    private final List<OpenConnection> opened = new ArrayList<>();

    Destination() {
        run("CREATE SCHEMA " + schema);
    }

    String schema() {
        return schema;
    }

    int port() {
        return URI.create(server.dataDatabaseUrl().substring("jdbc:".length())).getPort();
    }

    String database() {
        return URI.create(server.dataDatabaseUrl().substring("jdbc:".length()))
                .getPath()
                .substring(1);
    }

    String user() {
        return server.dataUser();
    }

    Map<String, Object> settings(int port) {
        var settings = new HashMap<String, Object>();
        settings.put("host", "127.0.0.1");
        settings.put("port", port);
        settings.put("database", database());
        settings.put("user", server.dataUser());
        settings.put("password", server.dataPassword());
        settings.put("sslmode", "disable");
        settings.put("schema", schema);
        return settings;
    }

    OpenConnection open(Map<String, Object> settings) {
        return open(settings, (_, host, _) -> List.of(InetAddress.ofLiteral(host)));
    }

    OpenConnection open(Map<String, Object> settings, AddressCheck addressCheck) {
        var connection = new PostgresConnector(addressCheck, Optional::empty)
                .open(new SettingValues(settings), new Surroundings("test", List.of(), Clock.systemUTC(), () -> false));
        opened.add(connection);
        return connection;
    }

    Target target(String table) {
        return target(table, Map.of());
    }

    Target target(String table, Map<String, Object> options) {
        return target(table, options, port());
    }

    Target target(String table, Map<String, Object> options, int port) {
        return open(settings(port)).target(new TableRef(table, new SettingValues(options)));
    }

    /// A connection as anybody else's.
    Connection connect() {
        try {
            var connection =
                    DriverManager.getConnection(server.dataDatabaseUrl(), server.dataUser(), server.dataPassword());
            run(connection, "SET search_path = " + schema);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void run(String sql) {
        try (var connection = connect()) {
            run(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void run(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The rows, each as its columns joined by `|`, null as `~`.
    List<String> rows(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                var columns = new ArrayList<String>();
                for (int at = 1; at <= found.getMetaData().getColumnCount(); at++) {
                    var text = found.getString(at);
                    columns.add(text == null ? "~" : text);
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        opened.forEach(OpenConnection::close);
        run("DROP SCHEMA " + schema + " CASCADE");
    }

    static Schema fields(Object... namesAndTypes) {
        var fields = new ArrayList<Field>();
        for (int at = 0; at < namesAndTypes.length; at += 2) {
            fields.add(Field.of((String) namesAndTypes[at], (FieldType) namesAndTypes[at + 1]));
        }
        return new Schema(fields);
    }

    static Batch batch(Write... writes) {
        return batch(1, List.of(writes));
    }

    static Batch batch(long epoch, List<Write> writes) {
        return new Batch(UUID.randomUUID().toString(), new Fence(OWNER, epoch), writes);
    }

    static Write creation(String key, Map<String, Value> values) {
        return new Write(CHANGE.incrementAndGet(), Kind.CREATE, key, Map.of(), values, false);
    }

    static Write placeholder(String key, Map<String, Value> values) {
        return new Write(CHANGE.incrementAndGet(), Kind.CREATE, key, Map.of(), values, true);
    }

    static Write edit(String key, Map<String, Value> expected, Map<String, Value> values) {
        return new Write(CHANGE.incrementAndGet(), Kind.UPDATE, key, expected, values, false);
    }

    static Write removal(String key, Map<String, Value> expected) {
        return new Write(CHANGE.incrementAndGet(), Kind.DELETE, key, expected, Map.of(), false);
    }

    static Map<String, Value> text(String field, String text) {
        return Map.of(field, Value.text(text));
    }

    static String kinds(List<Result> results) {
        return String.join(
                " ",
                results.stream()
                        .map(result -> switch (result) {
                            case Result.Written _ -> "written";
                            case Result.Moved _ -> "moved";
                            case Result.Refused _ -> "refused";
                        })
                        .toList());
    }

    static String reason(Result result) {
        return ((Result.Refused) result).reason();
    }
}
