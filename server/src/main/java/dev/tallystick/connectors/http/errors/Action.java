package dev.tallystick.connectors.http.errors;

import dev.tallystick.connectors.http.manifest.ManifestException;

/// What to do about an answer.
public enum Action {
    SUCCESS,
    FAIL,
    RETRY,
    IGNORE,
    RATE_LIMITED,
    RESET_PAGINATION,
    REFRESH_TOKEN_THEN_RETRY;

    static Action of(String word) {
        for (var action : values()) {
            if (action.name().equals(word)) {
                return action;
            }
        }
        throw new ManifestException("There is no error action '" + word + "'.");
    }
}
