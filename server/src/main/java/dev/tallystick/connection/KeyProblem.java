package dev.tallystick.connection;

import org.springframework.boot.ExitCodeGenerator;

/// The master key is missing, unfit, or not the one that this database was sealed with. Tallystick does not start.
public final class KeyProblem extends RuntimeException implements ExitCodeGenerator {
    /// EX_CONFIG of sysexits.h.
    private static final int EXIT_CODE = 78;

    KeyProblem(String sentence) {
        super(sentence);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
