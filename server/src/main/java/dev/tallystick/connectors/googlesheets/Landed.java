package dev.tallystick.connectors.googlesheets;

import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which writes of a batch have landed, as the text of the marker: the batch's id, and a bit for each write. A batch
/// that was split lands in parts, and one that was refused is not among them.
record Landed(String batch, BitSet writes) {

    static Landed none(String batch) {
        return new Landed(batch, new BitSet());
    }

    /// Of a marker; empty when it is that of another batch.
    static Optional<Landed> read(Reading.@Nullable Marker marker, String batch) {
        if (marker == null || !marker.batch().startsWith(batch + " ")) {
            return Optional.empty();
        }
        try {
            var bits = Base64.getDecoder().decode(marker.batch().substring(batch.length() + 1));
            return Optional.of(new Landed(batch, BitSet.valueOf(bits)));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // not ours
        }
    }

    Landed and(BitSet more) {
        var both = (BitSet) writes.clone();
        both.or(more);
        return new Landed(batch, both);
    }

    String text() {
        return batch + " " + Base64.getEncoder().encodeToString(writes.toByteArray());
    }
}
