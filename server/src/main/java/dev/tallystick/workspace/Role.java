package dev.tallystick.workspace;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a person may do in a workspace; each role may do all that the one before it may.
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN;

    public boolean covers(Role least) {
        return compareTo(least) >= 0;
    }

    Role atMost(Role limit) {
        return covers(limit) ? limit : this;
    }

    /// As it is written in the API and the database.
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
