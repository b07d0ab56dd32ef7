package dev.tallystick.alert;

import java.util.Locale;

/// What people are told of.
public enum Cause {
    FAILED("failed"),
    LATE("late"),
    /// It used to read rows and now reads none.
    NOTHING_READ("read nothing"),
    /// It reads less than half of what it used to.
    FAR_LESS("read far less than usual"),
    /// A person must connect again, or mend the connection.
    RECONNECT("needs its connection mended"),
    /// A run waits for a person.
    HELD("held"),
    /// Tallystick paused it.
    PAUSED("paused");

    private final String told;

    Cause(String told) {
        this.told = told;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As it stands behind a sync's name.
    String told() {
        return told;
    }

    static Cause of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
