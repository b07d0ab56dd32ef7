package dev.tallystick.connection;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person wrote about a connection, with its references replaced. It holds secrets in the clear, so an object of
/// this class is never printed, stored or sent.
///
/// @param title for people; the name when nobody gave one
/// @param written the settings as they stand in the file, references included
/// @param settings what the references came to, files read, secrets left out
/// @param secrets by path, see [SettingPath]
/// @param allow places on the inside it may reach, as written
/// @param lab the lab service that may stand in
/// @param rehearsal that it does stand in, since no address was given
public record ConnectionDefinition(
        String name,
        String connector,
        String title,
        Map<String, Object> written,
        Map<String, Object> settings,
        Map<String, String> secrets,
        List<String> allow,
        @Nullable String lab,
        boolean rehearsal) {
    public ConnectionDefinition {
        secrets = Map.copyOf(secrets);
        allow = List.copyOf(allow);
    }

    @Override
    public String toString() {
        return "ConnectionDefinition[" + name + "]";
    }
}
