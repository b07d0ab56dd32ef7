package dev.tallystick.workspace;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tallystick.web.FieldProblems;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an API token may be used for at most; each includes the one before it. Only `OWNER` reaches what concerns the
/// whole instance, so a token that its owner made for one workspace cannot.
public enum Scope {
    READ(Role.VIEWER),
    RUN(Role.OPERATOR),
    ADMIN(Role.ADMIN),
    OWNER(Role.ADMIN);

    final Role highest;

    Scope(Role highest) {
        this.highest = highest;
    }

    /// What stands in a request; a problem, and the least scope, where it is none.
    static Scope check(FieldProblems problems, String field, @Nullable String given) {
        for (Scope scope : values()) {
            if (scope.word().equals(given)) {
                return scope;
            }
        }
        problems.add(field, "A scope is read, run, admin or owner.");
        return READ;
    }

    /// As it is written in the API and the database.
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Scope of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
