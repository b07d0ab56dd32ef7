package dev.tallystick.connection;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Names the master key of an installation without saying anything about it.
public final class MasterKeys {
    private MasterKeys() {}

    /// @param environment where a key may be given, as to the server
    /// @return empty where the embedded database has none yet
    /// @throws KeyProblem when what is given is no key
    public static Optional<String> fingerprint(Map<String, String> environment, Path dataDir, boolean embedded) {
        return MasterKey.find(environment::get, dataDir, embedded).map(MasterKey::fingerprint);
    }

    /// Where the key of an embedded database lies.
    public static Path file(Path dataDir) {
        return dataDir.resolve(MasterKey.FILE);
    }
}
