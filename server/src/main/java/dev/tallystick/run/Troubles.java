package dev.tallystick.run;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.history.Run.Trouble;
import java.util.Locale;

/// What an admin reads when a run did not work: what happened, what is safe, what to do.
final class Troubles {
    private Troubles() {}

    static Trouble of(ConnectorException outside) {
        var code = outside.problem().name().toLowerCase(Locale.ROOT);
        return new Trouble(code, outside.getMessage() + " " + advice(outside));
    }

    /// A listing that ended early; the run is partial for it.
    static Trouble incomplete(Listing.Partial listing) {
        var problem = listing.problem();
        return new Trouble(problem == null ? "incomplete" : problem.name().toLowerCase(Locale.ROOT), listing.reason());
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

    /// What is safe, and when to come back. How to mend it says the connector, in the sentence before.
    private static String advice(ConnectorException outside) {
        return switch (outside.problem()) {
            case SIGN_IN -> "Nothing is lost; run again once the credential is accepted.";
            case PERMISSION -> "Nothing is lost; run again once that is allowed.";
            case RATE_LIMIT -> "Nothing is lost.";
            case QUOTA -> "Nothing is lost; what is left to do waits for a later run.";
            case NOT_FOUND -> "No row was deleted for it.";
            case REJECTED -> "Nothing is lost; the request needs another shape.";
            case UNAVAILABLE -> "Nothing is lost.";
            case BAD_ANSWER -> "Nothing was taken over from that answer, and no row was deleted for it.";
            case SETTINGS -> "Nothing is lost; run again once the settings are changed.";
        };
    }
}
