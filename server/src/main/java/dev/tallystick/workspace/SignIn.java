package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.PersonStore.Account;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Opens sessions: for who knows the password or holds a one-time link.
final class SignIn {
    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final SessionStore sessions = new SessionStore();
    private final SignInLinkStore links = new SignInLinkStore();
    private final HashPassword hashPassword;
    private final Throttle throttle;
    private final AuditTrail trail;
    private final Clock clock;

    SignIn(Transactions transactions, HashPassword hashPassword, Throttle throttle, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.hashPassword = hashPassword;
        this.throttle = throttle;
        this.trail = trail;
        this.clock = clock;
    }

    /// Every way to fail looks the same and takes the same time: no such person, disabled, no password, wrong one.
    ///
    /// @param before the session the browser had until now, which ends
    Token withPassword(String email, String password, String address, @Nullable Token before) {
        throttle.attempt(email, address);
        Optional<Account> account = transactions.system(db -> people.byEmail(db, email));
        @Nullable String hash = account.map(Account::passwordHash).orElse(null);
        if (!hashPassword.matches(password, hash) || account.isEmpty()) {
            transactions.system(db -> recordFailure(db, account, address));
            throw new Refusal(HttpStatus.UNAUTHORIZED, "wrong_credentials", "E-mail address or password is wrong.");
        }
        @Nullable String fresh = hash != null && hashPassword.isOutdated(hash) ? hashPassword.of(password) : null;
        return transactions.system(db -> {
            if (fresh != null) {
                people.setPasswordHash(db, account.get().id(), fresh);
            }
            throttle.succeeded(db, email, address);
            return open(db, account.get().id(), account.get().name(), "password", address, before);
        });
    }

    Token withLink(String secret, String address, @Nullable Token before) {
        throttle.attempt(address);
        Optional<Token> opened = transactions.system(db -> Optional.of(secret)
                .filter(Token::hasForm)
                .flatMap(text -> links.useOnce(db, new Token(text), clock.instant()))
                .map(person -> open(db, person, people.name(db, person), "link", address, before)));
        return opened.orElseThrow(() -> {
            transactions.system(db -> recordFailure(db, Optional.empty(), address));
            return new Refusal(
                    HttpStatus.UNAUTHORIZED, "link_invalid", "This link has been used, has expired, or is not ours.");
        });
    }

    void out(Token token) {
        transactions.system(db -> {
            sessions.find(db, token, clock.instant()).ifPresent(identity -> {
                sessions.end(db, token);
                trail.record(db, identity, "sign_out", "session", Map.of());
            });
            return true;
        });
    }

    Token open(JdbcClient db, PersonId person, String name, String means, String address, @Nullable Token before) {
        if (before != null) {
            sessions.end(db, before);
        }
        WorkspaceId workspace = people.workspaces(db, person).stream()
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        HttpStatus.FORBIDDEN,
                        "no_workspace",
                        "No workspace is open to you: you were disabled there, or never added. Ask an admin."));
        return openIn(db, workspace, person, name, means, address);
    }

    Token openIn(JdbcClient db, WorkspaceId workspace, PersonId person, String name, String means, String address) {
        Token token = sessions.open(db, workspace, person, address, clock.instant());
        trail.record(
                db,
                workspace,
                new Actor(person, name),
                "sign_in.ok",
                "session",
                Map.of("means", means, "address", address));
        return token;
    }

    /// Whatever was typed as an address is not kept: it may be a password.
    private boolean recordFailure(JdbcClient db, Optional<Account> account, String address) {
        WorkspaceId workspace = account.flatMap(
                        known -> people.workspaces(db, known.id()).stream().findFirst())
                .orElseGet(() -> people.main(db));
        Actor actor = account.map(known -> new Actor(known.id(), known.name())).orElse(Actor.NOBODY);
        trail.record(db, workspace, actor, "sign_in.failed", "session", Map.of("address", address));
        return true;
    }
}
