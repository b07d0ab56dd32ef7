package dev.tallystick.generate;

/// Nothing was written, and a person reads why.
public final class CannotGenerate extends RuntimeException {
    CannotGenerate(String sentence) {
        super(sentence);
    }

    CannotGenerate(String sentence, Exception cause) {
        super(sentence, cause);
    }
}
