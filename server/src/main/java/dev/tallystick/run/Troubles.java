package dev.tallystick.run;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.history.Run.Trouble;
import java.util.Locale;

/// What an admin reads when a run did not work: what happened, what is safe, what to do.
final class Troubles {
    private Troubles() {}

    static Trouble of(ConnectorException outside) {
        var code = outside.problem().name().toLowerCase(Locale.ROOT);
        return new Trouble(code, outside.getMessage() + " " + advice(outside));
    }

    static Trouble bug() {
        return new Trouble(
                "internal",
                "Tallystick itself failed. Nothing was written that is not in the journal; the log of the server names the"
                        + " cause.");
    }

    static Trouble fenced() {
        return new Trouble(
                "fenced",
                "The target has heard from a later run than any that is known here, so nothing was written. Was our own"
                        + " database restored from an older copy, or is a copy of it in use elsewhere?");
    }

    static Trouble quarantined(int deaths) {
        return new Trouble(
                "quarantined",
                "Its worker died " + deaths
                        + " times in a row, so it is not tried again by itself. Look at the server's log"
                        + " and memory, then start it by hand.");
    }

    private static String advice(ConnectorException outside) {
        return switch (outside.problem()) {
            case SIGN_IN -> "Renew the credential of the connection.";
            case PERMISSION -> "Give the credential the right to do this, then run again.";
            case RATE_LIMIT -> "Nothing is lost.";
            case QUOTA -> "Nothing is lost; what is left to do waits for a later run.";
            case NOT_FOUND -> "Check the table's name and the account. No row was deleted for it.";
            case REJECTED -> "Nothing is lost; the request needs another shape.";
            case UNAVAILABLE -> "Nothing is lost.";
            case BAD_ANSWER -> "Nothing was taken over from that answer, and no row was deleted for it.";
            case SETTINGS -> "Change the settings, then run again.";
        };
    }
}
