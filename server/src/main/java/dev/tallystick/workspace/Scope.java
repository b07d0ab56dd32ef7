package dev.tallystick.workspace;

import java.util.Locale;

/// What an API token may be used for at most; each includes the one before it.
public enum Scope {
    READ(Role.VIEWER),
    RUN(Role.OPERATOR),
    ADMIN(Role.ADMIN);

    final Role highest;

    Scope(Role highest) {
        this.highest = highest;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Scope of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
