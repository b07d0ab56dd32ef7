package dev.tallystick.egress;

import java.time.Duration;

/// How long one exchange may take and how much it may bring. The deadline covers everything, from the look-up of
/// the name to the last byte of the body: time-outs of HTTP clients count from one read to the next, so a peer that
/// sends a byte a second would hold a worker for ever.
///
/// @param deadline for the exchange as a whole
/// @param wireBytes of the body as it travels
/// @param decodedBytes of the body after gzip or deflate
/// @param ratio decoded to wire bytes, looked at once more than 1 MiB has been decoded
public record Limits(Duration deadline, long wireBytes, long decodedBytes, int ratio) {

    private static final long MIB = 1024 * 1024;

    public static final Limits STANDARD = new Limits(Duration.ofSeconds(60), 64 * MIB, 256 * MIB, 100);

    public Limits {
        if (deadline.isNegative() || deadline.isZero() || wireBytes <= 0 || decodedBytes <= 0 || ratio <= 0) {
            throw new IllegalArgumentException("Every limit of a request must be above zero");
        }
    }

    public Limits deadline(Duration other) {
        return new Limits(other, wireBytes, decodedBytes, ratio);
    }

    public Limits bytes(long wire, long decoded) {
        return new Limits(deadline, wire, decoded, ratio);
    }
}
