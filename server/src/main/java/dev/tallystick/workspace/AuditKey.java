package dev.tallystick.workspace;

/// The key under the audit trail's HMACs. Whoever holds only the database cannot make an entry that fits.
public final class AuditKey {
    private final byte[] bytes;

    public AuditKey(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("An audit key has 32 bytes");
        }
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "AuditKey[hidden]";
    }
}
