package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Reads the states PostgreSQL reports. The sentences are ours: the server's own may hold values of rows and parts of
/// statements.
final class Trouble {
    private static final int SHOWN_MESSAGE_CHARS = 300;

    private Trouble() {}

    /// The row is to blame, not the table, the connection or the moment: its values break a rule, or a trigger said no.
    static boolean blamesRow(SQLException trouble) {
        var state = state(trouble);
        return switch (kind(state)) {
            case "21", "22", "23", "27", "38", "39", "44", "54", "P0" -> true;
            default -> false;
        };
    }

    /// The row may fit once another row of the same batch is written.
    static boolean otherRowInTheWay(SQLException trouble) {
        return switch (state(trouble)) {
            case "23503", "23505", "23P01" -> true;
            default -> false;
        };
    }

    /// Another transaction was in the way; the same one may well succeed at once.
    static boolean collided(SQLException trouble) {
        return state(trouble).equals("40001") || state(trouble).equals("40P01");
    }

    /// The server said itself that the commit did not happen. Everything else leaves it open.
    static boolean surelyRolledBack(SQLException trouble) {
        var state = state(trouble);
        return switch (kind(state)) {
            case "21", "22", "23", "25", "44", "P0" -> true;
            case "40" -> !state.equals("40003");
            default -> false;
        };
    }

    static boolean missingTable(SQLException trouble) {
        return state(trouble).equals("42P01") || state(trouble).equals("3F000");
    }

    /// While signing in.
    static ConnectorException signingIn(SQLException trouble, Login login) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new ConnectorException(
                        Problem.SETTINGS,
                        "The database server did not prove who it is: its certificate is not trusted or names another"
                                + " host. Give its authority as 'ca_certificate', or choose a weaker 'sslmode'.");
            }
        }
        var state = state(trouble);
        var server = answered(trouble);
        if (server == null && state.startsWith("08") && isTls(trouble)) {
            return new ConnectorException(
                    Problem.SETTINGS,
                    "The database server offers no encryption. Turn it on there, or set 'sslmode' to disable where the"
                            + " network may be trusted.");
        }
        return switch (state) {
            case "28P01", "28000" ->
                new ConnectorException(
                        Problem.SIGN_IN,
                        "The database refused the sign-in of '" + login.user()
                                + "': the user or password is wrong, or the server does not let it in from here.");
            case "3D000" ->
                new ConnectorException(Problem.NOT_FOUND, "The database '" + login.database() + "' does not exist.");
            case "42501" ->
                new ConnectorException(
                        Problem.PERMISSION,
                        "'" + login.user() + "' may not connect to the database '" + login.database() + "'.");
            default -> {
                if (server == null || state.startsWith("08")) {
                    // One sentence whether the port is closed, filtered or silent: it must not serve as a port scan.
                    yield new ConnectorException(
                            Problem.UNAVAILABLE, "No PostgreSQL answered at the address of this connection.");
                }
                yield during(trouble, "signing in");
            }
        };
    }

    private static boolean isTls(SQLException trouble) {
        var message = trouble.getMessage();
        return message != null && message.contains("SSL");
    }

    /// While something was done that no single row is to blame for.
    ///
    /// @param doing what, as in `reading the table`
    static ConnectorException during(SQLException trouble, String doing) {
        var state = state(trouble);
        return switch (state) {
            case "25006" ->
                new ConnectorException(
                        Problem.UNAVAILABLE,
                        "The database is read-only at the moment (a standby, or set so), so nothing can be written.");
            case "53100" ->
                new ConnectorException(
                        Problem.UNAVAILABLE, "The disk of the database server is full; nothing was written.");
            case "53300" ->
                new ConnectorException(
                        Problem.UNAVAILABLE,
                        "The database server has no connection left for us; it may later, or needs a higher limit.");
            case "42501" ->
                new ConnectorException(
                        Problem.PERMISSION,
                        "The database does not allow " + doing + ". Grant the role of this connection the right to.");
            case "55P03" ->
                new ConnectorException(
                        Problem.UNAVAILABLE,
                        "Somebody else holds locks in the database for too long; gave up " + doing + ".");
            case "57014" ->
                new ConnectorException(
                        Problem.UNAVAILABLE, "The database took too long " + doing + " and was stopped.");
            case "40001", "40P01" ->
                new ConnectorException(
                        Problem.UNAVAILABLE, "Others kept getting in the way while " + doing + "; gave up for now.");
            default -> byKind(trouble, state, doing);
        };
    }

    private static ConnectorException byKind(SQLException trouble, String state, String doing) {
        return switch (kind(state)) {
            case "42", "0A", "3F" ->
                new ConnectorException(
                        Problem.SETTINGS,
                        "The table is not as it was found while " + doing + " (" + serverMessage(trouble)
                                + "); somebody may have changed it just now. The next run looks again.");
            case "08", "57", "58" -> lost(doing);
            case "53" ->
                new ConnectorException(
                        Problem.UNAVAILABLE,
                        "The database server ran out of something while " + doing + " (SQLSTATE " + state + ").");
            default ->
                answered(trouble) == null
                        ? lost(doing)
                        : new ConnectorException(
                                Problem.REJECTED,
                                "The database refused while " + doing + " (SQLSTATE " + state + "): "
                                        + serverMessage(trouble));
        };
    }

    private static ConnectorException lost(String doing) {
        return new ConnectorException(Problem.UNAVAILABLE, "The connection to the database broke while " + doing + ".");
    }

    /// Why a row was refused.
    static String reason(SQLException trouble, TableShape shape, boolean delete) {
        ServerErrorMessage server = answered(trouble);
        var constraint = server == null ? null : server.getConstraint();
        var fields = constraint == null ? "" : shape.fieldsOf(constraint);
        var named = constraint == null ? "" : " (" + constraint + ")";
        var column = server == null ? null : server.getColumn();
        return switch (state(trouble)) {
            case "23505" -> subject(fields, "The row") + " has a value that another row has already" + named + ".";
            case "23503" ->
                delete
                        ? "Other rows still refer to this row" + named + "."
                        : subject(fields, "The row") + " names a row that is not there" + named + ".";
            case "23502" -> (column == null ? "A field" : "'" + column + "'") + " must not be empty in this table.";
            case "23514" -> subject(fields, "The row") + " breaks a rule of the table" + named + ".";
            case "23P01" -> subject(fields, "The row") + " overlaps another row" + named + ".";
            case "22001" -> "A text is longer than its column allows.";
            case "22003" -> "A number is larger than its column allows.";
            case "22P05" -> "A character does not exist in the encoding of this database.";
            case "54000" -> "A value is too long for an index of the table.";
            default -> "The database refused the row (SQLSTATE " + state(trouble) + "): " + serverMessage(trouble);
        };
    }

    private static String subject(String fields, String otherwise) {
        return fields.isEmpty() ? otherwise : fields;
    }

    static String state(SQLException trouble) {
        @Nullable String state = trouble.getSQLState();
        return state == null ? "" : state;
    }

    private static String kind(String state) {
        return state.length() < 2 ? "" : state.substring(0, 2);
    }

    private static @Nullable ServerErrorMessage answered(SQLException trouble) {
        return trouble instanceof PSQLException answer ? answer.getServerErrorMessage() : null;
    }

    private static String serverMessage(SQLException trouble) {
        var server = answered(trouble);
        @Nullable String message = server == null ? null : server.getMessage();
        if (message == null) {
            return "no reason given.";
        }
        return message.length() > SHOWN_MESSAGE_CHARS ? message.substring(0, SHOWN_MESSAGE_CHARS) + "…" : message;
    }
}
