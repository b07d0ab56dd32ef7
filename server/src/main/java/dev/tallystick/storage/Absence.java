package dev.tallystick.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether our own database answers, and the only place that says so in the log: one line when it goes, one when it is
/// back. Everything that asks the database reports here what it met.
final class Absence {
    private static final Logger log = LoggerFactory.getLogger(Absence.class);

    private final List<Runnable> onceBack = new ArrayList<>();
    private boolean away;
    private long since;
    private long lastMet;

    /// True for what only a database that cannot be reached answers: no connection (08), or a server that shuts down,
    /// crashed or starts (57P01 to 57P03). A pool without a free connection is none of these. Where rolling back failed
    /// too, what came first is among the suppressed.
    static boolean isOne(@Nullable Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (tells(cause) || Arrays.stream(cause.getSuppressed()).anyMatch(Absence::isOne)) {
                return true;
            }
        }
        return false;
    }

    private static boolean tells(Throwable thrown) {
        if (!(thrown instanceof SQLException sql) || sql.getSQLState() == null) {
            return false;
        }
        return sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P0");
    }

    /// Somebody found the database away.
    void met(Throwable thrown) {
        synchronized (this) {
            lastMet = System.nanoTime();
            if (away) {
                return;
            }
            away = true;
            since = lastMet;
        }
        log.warn("The database does not answer ({}); work waits until it is back.", reason(thrown));
    }

    /// Somebody got an answer.
    ///
    /// @param asked when, by [System#nanoTime]: an answer to a question older than the last failure says nothing
    void answered(long asked) {
        Duration gone;
        List<Runnable> waiting;
        synchronized (this) {
            if (!away || asked - lastMet <= 0) {
                return;
            }
            away = false;
            gone = Duration.ofNanos(System.nanoTime() - since);
            waiting = List.copyOf(onceBack);
            onceBack.clear();
        }
        log.info("The database is back after {} s.", gone.toSeconds());
        waiting.forEach(action -> Thread.ofVirtual().name("once-back").start(action));
    }

    /// Runs `action` on a thread of its own when the database answers again, at once when it is not known to be away.
    void onceBack(Runnable action) {
        synchronized (this) {
            if (away) {
                onceBack.add(action);
                return;
            }
        }
        Thread.ofVirtual().name("once-back").start(action);
    }

    /// The innermost cause says it shortest, as "Connection to 127.0.0.1:5432 refused"; it names no password.
    private static String reason(Throwable thrown) {
        String reason = "";
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException && cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        var line = reason.lines().findFirst().orElse("").strip().replaceAll("\\.$", "");
        return line.isEmpty() ? thrown.getClass().getSimpleName() : line;
    }
}
