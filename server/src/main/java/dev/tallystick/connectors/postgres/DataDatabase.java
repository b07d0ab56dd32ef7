package dev.tallystick.connectors.postgres;

import java.util.Optional;

/// The database for data that an embedded PostgreSQL brings along, which people name with the word `embedded`.
@FunctionalInterface
public interface DataDatabase {

    /// Empty where Tallystick runs on a database that was given to it.
    Optional<Login> login();

    record Login(String host, int port, String database, String user, String password) {
        @Override
        public String toString() {
            return "Login[" + host + ":" + port + "/" + database + "]";
        }
    }
}
