package dev.tallystick.run;

import java.util.ArrayList;
import java.util.List;

/// What happened under one seed, step by step, in words that do not depend on the database: the same seed gives the
/// same lines.
final class SimTrace {
    private final List<String> lines = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final boolean verbose;
    private long tick;

    SimTrace(boolean verbose) {
        this.verbose = verbose;
    }

    /// Goes up with everything that happens.
    long tick() {
        return ++tick;
    }

    void say(String line) {
        lines.add(line);
        if (verbose) {
            System.out.println(line);
        }
    }

    /// Something happened that must not. What throws inside a call of the engine would be taken for a fault, so it
    /// is kept until the call is over.
    void broken(String promise) {
        say("!!! " + promise);
        broken.add(promise);
    }

    List<String> broken() {
        return broken;
    }

    List<String> lines() {
        return lines;
    }
}
