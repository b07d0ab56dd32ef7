package dev.tallystick.workspace;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether the audit trail is as it was written.
@RestController
class AuditController {
    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    /// @param entries how many were sound
    /// @param brokenAt the number of the first entry that is not as it was written
    /// @param sentence what was found
    /// @param head the end of the trail, to be kept elsewhere
    record Verified(
            boolean sound, long entries, @Nullable Long brokenAt, String sentence, AuditTrail.@Nullable Head head) {}

    /// Reads the whole trail; entries that are added meanwhile are not waited for.
    @GetMapping("/api/v1/audit/verification")
    Verified verify(Identity identity) {
        var found = trail.verify(identity.workspace());
        var sentence = found.sound()
                ? "The trail is sound: %d entries, each as it was written.".formatted(found.entries())
                : found.sentence();
        return new Verified(
                found.sound(),
                found.entries(),
                found.brokenAt(),
                sentence,
                trail.head(identity.workspace()).orElse(null));
    }
}
