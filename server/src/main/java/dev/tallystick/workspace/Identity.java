package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;

/// Who asks, and in which workspace. A controller names it as a parameter and gets it filled in.
///
/// @param role what they may do here with what they signed in with; for a token the lesser of its scope and its
/// owner's role
/// @param owner whether they may also do what concerns the whole instance: they own it, and came with a session or with
/// a token that was made for that
/// @param credential the number of the session or the id of the token; no secret
/// @param address where the request came from; empty until there is one
public record Identity(
        PersonId id,
        String name,
        WorkspaceId workspace,
        Role role,
        boolean owner,
        Kind kind,
        String credential,
        String address) {

    public Identity(PersonId id, String name, WorkspaceId workspace, Role role, Kind kind, String credential) {
        this(id, name, workspace, role, false, kind, credential, "");
    }

    Identity from(String where) {
        return new Identity(id, name, workspace, role, owner, kind, credential, where);
    }

    public enum Kind {
        SESSION,
        TOKEN,
        /// Somebody at another system's page, with a pass for one sync.
        EMBED
    }
}
