package dev.tallystick.connectors.http.stream;

/// Whether anything in a listing, parents included, makes it doubtful: then it is valid for what it saw, and no proof
/// for what it did not see.
public final class Doubts {
    private boolean any;

    void raise() {
        any = true;
    }

    public boolean any() {
        return any;
    }
}
