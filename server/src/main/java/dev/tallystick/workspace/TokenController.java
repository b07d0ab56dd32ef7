package dev.tallystick.workspace;

import dev.tallystick.web.Page;
import dev.tallystick.web.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// API tokens of the workspace: an admin sees everybody's, everybody else their own.
@RestController
@RequestMapping("/api/v1/tokens")
class TokenController {
    private final ApiTokens tokens;

    TokenController(ApiTokens tokens) {
        this.tokens = tokens;
    }

    /// @param id the first part of the token's text, by which one that leaked is found
    /// @param owner whose rights it has at most
    /// @param usedAt to the minute
    /// @param state `active`, `expired` or `revoked`
    record TokenView(
            String id,
            String name,
            Scope scope,
            String workspace,
            TokenOwner owner,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable Instant revokedAt,
            @Words(also = {"active", "expired", "revoked"}) String state) {
        static TokenView of(ApiTokenStore.Listed token) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.scope(),
                    token.workspace(),
                    new TokenOwner(token.owner().value(), token.ownerName()),
                    token.createdAt(),
                    token.expiresAt(),
                    token.usedAt(),
                    token.revokedAt(),
                    token.state());
        }
    }

    record TokenOwner(long id, String name) {}

    /// The newest first.
    ///
    /// @param mine only one's own
    /// @param active only those that can still be used
    @GetMapping
    Page<TokenView> list(
            Identity identity,
            @RequestParam(defaultValue = "false") boolean mine,
            @RequestParam(defaultValue = "false") boolean active,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var found = tokens.page(identity, mine, active, cursor, size + 1);
        return Page.of(found, size, ApiTokenStore.Listed::id, TokenView::of);
    }

    /// @param scope `read`, `run`, `admin` or `owner`; each includes the one before it
    /// @param days how long it lives: 90 when nothing is said, 365 at most
    record NewToken(
            @Nullable String name,
            @Words(of = Scope.class) @Nullable String scope,
            @Nullable Integer days) {}

    /// @param secret the token itself; it is shown this once
    record TokenMade(TokenView token, String secret) {}

    /// Makes a token with at most the rights of who makes it, in the workspace they are in.
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    TokenMade make(Identity identity, @RequestBody NewToken given) {
        var made = tokens.make(identity, given.name, given.scope, given.days);
        return new TokenMade(TokenView.of(made.token()), made.text());
    }

    /// It stops working at once, everywhere.
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Identity identity, @PathVariable String id) {
        tokens.revoke(identity, id);
    }
}
