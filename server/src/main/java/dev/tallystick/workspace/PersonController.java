package dev.tallystick.workspace;

import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The people of the workspace, and what they may do in it.
@RestController
@RequestMapping("/api/v1")
class PersonController {
    private final People people;

    PersonController(People people) {
        this.people = people;
    }

    /// @param email null for what is no person
    /// @param service no person, but what scripts on the server use; it cannot be changed
    /// @param owner whether they own the instance
    /// @param since when they came into this workspace
    /// @param disabledAt null while they may come in
    /// @param seenAt when a session that is still open, or a token of theirs, was last used here
    record PersonView(
            long id,
            String name,
            @Nullable String email,
            Role role,
            boolean owner,
            boolean service,
            Instant since,
            @Nullable Instant disabledAt,
            @Nullable Instant seenAt) {
        static PersonView of(MemberStore.Member member) {
            return new PersonView(
                    member.id().value(),
                    member.name(),
                    member.email(),
                    member.role(),
                    member.owner(),
                    member.service(),
                    member.since(),
                    member.disabledAt(),
                    member.seenAt());
        }
    }

    /// @param q a part of the name or the e-mail address
    /// @param cursor the person after whom the page begins
    @GetMapping("/people")
    Page<PersonView> list(
            Identity identity,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var found = people.page(identity.workspace(), q.strip(), cursor == null ? 0 : cursor, size + 1);
        return Page.of(found, size, member -> Long.toString(member.id().value()), PersonView::of);
    }

    @GetMapping("/people/{id}")
    PersonView one(Identity identity, @PathVariable long id) {
        return view(identity, id);
    }

    record RoleChange(@Words(of = Role.class) @Nullable String role) {}

    /// Ends their sessions here: a change of rights is a fresh sign-in.
    @PutMapping("/people/{id}/role")
    PersonView setRole(Identity identity, @PathVariable long id, @RequestBody RoleChange given) {
        var problems = new FieldProblems();
        Role role = Role.check(problems, "role", given.role);
        problems.refuse();
        people.setRole(Actor.of(identity), identity.workspace(), new PersonId(id), role);
        return view(identity, id);
    }

    /// @param everywhere in every workspace, which only the instance's owner may
    record Disabling(@Nullable Boolean everywhere) {}

    @PostMapping("/people/{id}/disable")
    PersonView disable(
            Identity identity, @PathVariable long id, @RequestBody(required = false) @Nullable Disabling given) {
        boolean everywhere = given != null && Boolean.TRUE.equals(given.everywhere);
        if (!everywhere) {
            people.disableHere(identity, new PersonId(id));
            return view(identity, id);
        }
        if (!identity.owner()) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN, "owner_only", "Only an owner of this instance disables people everywhere.");
        }
        people.disableEverywhere(identity, new PersonId(id));
        return view(identity, id);
    }

    @PostMapping("/people/{id}/enable")
    PersonView enable(Identity identity, @PathVariable long id) {
        people.enable(identity, new PersonId(id));
        return view(identity, id);
    }

    record Ownership(@Nullable Boolean owner) {}

    @PutMapping("/people/{id}/owner")
    PersonView setOwner(Identity identity, @PathVariable long id, @RequestBody Ownership given) {
        if (given.owner == null) {
            var problems = new FieldProblems();
            problems.add("owner", "This is true or false.");
            problems.refuse();
        }
        people.setOwner(identity, new PersonId(id), Boolean.TRUE.equals(given.owner));
        return view(identity, id);
    }

    /// @param link where it leads, to be put behind the server's address; it is shown this once
    record PasswordLink(String link, Instant expiresAt) {}

    /// Makes a link with which they set a new password; an earlier one is void.
    @PostMapping("/people/{id}/reset-password")
    PasswordLink resetPassword(Identity identity, @PathVariable long id) {
        var made = people.resetPassword(identity, new PersonId(id));
        return new PasswordLink("/password#token=" + made.token().secret(), made.expiresAt());
    }

    record NewPassword(@Nullable String token, @Nullable String password) {}

    /// Sets a password by such a link. Signing in with it comes after.
    @PostMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void setPassword(@RequestBody NewPassword given, HttpServletRequest request) {
        people.setPassword(given.token, given.password, request.getRemoteAddr());
    }

    private PersonView view(Identity identity, long id) {
        return PersonView.of(people.one(identity.workspace(), new PersonId(id)));
    }
}
