package dev.tallystick.connection;

import dev.tallystick.storage.WorkspaceId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connector with settings, as it is in force. Its secrets are sealed.
///
/// @param written the settings as they stand in the file, references included
/// @param settings what they came to, without secrets
/// @param sealed by path, see [SettingPath]
/// @param allow places on the inside it may reach
/// @param lab the lab service that may stand in
/// @param rehearsal that it does stand in
public record Connection(
        ConnectionId id,
        WorkspaceId workspace,
        String name,
        String connector,
        String title,
        Map<String, Object> written,
        Map<String, Object> settings,
        Map<String, String> sealed,
        List<String> allow,
        @Nullable String lab,
        boolean rehearsal,
        int revision) {
    public Connection {
        sealed = Map.copyOf(sealed);
        allow = List.copyOf(allow);
    }
}
