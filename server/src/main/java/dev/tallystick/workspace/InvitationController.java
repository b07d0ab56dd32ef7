package dev.tallystick.workspace;

import dev.tallystick.web.Page;
import dev.tallystick.web.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

/// Invitations into the workspace, and how those who have one come in.
@RestController
@RequestMapping("/api/v1/invitations")
class InvitationController {
    private final Invitations invitations;

    InvitationController(Invitations invitations) {
        this.invitations = invitations;
    }

    record InvitationView(long id, String email, Role role, String invitedBy, Instant createdAt, Instant expiresAt) {
        static InvitationView of(InvitationStore.Invitation invitation) {
            return new InvitationView(
                    invitation.id(),
                    invitation.email(),
                    invitation.role(),
                    invitation.invitedBy(),
                    invitation.createdAt(),
                    invitation.expiresAt());
        }
    }

    /// Those that nobody has taken up yet, the newest first.
    @GetMapping
    Page<InvitationView> list(
            Identity identity,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var found = invitations.page(identity.workspace(), cursor == null ? Long.MAX_VALUE : cursor, size + 1);
        return Page.of(found, size, invitation -> Long.toString(invitation.id()), InvitationView::of);
    }

    record Invite(
            @Nullable String email,
            @Words(of = Role.class) @Nullable String role) {}

    /// @param link where it leads, to be put behind the server's address; it is shown this once
    record Invited(InvitationView invitation, String link) {}

    /// Makes a link for somebody to come in by; it works once. An earlier one for the same address is void.
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Invited invite(Identity identity, @RequestBody Invite given) {
        var made = invitations.invite(identity, given.email, given.role);
        return new Invited(
                InvitationView.of(made.invitation()),
                "/invite#token=" + made.token().secret());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void takeBack(Identity identity, @PathVariable long id) {
        invitations.takeBack(identity, id);
    }

    record InvitationLink(@Nullable String token) {}

    /// @param known whether the address has an account here already, whose password is then needed and no name
    record InvitationSeen(String workspace, String email, Role role, Instant expiresAt, boolean known) {}

    /// What the link is for; it can be taken up afterwards still.
    @PostMapping("/look")
    InvitationSeen look(@RequestBody InvitationLink given, HttpServletRequest request) {
        var looked = invitations.look(given.token, request.getRemoteAddr());
        var invitation = looked.invitation();
        return new InvitationSeen(
                invitation.workspaceName(),
                invitation.email(),
                invitation.role(),
                invitation.expiresAt(),
                looked.known());
    }

    /// @param name needed for a new account only
    record Acceptance(
            @Nullable String token,
            @Nullable String name,
            @Nullable String password) {}

    /// Takes the invitation up and signs in.
    @PostMapping("/accept")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void accept(@RequestBody Acceptance given, HttpServletRequest request, HttpServletResponse response) {
        Token session = invitations.accept(given.token, given.name, given.password, request.getRemoteAddr());
        SessionCookie.write(request, response, session);
    }
}
