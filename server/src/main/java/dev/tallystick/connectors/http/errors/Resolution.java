package dev.tallystick.connectors.http.errors;

import java.util.Optional;

/// @param message what the manifest says to the person, if anything
/// @param failure the manifest's word for whose fault it is, if anything: config_error, transient_error, system_error
public record Resolution(Action action, Optional<String> message, Optional<String> failure) {
    static Resolution of(Action action) {
        return new Resolution(action, Optional.empty(), Optional.empty());
    }
}
