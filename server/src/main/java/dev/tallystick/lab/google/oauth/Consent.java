package dev.tallystick.lab.google.oauth;

import java.util.LinkedHashSet;
import java.util.Set;

/// The person at the consent screen. In the lab they agree at once, unless they are told otherwise.
public final class Consent {

    private volatile String person;
    private volatile boolean denies;
    private final Set<String> unticked = new LinkedHashSet<>();

    Consent(String person) {
        this.person = person;
    }

    /// Who is signed in.
    public void as(String account) {
        person = account;
    }

    public String person() {
        return person;
    }

    /// Presses "Cancel".
    public void deny(boolean on) {
        denies = on;
    }

    boolean denies() {
        return denies;
    }

    /// Takes the tick from a scope, so that less is granted than was asked for.
    public synchronized void untick(String scope) {
        unticked.add(scope);
    }

    public synchronized void tickAll() {
        unticked.clear();
    }

    synchronized Set<String> granted(Set<String> asked) {
        var granted = new LinkedHashSet<>(asked);
        granted.removeAll(unticked);
        return granted;
    }
}
