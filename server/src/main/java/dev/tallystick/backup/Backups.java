package dev.tallystick.backup;

import dev.tallystick.connection.MasterKeys;
import dev.tallystick.storage.ReachDatabase;
import dev.tallystick.storage.RestoreBackup;
import dev.tallystick.storage.RestoreBackup.Restored;
import dev.tallystick.storage.StorageProblem;
import dev.tallystick.storage.WriteBackup;
import dev.tallystick.storage.WriteBackup.Written;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// Backs up an installation and restores one, whether its server runs or not.
///
/// @param environment `DATABASE_URL` and where the master key is, as the server is given them
/// @param dataDir of the installation
public record Backups(Map<String, String> environment, Path dataDir, Clock clock) {
    public Backups {
        environment = Map.copyOf(environment);
    }

    /// @throws StorageProblem with what to do; then there is no file
    public Written backup(Path file) {
        if (url().isEmpty() && !ReachDatabase.isThere(dataDir)) {
            throw new StorageProblem(
                    "There is no Tallystick in the data directory %s. Name the right one with --data-dir, or its database with DATABASE_URL."
                            .formatted(dataDir));
        }
        try (var database = ReachDatabase.of(url(), dataDir)) {
            return new WriteBackup(database, clock).to(file);
        }
    }

    /// @param replace whether what the installation keeps already may go
    /// @throws StorageProblem with what to do; then everything is as it was
    public Restored restore(Path file, boolean replace) {
        try (var database = ReachDatabase.of(url(), dataDir)) {
            return new RestoreBackup(database, clock)
                    .from(file, replace, contents -> refuseOtherKey(contents.masterKey(), database.embedded()));
        }
    }

    private Optional<String> url() {
        return Optional.ofNullable(environment.get("DATABASE_URL")).filter(url -> !url.isBlank());
    }

    private void refuseOtherKey(String needed, boolean embedded) {
        if (needed.isEmpty()) {
            return;
        }
        var ours = MasterKeys.fingerprint(environment, dataDir, embedded);
        if (ours.isEmpty()) {
            throw new StorageProblem(
                    "The secrets in this backup are sealed by the master key with the fingerprint %s. Put that key into %s first: it is the file of the same name beside the database that the backup was made of. Nothing was restored."
                            .formatted(needed, MasterKeys.file(dataDir)));
        }
        if (!ours.get().equals(needed)) {
            throw new StorageProblem(
                    "The secrets in this backup are sealed by another master key: it needs the one with the fingerprint %s, and this installation has %s. Nothing was restored."
                            .formatted(needed, ours.get()));
        }
    }
}
