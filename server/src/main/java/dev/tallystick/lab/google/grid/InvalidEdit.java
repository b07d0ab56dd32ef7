package dev.tallystick.lab.google.grid;

/// An edit that a spreadsheet does not take. Nothing of it has been done.
public final class InvalidEdit extends RuntimeException {

    public InvalidEdit(String message) {
        super(message, null, false, false);
    }

    public String said() {
        return "" + getMessage();
    }
}
