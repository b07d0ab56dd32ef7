package dev.tallystick.workspace;

/// Names one person.
public record PersonId(long value) {
    public PersonId {
        if (value <= 0) {
            throw new IllegalArgumentException("A person id is positive, not " + value);
        }
    }
}
