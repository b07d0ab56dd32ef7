package dev.tallystick.run;

import dev.tallystick.connector.Listing;
import dev.tallystick.history.Run;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How one attempt gets from two open sides to a tally. [RunSync] leads every run through the same steps; a course says
/// what they mean for tables of its kind.
interface Course extends AutoCloseable {

    /// Finds out what became of writes whose answer nobody recorded.
    void settle();

    /// Observes both sides and writes the whole plan into the journal; nothing is sent anywhere.
    Planned plan();

    /// Sends what the journal has planned.
    void apply(Planned planned);

    /// When something can be said about writes whose answers were lost; empty when none is open. Until then the run
    /// gives its worker back.
    Optional<Instant> unsettledUntil();

    /// @param planned what a change that was not sent counts as; null for a dry run
    Tallies tallies(JdbcClient jdbc, Tally.@Nullable Outcome planned);

    /// A listing was taken up: the next run begins where it ended, as far as it was read to an end.
    void moveOn(JdbcClient jdbc, Planned planned);

    @Override
    void close();

    /// @param incomplete why a listing ended early, null when all were complete
    /// @param held why nothing may be written before a person agrees
    record Planned(Run.@Nullable Trouble incomplete, long changes, Run.@Nullable Held held) {

        static Run.@Nullable Trouble incomplete(Listing listing) {
            return listing instanceof Listing.Partial partial ? Troubles.incomplete(partial) : null;
        }
    }
}
