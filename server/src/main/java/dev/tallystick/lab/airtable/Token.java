package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request may carry as `Authorization: Bearer …`.
///
/// @param owner whose it is; the ledger of writes names it
/// @param bases ids of those that it may touch; empty for all
/// @param role what its owner may do there
/// @param until when it ends by itself, or null
public record Token(
        String secret,
        Collaborator owner,
        Set<Scope> scopes,
        Set<String> bases,
        Role role,
        @Nullable Instant until) {

    /// The levels of permission, lowest first.
    public enum Role {
        NONE,
        READ,
        COMMENT,
        EDIT,
        CREATE
    }

    /// May do everything everywhere.
    public static Token personal(String secret, Collaborator owner) {
        return new Token(secret, owner, EnumSet.allOf(Scope.class), Set.of(), Role.CREATE, null);
    }

    public Token scopes(Scope... only) {
        return new Token(secret, owner, Set.of(only), bases, role, until);
    }

    public Token bases(String... only) {
        return new Token(secret, owner, scopes, Set.of(only), role, until);
    }

    public Token role(Role other) {
        return new Token(secret, owner, scopes, bases, other, until);
    }

    boolean reaches(String base) {
        return role != Role.NONE && (bases.isEmpty() || bases.contains(base));
    }
}
