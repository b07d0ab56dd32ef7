package dev.tallystick.connector;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Knows one kind of system. One folder holds everything about it; nothing about it stands elsewhere.
///
/// A connector keeps no state between calls: it is opened with a connection's settings and gives sources to read from
/// and targets to write to. All its network calls go through what [Surroundings] hands it.
public interface Connector {

    /// The word people write in `tallystick.yaml`: `http`, `postgres`.
    String name();

    /// What a connection of this kind needs.
    Settings settings();

    /// What a table of such a connection may say beside its name. Unknown keys are refused before anything runs.
    default Settings tableSettings() {
        return new Settings(List.of());
    }

    /// A form in place of settings that few can write by hand; empty where the settings are simple enough.
    default Optional<Recipe> recipe() {
        return Optional.empty();
    }

    /// Whether the rows of its tables have ids of their own, so that a table can be either side of a sync that goes
    /// both
    /// ways; see [OpenConnection#table].
    default boolean rowsHaveIds() {
        return false;
    }

    /// Whether its tables can be read, so that a one-way sync can begin there.
    default boolean reads() {
        return true;
    }

    /// Whether rows can be written to its tables by a key, so that a one-way sync from any system can end there; see
    /// [OpenConnection#target].
    default boolean writesByKey() {
        return false;
    }

    /// Which parts inside these settings are secret although no [Settings] can list them, since a file that the
    /// settings
    /// name decides it: as JSON Pointers, such as `/config/api_key`. They are sealed like any secret setting.
    default Set<String> secretsInside(SettingValues settings) {
        return Set.of();
    }

    /// Looks at settings without any I/O and names everything that cannot work, all at once; empty when all is well.
    default List<String> validate(SettingValues settings) {
        return List.of();
    }

    /// As [#validate], for one table that a sync uses: a connection may have tables that work beside others that do
    /// not.
    default List<String> validateTable(SettingValues settings, TableRef table) {
        return List.of();
    }

    /// Names a table by what the settings alone say of it, without any I/O: equal for two connections, or two names,
    /// that lead to one table. Empty when they do not say enough; the connection and the table's name count then.
    ///
    /// Weaker than [OpenTable#identity]: a name and an id of one table meet only when the system is asked.
    default Optional<String> tableIdentity(SettingValues settings, TableRef table) {
        return Optional.empty();
    }

    /// How access tokens are to be had with these settings; empty when the connector needs none. No I/O.
    default Optional<SignIn> signIn(SettingValues settings) {
        return Optional.empty();
    }

    /// How long a connection is left alone after it was tried out unasked. Longer where the upstream counts calls by
    /// the month: a monitor must not spend what the syncs need.
    default Duration lookEvery() {
        return Duration.ofMinutes(5);
    }

    /// @throws ConnectorException when the settings cannot work; no I/O that could hang happens here
    OpenConnection open(SettingValues settings, Surroundings surroundings);
}
