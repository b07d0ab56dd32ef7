package dev.tallystick.connector;

import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What the server lends a connector for one attempt.
///
/// @param owner who the connection belongs to, for shared rate budgets: workspace and connection name
/// @param allow places on the inside that this connection may reach besides the whole outside, as `host:port`
/// @param stopping true once the attempt should end soon (cancelled, shutting down, lease lost); a connector asks
///     between pages and before each wait, and ends with [Listing.Partial] or stops waiting
public record Surroundings(String owner, List<String> allow, Clock clock, BooleanSupplier stopping) {
    public Surroundings {
        allow = List.copyOf(allow);
    }
}
