package dev.tallystick.workspace;

import org.jspecify.annotations.Nullable;

/// Who did something, as the audit trail names them. What happens of itself has no id.
public record Actor(@Nullable PersonId id, String name) {
    public static final Actor NOBODY = new Actor(null, "nobody");
    public static final Actor TALLYSTICK = new Actor(null, "Tallystick");

    /// A token is named beside its owner: it may be in other hands.
    public static Actor of(Identity identity) {
        String name = identity.kind() == Identity.Kind.TOKEN
                ? identity.name() + " (token " + identity.credential() + ")"
                : identity.name();
        return new Actor(identity.id(), name);
    }
}
