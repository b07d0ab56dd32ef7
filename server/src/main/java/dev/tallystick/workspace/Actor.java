package dev.tallystick.workspace;

import org.jspecify.annotations.Nullable;

/// Who did something, as the audit trail names them. What happens of itself has no id.
///
/// @param token the id of the API token they came with, if they did: it may be in other hands than its owner's
/// @param address where they asked from; empty for what happens of itself
public record Actor(
        @Nullable PersonId id, String name, @Nullable String token, String address) {
    public static final Actor NOBODY = new Actor(null, "nobody");
    public static final Actor TALLYSTICK = new Actor(null, "Tallystick");

    public Actor(@Nullable PersonId id, String name) {
        this(id, name, null, "");
    }

    public static Actor of(Identity identity) {
        return new Actor(
                identity.id(),
                identity.name(),
                identity.kind() == Identity.Kind.TOKEN ? identity.credential() : null,
                identity.address());
    }

    /// The name as the trail has it, with the token beside its owner.
    String named() {
        return token == null ? name : name + " (token " + token + ")";
    }
}
