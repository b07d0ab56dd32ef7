package dev.tallystick.lab.airtable;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A registered integration, and what its user agrees to.
///
/// @param secret null for a client that can keep none
/// @param redirects the exact addresses that a code may be sent to
/// @param bases what the user picks at consent; empty for all
public record OAuthClient(
        String id, @Nullable String secret, List<String> redirects, Set<Scope> scopes, Set<String> bases) {}
