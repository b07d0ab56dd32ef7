package dev.tallystick.connectors.http.manifest;

/// The manifest cannot be read. The message is a sentence for the person who wrote it.
public final class ManifestException extends RuntimeException {
    public ManifestException(String message) {
        super(message);
    }
}
