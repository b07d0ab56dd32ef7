package dev.tallystick.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What nodes tell each other through PostgreSQL's NOTIFY: hints that something is worth looking at. A hint can be lost
/// (the connection broke, the node was away), so each listener also looks by itself now and then; after a lost
/// connection every listener is told [#LOOK_AGAIN].
public final class Notices implements AutoCloseable {
    /// Stands for every hint that may have been missed.
    public static final String LOOK_AGAIN = "*";

    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    private static final String CHANNEL = "tallystick";
    private static final int WAIT_MILLIS = 10_000;
    private static final int RECONNECT_MILLIS = 1_000;

    private final DataSource system;
    private final Absence absence;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    Notices(DataSource system, Absence absence) {
        this.system = system;
        this.absence = absence;
        this.thread = Thread.ofPlatform().daemon().name("notices").unstarted(this::listen);
    }

    public void start() {
        thread.start();
    }

    /// @param listener gets the payload of every notice; quick, and never throws
    public void subscribe(Consumer<String> listener) {
        listeners.add(listener);
    }

    /// The statement that sends a notice when the surrounding transaction commits; one parameter, the payload.
    public static String send() {
        return "select pg_notify('" + CHANNEL + "', ?)";
    }

    /// The same for a payload that is a word of ours.
    static String send(String payload) {
        return "select pg_notify('%s', '%s')".formatted(CHANNEL, payload);
    }

    private void listen() {
        while (!closed) {
            long asked = System.nanoTime();
            try (var connection = system.getConnection()) {
                connection.setAutoCommit(true);
                listenOn(connection, asked);
            } catch (SQLException lost) {
                if (!closed) {
                    report(lost);
                    pause();
                }
            }
        }
    }

    private void report(SQLException lost) {
        if (Absence.isOne(lost)) {
            absence.met(lost);
        } else {
            log.warn("Lost the connection that carries notices between nodes, connecting again: {}", lost.getMessage());
        }
    }

    private void listenOn(Connection connection, long asked) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
        }
        absence.answered(asked);
        tell(LOOK_AGAIN);
        var postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
            var notices = postgres.getNotifications(WAIT_MILLIS);
            if (notices == null || notices.length == 0) {
                continue;
            }
            for (var notice : notices) {
                tell(notice.getParameter());
            }
        }
    }

    private void tell(String payload) {
        listeners.forEach(listener -> listener.accept(payload));
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
