package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.InvitationStore.Invitation;
import dev.tallystick.workspace.InvitationStore.Made;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Brings people into a workspace, by a link that works once and that the inviter passes on.
///
/// Whoever has the link is not yet the person: the inviter has it too. So it makes a new account, or it adds the
/// workspace to one that is there when its own password is given; it never opens an account that is there.
final class Invitations {
    private static final int LONGEST_NAME = 200;

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final MemberStore members = new MemberStore();
    private final InvitationStore invitations = new InvitationStore();
    private final HashPassword hashPassword;
    private final Throttle throttle;
    private final SignIn signIn;
    private final AuditTrail trail;
    private final Clock clock;

    Invitations(
            Transactions transactions,
            HashPassword hashPassword,
            Throttle throttle,
            SignIn signIn,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.hashPassword = hashPassword;
        this.throttle = throttle;
        this.signIn = signIn;
        this.trail = trail;
        this.clock = clock;
    }

    Made invite(Identity by, @Nullable String givenEmail, @Nullable String givenRole) {
        var problems = new FieldProblems();
        String email = Email.check(problems, "email", givenEmail);
        Role role = Role.check(problems, "role", givenRole);
        problems.refuse();
        return transactions.system(db -> {
            boolean here = people.byEmail(db, email)
                    .flatMap(account -> members.find(db, by.workspace(), account.id()))
                    .isPresent();
            if (here) {
                throw Refusal.conflict("person_here", email + " is in this workspace already.");
            }
            Made made = invitations.add(db, by.workspace(), email, role, by.id(), clock.instant());
            trail.record(
                    db,
                    by,
                    "person.invited",
                    "invitation " + made.invitation().id(),
                    Map.of("email", email, "role", role.word()));
            return made;
        });
    }

    List<Invitation> page(WorkspaceId workspace, long before, int limit) {
        return transactions.system(db -> invitations.page(db, workspace, before, limit, clock.instant()));
    }

    void takeBack(Identity by, long id) {
        transactions.system(db -> {
            String email = invitations
                    .takeBack(db, by.workspace(), id)
                    .orElseThrow(() -> Refusal.notFound("There is no open invitation " + id + "."));
            trail.record(db, by, "person.uninvited", "invitation " + id, Map.of("email", email));
            return true;
        });
    }

    /// @param known whether the address has an account on this server already
    record Looked(Invitation invitation, boolean known) {}

    Looked look(@Nullable String secret, String address) {
        throttle.attempt(address);
        Looked looked = transactions.system(db -> {
            Invitation found = open(db, secret);
            return new Looked(found, people.isTaken(db, found.email()));
        });
        transactions.system(db -> throttle.takeBack(db, address));
        return looked;
    }

    /// The session of who comes in.
    ///
    /// @param name needed for a new account only
    Token accept(@Nullable String secret, @Nullable String name, @Nullable String password, String address) {
        throttle.attempt(address);
        Invitation invitation = transactions.system(db -> open(db, secret));
        String given = password == null ? "" : password;
        Optional<PersonStore.Account> account = transactions.system(db -> people.byEmail(db, invitation.email()));
        Token token = new Token(secret == null ? "" : secret);
        Token session = account.isPresent()
                ? join(invitation, token, account.get(), given, address)
                : begin(invitation, token, name, given, address);
        transactions.system(db -> throttle.takeBack(db, address));
        return session;
    }

    private Token join(
            Invitation invitation, Token token, PersonStore.Account account, String password, String address) {
        throttle.attempt(invitation.email(), address);
        if (!hashPassword.matches(password, account.passwordHash())) {
            throw new Refusal(
                    HttpStatus.UNAUTHORIZED,
                    "wrong_credentials",
                    "There is an account with this e-mail address already. Give its password.");
        }
        return transactions.system(db -> {
            throttle.succeeded(db, invitation.email(), address);
            return enter(db, invitation, token, account.id(), account.name(), address);
        });
    }

    private Token begin(Invitation invitation, Token token, @Nullable String name, String password, String address) {
        var problems = new FieldProblems();
        String checkedName = problems.text("name", name, LONGEST_NAME);
        PasswordRules.objection(password, invitation.email(), checkedName)
                .ifPresent(why -> problems.add("password", why));
        problems.refuse();
        String hash = hashPassword.of(password);
        return transactions.system(db -> {
            if (people.isTaken(db, invitation.email())) {
                // Disabled, or made by another invitation a moment ago.
                throw Refusal.conflict("email_taken", "Somebody with this e-mail address is here already.");
            }
            PersonId person = people.add(db, checkedName, invitation.email(), hash, false, clock.instant());
            return enter(db, invitation, token, person, checkedName, address);
        });
    }

    private Token enter(
            JdbcClient db, Invitation invitation, Token token, PersonId person, String name, String address) {
        if (!invitations.use(db, token, clock.instant())) {
            throw badLink();
        }
        WorkspaceId workspace = invitation.workspace();
        if (members.find(db, workspace, person).isPresent()) {
            throw Refusal.conflict("person_here", "You are in this workspace already. Sign in.");
        }
        people.setRole(db, workspace, person, invitation.role(), clock.instant());
        Token session = signIn.openIn(db, workspace, person, name, "invitation", address);
        trail.record(
                db,
                workspace,
                new Actor(person, name, null, address),
                "person.added",
                "person " + person.value(),
                Map.of("role", invitation.role().word(), "invited by", invitation.invitedBy()));
        return session;
    }

    private Invitation open(JdbcClient db, @Nullable String secret) {
        return Optional.ofNullable(secret)
                .filter(Token::hasForm)
                .flatMap(text -> invitations.find(db, new Token(text), clock.instant()))
                .orElseThrow(Invitations::badLink);
    }

    private static Refusal badLink() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "link_invalid",
                "This invitation has been used, has expired, or was taken back. Ask for another one.");
    }
}
