package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Standing;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A database in use by one attempt, over one session.
final class OpenPostgres implements OpenConnection {
    private final Login login;
    private final AddressCheck addressCheck;
    private final Surroundings surroundings;
    private final Session session;

    OpenPostgres(Login login, AddressCheck addressCheck, Surroundings surroundings) {
        this.login = login;
        this.addressCheck = addressCheck;
        this.surroundings = surroundings;
        this.session = new Session(login, this::addresses);
    }

    /// The embedded database stands on loopback, which is closed to every host that people name.
    private List<InetAddress> addresses() {
        return login.embedded()
                ? List.of(InetAddress.ofLiteral(login.host()))
                : addressCheck.addresses(surroundings, login.host(), login.port());
    }

    @Override
    public List<Stage> check() {
        var stages = new ArrayList<Stage>();
        check(stages::add);
        return stages;
    }

    @Override
    public void check(Consumer<Stage> told) {
        try {
            addresses();
        } catch (ConnectorException e) {
            told.accept(failed("address", e));
            return;
        }
        try {
            session.connected();
        } catch (ConnectorException e) {
            switch (e.problem()) {
                case UNAVAILABLE -> told.accept(failed("address", e));
                case SETTINGS -> {
                    told.accept(reached());
                    told.accept(failed("tls", e));
                }
                default -> {
                    told.accept(reached());
                    told.accept(encryption());
                    told.accept(failed("sign-in", e));
                }
            }
            return;
        }
        told.accept(reached());
        told.accept(encryption());
        told.accept(new Stage("sign-in", true, "Signed in as '" + login.user() + "'."));
        try {
            told.accept(schema());
        } catch (ConnectorException e) {
            told.accept(failed("schema", e));
        }
    }

    private static Stage failed(String stage, ConnectorException trouble) {
        var sentence = trouble.getMessage();
        return new Stage(stage, false, sentence == null ? "It failed." : sentence);
    }

    private static Stage reached() {
        return new Stage("address", true, "A PostgreSQL answers at this address.");
    }

    private Stage encryption() {
        return new Stage(
                "tls",
                true,
                switch (login.tls()) {
                    case DISABLE -> "The connection is not encrypted, as 'sslmode' asks.";
                    case REQUIRE -> "The connection is encrypted; the server does not prove who it is.";
                    case VERIFY_CA -> "The connection is encrypted, and a trusted authority signed the certificate.";
                    case VERIFY_FULL -> "The connection is encrypted, and the server proved its name.";
                });
    }

    private Stage schema() {
        return session.read("looking at the schema", connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT has_schema_privilege(n.oid, 'USAGE') AS usage, has_schema_privilege(n.oid, 'CREATE') AS make,
                           pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
                           current_setting('server_encoding') AS encoding
                    FROM pg_namespace n WHERE n.nspname = ?
                    """)) {
                statement.setString(1, login.schema());
                var rows = statement.executeQuery();
                if (!rows.next()) {
                    return new Stage(
                            "schema",
                            false,
                            "The schema '" + login.schema() + "' does not exist. Run: CREATE SCHEMA "
                                    + TableName.quoted(login.schema()) + ";");
                }
                if (!rows.getBoolean("usage")) {
                    return new Stage(
                            "schema",
                            false,
                            "The role may not use the schema '" + login.schema() + "'. Grant it USAGE.");
                }
                if (rows.getBoolean("read_only")) {
                    return new Stage("schema", false, "The database is read-only (a standby, or set so).");
                }
                if (rows.getString("encoding").equals("SQL_ASCII")) {
                    return new Stage(
                            "schema",
                            false,
                            "The database has the encoding SQL_ASCII, which keeps no text safely; use one with UTF8.");
                }
                return new Stage(
                        "schema",
                        true,
                        rows.getBoolean("make")
                                ? "Tables can be made in the schema '" + login.schema() + "'."
                                : "The schema '" + login.schema() + "' can be used, but no table can be made in it.");
            }
        });
    }

    @Override
    public List<String> tables() {
        return session.read("listing the tables", connection -> {
            var tables = new ArrayList<String>();
            try (var statement = connection.prepareStatement("""
                    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                      AND c.relname NOT IN ('tallystick_fence', 'tallystick_batch')
                      AND has_any_column_privilege(c.oid, 'SELECT')
                    ORDER BY c.relname
                    """)) {
                statement.setString(1, login.schema());
                var rows = statement.executeQuery();
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            return tables;
        });
    }

    @Override
    public Source source(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "A PostgreSQL table cannot be read as a source yet; '" + table.name() + "' can only be written to.");
    }

    @Override
    public Target target(TableRef table) {
        return new PostgresTarget(
                session, TableName.of(table.name(), login.schema()), TableOptions.of(table.options(), login.schema()));
    }

    @Override
    public Standing standing(TableRef table) {
        var name = TableName.of(table.name(), login.schema());
        return session.read(
                "looking at the table",
                connection -> TableShape.of(name, connection)
                        .map(PrepareTable::standing)
                        .orElseGet(PrepareTable::standingOfNew));
    }

    @Override
    public void close() {
        session.close();
    }
}
