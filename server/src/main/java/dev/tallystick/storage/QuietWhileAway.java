package dev.tallystick.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/// Takes out of the log what the parts we are built on say, with a stack trace and every second, while the database is
/// away: [Absence] says it once. Only those parts, and only what carries the absence as its cause; whatever else they
/// have to say is said.
final class QuietWhileAway extends TurboFilter implements AutoCloseable {
    /// The pool, the queue (its polls, heartbeats and ends of work), and what Spring says of a rollback on a dead
    /// connection.
    private static final List<String> PARTS = List.of(
            "com.zaxxer.hikari.",
            "com.github.kagkarlsson.scheduler.",
            "org.springframework.transaction.support.",
            "org.springframework.jdbc.support.JdbcTransactionManager");

    /// Of Hikari, of a connection that died with the database: its cause comes as text only.
    private static final String DEAD_CONNECTION = "{} - Failed to validate connection {} ({}). ";

    private final Absence absence;

    QuietWhileAway(Absence absence) {
        this.absence = absence;
    }

    static QuietWhileAway from(Absence absence) {
        var quiet = new QuietWhileAway(absence);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            quiet.setContext(context);
            quiet.start();
            context.addTurboFilter(quiet);
        }
        return quiet;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable given) {
        if (format == null || !level.isGreaterOrEqual(Level.WARN) || !isOfAPart(logger.getName())) {
            return FilterReply.NEUTRAL;
        }
        if (format.startsWith(DEAD_CONNECTION) && arguments != null && arguments.length == 3) {
            return isOfADeadConnection(String.valueOf(arguments[2])) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
        @Nullable Throwable thrown = given != null ? given : last(arguments);
        if (!Absence.isOne(thrown) || thrown == null) {
            return FilterReply.NEUTRAL;
        }
        absence.met(thrown);
        return FilterReply.DENY;
    }

    private static boolean isOfAPart(String logger) {
        return PARTS.stream().anyMatch(logger::startsWith);
    }

    /// As the driver says it: closed on our side after it broke, or ended by the server on its way down.
    private static boolean isOfADeadConnection(String reason) {
        return reason.contains("connection has been closed") || reason.contains("terminating connection due to");
    }

    private static @Nullable Throwable last(Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[arguments.length - 1] instanceof Throwable thrown
                ? thrown
                : null;
    }

    @Override
    public void close() {
        stop();
        if (getContext() instanceof LoggerContext context) {
            context.getTurboFilterList().remove(this);
        }
    }
}
