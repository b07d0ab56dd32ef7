package dev.tallystick.cli;

/// What the process ends with; scripts rely on these numbers, see docs/cli.md.
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    /// Wrong use, a wrong file, or something that is not there.
    static final int USAGE = 2;
    static final int PARTIAL = 3;
    static final int HELD = 4;
    static final int UNREACHABLE = 5;
    static final int NOT_ALLOWED = 6;
    /// Stopped waiting, by time-out or Ctrl-C, while the run goes on: EX_TEMPFAIL of sysexits.h.
    static final int STILL_RUNNING = 75;

    private ExitCode() {}

    /// The gravest of several runs decides: a failed one, then one that waits for a person, then an incomplete one.
    static int gravest(int one, int other) {
        return gravity(one) >= gravity(other) ? one : other;
    }

    private static int gravity(int code) {
        return switch (code) {
            case OK -> 0;
            case PARTIAL -> 1;
            case HELD -> 2;
            case STILL_RUNNING -> 3;
            default -> 4;
        };
    }
}
