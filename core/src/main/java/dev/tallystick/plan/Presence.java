package dev.tallystick.plan;

import dev.tallystick.table.Row;

/// What is known of one side of a pair.
public sealed interface Presence {

    /// A read brought it.
    record Seen(Row row) implements Presence {}

    /// Nobody looked: an incremental read did not bring it. Its last-seen value stands.
    record Unseen() implements Presence {}

    /// It was looked for and is not there, but that is no proof yet.
    record Missing() implements Presence {}

    /// It is proved that the row was deleted.
    record Gone(String proof) implements Presence {}
}
