package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;

/// Who asks, and in which workspace. A controller names it as a parameter and gets it filled in.
///
/// @param role what they may do here with what they signed in with; for a token the lesser of its scope and its
/// owner's role
/// @param credential the number of the session or the id of the token; no secret
public record Identity(PersonId id, String name, WorkspaceId workspace, Role role, Kind kind, String credential) {

    public enum Kind {
        SESSION,
        TOKEN
    }
}
