package dev.tallystick.connector;

import java.util.List;
import java.util.Optional;

/// What a connector wants to know. The same description gives the check of `tallystick.yaml`, the form in the page and
/// the documentation.
public record Settings(List<Setting> settings) {
    public Settings {
        settings = List.copyOf(settings);
    }

    public static Settings of(Setting... settings) {
        return new Settings(List.of(settings));
    }

    public Optional<Setting> setting(String name) {
        return settings.stream().filter(setting -> setting.name().equals(name)).findFirst();
    }

    /// @param name as in the file, snake_case
    /// @param secret sealed at rest and never shown again
    /// @param description one sentence for the person who fills it in
    public record Setting(String name, Kind kind, boolean required, boolean secret, String description) {
        public static Setting required(String name, Kind kind, String description) {
            return new Setting(name, kind, true, false, description);
        }

        public static Setting optional(String name, Kind kind, String description) {
            return new Setting(name, kind, false, false, description);
        }

        public static Setting secret(String name, String description) {
            return new Setting(name, Kind.TEXT, true, true, description);
        }
    }

    /// The shapes a setting can have. [#MAP] is free-form and checked by the connector.
    public enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        /// A path beside the file that names it; the content is what the connector gets.
        FILE,
        LIST,
        MAP
    }
}
