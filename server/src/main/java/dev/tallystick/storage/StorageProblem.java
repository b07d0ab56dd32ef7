package dev.tallystick.storage;

import org.jspecify.annotations.Nullable;

/// Something about the data directory or the database that a person must put right. The message is one plain
/// sentence (two at most) for whoever starts Tallystick; it never holds a password.
public final class StorageProblem extends RuntimeException {
    public StorageProblem(String sentence) {
        super(sentence);
    }

    public StorageProblem(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
