package dev.tallystick.workspace;

import java.util.Locale;

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

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Scope of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
