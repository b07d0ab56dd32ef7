package dev.tallystick.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the server lends a connector for one attempt.
///
/// @param owner who the connection belongs to: workspace and connection name
/// @param allow places on the inside that this connection may reach besides the whole outside, as `host:port`
/// @param stopping true once the attempt should end soon (cancelled, shutting down, lease lost); a connector asks
///     between pages and before each wait, and ends with [Listing.Partial] or stops waiting
/// @param budget what the upstream accepts; taken from by [#turn]
/// @param tokens where the connector declares a [SignIn]
public record Surroundings(
        String owner, List<String> allow, Clock clock, BooleanSupplier stopping, Budget budget, AccessTokens tokens) {
    /// A longer wait is better spent without a worker.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public Surroundings {
        allow = List.copyOf(allow);
    }

    /// For upstreams without a limit, whose connector signs in by itself.
    public Surroundings(String owner, List<String> allow, Clock clock, BooleanSupplier stopping) {
        this(owner, allow, clock, stopping, Budget.UNLIMITED, AccessTokens.NONE);
    }

    /// To be asked right before each call: waits until all these limits let one more pass.
    ///
    /// @param kind what is asked for, in a word or two: calls of one kind take about as long
    /// @return to be closed when the call's answer came or is given up; null when the attempt should stop instead
    /// @throws ConnectorException with [Problem#RATE_LIMIT] and a time when the wait would be too long, with
    ///     [Problem#QUOTA] when the month's calls are used up
    public @Nullable Turn turn(String kind, Budget.Limit... limits) {
        return switch (budget.acquire(List.of(limits), PATIENCE, stopping)) {
            case Budget.Permit.Granted(Instant at) -> () -> budget.answered(List.of(limits), kind, at);
            case Budget.Permit.Stopped _ -> null;
            case Budget.Permit.Later(Budget.Limit limit, Duration pause) ->
                throw new ConnectorException(
                        Problem.RATE_LIMIT,
                        "The calls that " + limit.what() + " accepts are taken for the next " + seconds(pause)
                                + ". It goes on then by itself.",
                        pause,
                        null);
            case Budget.Permit.Spent spent -> throw new ConnectorException(Problem.QUOTA, sentence(spent));
        };
    }

    /// Waits before a call is tried again, and says so to whoever watches.
    ///
    /// @param pass waits; false when it ended early because the attempt should stop
    public boolean beforeTryingAgain(BooleanSupplier pass) {
        try (var _ = budget.waiting("the pause before a call is tried again")) {
            return pass.getAsBoolean();
        }
    }

    /// One call that may be made.
    @FunctionalInterface
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private static String seconds(Duration pause) {
        long seconds = Math.max(1, pause.plusMillis(999).toSeconds());
        return seconds == 1 ? "second" : seconds + " seconds";
    }

    private static String sentence(Budget.Permit.Spent spent) {
        var first = LocalDate.ofInstant(spent.resetsAt(), ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "All %,d calls that %s has for this month are used; nothing more is sent before %d %s. Run less often,"
                        + " or raise the cap in the connection's settings when the plan allows more.",
                spent.limit().monthlyCap(),
                spent.limit().what(),
                first.getDayOfMonth(),
                first.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }
}
