package dev.tallystick.connection;

import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Rotates the keys that seal the secrets of connections.
@RestController
class KeyController {
    private final Transactions transactions;
    private final RotateKeys rotateKeys;
    private final AuditTrail trail;

    KeyController(Transactions transactions, SealedSecrets secrets, AuditTrail trail) {
        this.transactions = transactions;
        this.rotateKeys = new RotateKeys(transactions, secrets);
        this.trail = trail;
    }

    /// @param resealed how many secrets the new key has sealed
    record KeysRotated(int resealed, String sentence) {}

    /// Takes a new data key into use and seals every secret anew with it, while everything runs. The master key stays.
    @PostMapping("/api/v1/keys/rotation")
    KeysRotated rotate(Identity identity) {
        int resealed = rotateKeys.run();
        transactions.in(identity.workspace(), db -> {
            trail.record(db, identity, "keys.rotated", "keys", Map.of("resealed", Integer.toString(resealed)));
            return true;
        });
        return new KeysRotated(resealed, "A new key is in use; %d secrets were sealed anew.".formatted(resealed));
    }
}
