package dev.tallystick.cli;

/// Ends a command with one sentence for the person and a number for the script.
final class CliException extends RuntimeException {
    private final int exitCode;

    CliException(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
