package dev.tallystick.workspace;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tallystick.web.FieldProblems;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /// What stands in a request; a problem, and the least role, where it is none.
    static Role check(FieldProblems problems, String field, @Nullable String given) {
        for (Role role : values()) {
            if (role.word().equals(given)) {
                return role;
            }
        }
        problems.add(field, "A role is viewer, operator or admin.");
        return VIEWER;
    }

    static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
