package dev.tallystick.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where Tallystick keeps its data.
///
/// @param databaseUrl a PostgreSQL 15 to 18 to use instead of the embedded one; the variable `DATABASE_URL` says the
/// same
/// @param dataDir the directory of the embedded database and of the generated key
/// @param appConnections the most connections that people and runs use at once
/// @param systemConnections the most connections that the scheduler uses at once
@ConfigurationProperties("tallystick.storage")
public record StorageProperties(
        @Nullable String databaseUrl,
        @DefaultValue("./data") String dataDir,
        @DefaultValue("16") int appConnections,
        @DefaultValue("8") int systemConnections) {

    /// A text above, since Spring would look for a path among the resources of the jar first.
    public Path directory() {
        return Path.of(dataDir).toAbsolutePath().normalize();
    }

    @Override
    public String toString() {
        // The URL may hold a password.
        return "StorageProperties[dataDir=" + dataDir + "]";
    }
}
