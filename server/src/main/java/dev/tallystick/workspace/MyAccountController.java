package dev.tallystick.workspace;

import dev.tallystick.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What everybody does with their own account: the password and the sessions.
@RestController
@RequestMapping("/api/v1/me")
class MyAccountController {
    private final People people;
    private final MySessions sessions;

    MyAccountController(People people, MySessions sessions) {
        this.people = people;
        this.sessions = sessions;
    }

    /// @param current the password until now
    record PasswordChange(
            @Nullable String current, @Nullable String password) {}

    /// Ends every session but the caller's, which begins anew.
    @PutMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(
            Identity identity,
            @RequestBody PasswordChange given,
            HttpServletRequest request,
            HttpServletResponse response) {
        MySessions.session(identity);
        people.changePassword(identity, given.current, given.password);
        SessionCookie.write(request, response, sessions.begin(identity));
    }

    /// @param seenAt to the minute
    /// @param address where it was opened from
    /// @param current whether it is the one that asks
    record SessionView(
            long id,
            String workspace,
            Instant createdAt,
            Instant seenAt,
            Instant expiresAt,
            @Nullable String address,
            boolean current) {}

    /// Where one is signed in, the newest first.
    @GetMapping("/sessions")
    Page<SessionView> sessions(
            Identity identity,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var found = sessions.page(identity, cursor == null ? Long.MAX_VALUE : cursor, size + 1);
        return Page.of(found, size, open -> Long.toString(open.id()), open -> view(identity, open));
    }

    private static SessionView view(Identity identity, SessionStore.Open open) {
        return new SessionView(
                open.id(),
                open.workspace(),
                open.createdAt(),
                open.seenAt(),
                open.expiresAt(),
                open.address(),
                identity.kind() == Identity.Kind.SESSION
                        && identity.credential().equals(Long.toString(open.id())));
    }

    @DeleteMapping("/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endSession(Identity identity, @PathVariable long id) {
        sessions.end(identity, id);
    }

    /// @param ended how many there were
    record SessionsEnded(int ended) {}

    /// Ends all of one's sessions but the one that asks.
    @DeleteMapping("/sessions")
    SessionsEnded endOtherSessions(Identity identity) {
        return new SessionsEnded(sessions.endOthers(identity));
    }
}
