package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.ssl.SingleCertValidatingFactory;

/// One connection to the database, made when first needed and made anew after it broke. Every setting of the driver is
/// chosen here; none comes from people.
final class Session implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    /// A silent server is given up after this; longer than any statement of ours may take.
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);

    /// A worker that is frozen in the middle of a batch loses its transaction after the first of these, so
    /// nobody waits for it, and what it wrote is gone. Between two messages of one batch it does not count as
    /// idle; the limit for the whole transaction, which PostgreSQL has from 17 on, ends it then. Durability may
    /// not be traded away by the role's own defaults: a batch that was answered as written is recorded with us
    /// as written.
    private static final String SETTINGS = """
            SELECT set_config('idle_in_transaction_session_timeout', '10s', false),
                   set_config('statement_timeout', '60s', false),
                   set_config('lock_timeout', '20s', false),
                   set_config('timezone', 'UTC', false),
                   set_config('default_transaction_isolation', 'read committed', false),
                   CASE WHEN current_setting('synchronous_commit') = 'off'
                        THEN set_config('synchronous_commit', 'on', false) END,
                   CASE WHEN current_setting('server_version_num')::int >= 170000
                        THEN set_config('transaction_timeout', '100s', false) END
            """;

    private final Login login;
    private final Supplier<List<InetAddress>> addresses;
    private @Nullable Connection connection;

    Session(Login login, Supplier<List<InetAddress>> addresses) {
        this.login = login;
        this.addresses = addresses;
    }

    Login login() {
        return login;
    }

    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// Statements that each stand alone.
    <T> T read(String doing, Work<T> work) {
        var open = connected();
        try {
            open.setAutoCommit(true);
            return work.in(open);
        } catch (SQLException e) {
            giveUp(open, e);
            throw Trouble.during(e, doing);
        }
    }

    /// Like [#read], for whoever understands the trouble better.
    <T> T attempt(Work<T> work) throws SQLException {
        var open = connected();
        try {
            open.setAutoCommit(true);
            return work.in(open);
        } catch (SQLException e) {
            giveUp(open, e);
            throw e;
        }
    }

    /// All or nothing. When this throws anything but an [AmbiguousWriteException], nothing was written: a connection
    /// that breaks before the commit was sent takes the transaction with it.
    <T> T transaction(Work<T> work) throws SQLException {
        var open = connected();
        T outcome;
        try {
            open.setAutoCommit(false);
            outcome = work.in(open);
        } catch (SQLException | RuntimeException e) {
            undo(open);
            throw e;
        }
        try {
            open.commit();
        } catch (SQLException e) {
            undo(open);
            if (Trouble.surelyRolledBack(e)) {
                throw e;
            }
            throw new AmbiguousWriteException(
                    "The database did not answer whether it kept the batch; it will be asked.", null);
        }
        return outcome;
    }

    Connection connected() {
        if (connection != null) {
            return connection;
        }
        var open = connect();
        connection = open;
        return open;
    }

    private Connection connect() {
        ConnectorException trouble = null;
        for (var address : addresses.get()) {
            try {
                return prepared(dataSource(address).getConnection());
            } catch (SQLException e) {
                trouble = Trouble.signingIn(e, login);
                if (trouble.problem() != Problem.UNAVAILABLE) {
                    throw trouble;
                }
            }
        }
        if (trouble == null) {
            throw new ConnectorException(Problem.SETTINGS, "The host of this connection has no address.");
        }
        throw trouble;
    }

    private static Connection prepared(Connection fresh) throws SQLException {
        try (var statement = fresh.createStatement()) {
            statement.execute(SETTINGS);
            return fresh;
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
    }

    private PGSimpleDataSource dataSource(InetAddress address) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {login.host()});
        source.setPortNumbers(new int[] {login.port()});
        source.setDatabaseName(login.database());
        source.setUser(login.user());
        source.setPassword(login.password());
        source.setApplicationName("tallystick");
        source.setConnectTimeout((int) CONNECT_LIMIT.toSeconds());
        source.setSocketTimeout((int) ANSWER_LIMIT.toSeconds());
        source.setLoginTimeout((int) CONNECT_LIMIT.plusSeconds(5).toSeconds());
        source.setTcpKeepAlive(true);
        // Others may alter the table at any time, and a plan cached in the server would then fail.
        source.setPrepareThreshold(0);
        source.setBinaryTransfer(false);
        source.setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL, "false");
        source.setProperty(PGProperty.GSS_ENC_MODE, "disable");
        source.setProperty(PGProperty.SOCKET_FACTORY, PinnedSockets.class.getName());
        source.setProperty(PGProperty.SOCKET_FACTORY_ARG, address.getHostAddress());
        source.setProperty(PGProperty.SSL_MODE, login.tls().word());
        switch (login.tls()) {
            case DISABLE, REQUIRE -> {}
            case VERIFY_CA, VERIFY_FULL -> trust(source);
        }
        return source;
    }

    private void trust(PGSimpleDataSource source) throws SQLException {
        if (login.certificate().isBlank()) {
            source.setProperty(PGProperty.SSL_FACTORY, DefaultJavaSSLFactory.class.getName());
            return;
        }
        if (!login.certificate().strip().startsWith("-----BEGIN CERTIFICATE-----")) {
            // The driver would read other forms as a file or a variable of ours.
            throw new ConnectorException(Problem.SETTINGS, "The setting 'ca_certificate' holds no PEM certificate.");
        }
        source.setProperty(PGProperty.SSL_FACTORY, SingleCertValidatingFactory.class.getName());
        source.setProperty(PGProperty.SSL_FACTORY_ARG, login.certificate().strip());
    }

    private void giveUp(Connection open, SQLException trouble) {
        var state = Trouble.state(trouble);
        if (state.isEmpty() || state.startsWith("08") || state.startsWith("57P") || state.startsWith("25P03")) {
            discard(open);
        }
    }

    private void undo(Connection open) {
        try {
            open.rollback();
        } catch (SQLException _) {
            discard(open);
        }
    }

    private void discard(Connection open) {
        connection = null;
        try {
            open.close();
        } catch (SQLException _) {
            // it is broken already
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            discard(connection);
        }
    }
}
