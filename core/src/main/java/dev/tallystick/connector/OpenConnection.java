package dev.tallystick.connector;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A connection in use by one attempt. Not shared between threads.
public interface OpenConnection extends AutoCloseable {

    /// Tests the connection in stages (name, TLS, sign-in, …) and stops at the first that fails; trouble comes back
    /// as a stage that is not ok, not as an exception.
    List<Stage> check();

    /// The same, told stage by stage for somebody who watches; at once at the end where a connector does no better.
    ///
    /// @param told each stage as soon as it is through
    default void check(Consumer<Stage> told) {
        check().forEach(told);
    }

    /// The tables that can be read or written here, by name; empty when the system does not say.
    List<String> tables();

    /// @throws ConnectorException with [Problem#SETTINGS] when this connector cannot read, or the table is unknown
    Source source(TableRef table);

    /// @throws ConnectorException with [Problem#SETTINGS] when this connector cannot write
    Target target(TableRef table);

    /// A table whose rows have ids of their own, as one side of a sync that may go both ways.
    ///
    /// @throws ConnectorException with [Problem#SETTINGS] when this connector has no such tables, or the table is
    ///     unknown
    default OpenTable table(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "The rows of '" + table.name() + "' have no ids of their own, so it cannot be a side of such a sync.");
    }

    /// Shows the beginning of a table that can be read. Nothing need be said of the table yet, its key least of all.
    ///
    /// @param rows the most that are looked at
    /// @throws ConnectorException when this connector cannot read, or the table is unknown
    default Glimpse glimpse(TableRef table, int rows) {
        return Glimpse.of(source(table).schema().fields());
    }

    /// How a table that can be written to stands now; nothing is made.
    ///
    /// @throws ConnectorException with [Problem#SETTINGS] when this connector cannot write
    default Standing standing(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS, "Nothing can be written to '" + table.name() + "'; choose another table.");
    }

    /// What reading and writing this table would cost if it had so many rows; empty where calls are not counted, or
    /// nobody knows. May ask the upstream nothing.
    default Optional<Cost> cost(TableRef table, long rows) {
        return Optional.empty();
    }

    @Override
    void close();

    /// @param stage a noun: `address`, `tls`, `sign-in`, `table`
    /// @param sentence what was seen, and what to do when it is not ok
    record Stage(String stage, boolean ok, String sentence) {}
}
