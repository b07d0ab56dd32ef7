package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Where CSV comes from.
interface Files {

    /// The tables by name, empty where nobody can list them.
    List<String> tables();

    /// @throws ConnectorException with [dev.tallystick.connector.Problem#SETTINGS] where there cannot be
    ///     such a table
    void mustKnow(String table);

    /// What is asked for, as a stable text without secrets.
    String scope(String table);

    /// Reads a file from its beginning as it comes.
    ///
    /// @throws ConnectorException where it cannot be had
    <T> T read(String table, Reading<T> reading);

    /// What can be said before a table is opened.
    Stage reach();

    /// Takes a body; it may stop before the end.
    @FunctionalInterface
    interface Reading<T> {
        T read(Body body) throws IOException;
    }

    /// @param endIsTold whether the end of the stream proves that everything came: a length, a last chunk or
    ///     the end
    ///     of a file do; a connection that just closes does not
    record Body(InputStream stream, boolean endIsTold) {}
}
