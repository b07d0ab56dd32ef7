package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.MemberStore.Member;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Adds people to workspaces, changes what they may do, and shows them out.
public final class People {
    private static final int LONGEST_NAME = 200;
    private static final Map<String, String> EVERYWHERE =
            Map.of("before", "enabled", "after", "disabled", "where", "everywhere");

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final MemberStore members = new MemberStore();
    private final SessionStore sessions = new SessionStore();
    private final SignInLinkStore links = new SignInLinkStore();
    private final HashPassword hashPassword;
    private final Throttle throttle;
    private final AuditTrail trail;
    private final Clock clock;

    People(Transactions transactions, HashPassword hashPassword, Throttle throttle, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.hashPassword = hashPassword;
        this.throttle = throttle;
        this.trail = trail;
        this.clock = clock;
    }

    /// The workspace that every instance has.
    public WorkspaceId mainWorkspace() {
        return transactions.system(people::main);
    }

    public PersonId add(Actor by, WorkspaceId workspace, String name, String email, String password, Role role) {
        var problems = new FieldProblems();
        String checkedName = problems.text("name", name, LONGEST_NAME);
        String checkedEmail = Email.check(problems, "email", email);
        PasswordRules.objection(password, checkedEmail, checkedName).ifPresent(why -> problems.add("password", why));
        problems.refuse();
        String hash = hashPassword.of(password);
        return transactions.system(db -> {
            if (people.isTaken(db, checkedEmail)) {
                throw Refusal.conflict("email_taken", "Somebody with this e-mail address is here already.");
            }
            PersonId person = people.add(db, checkedName, checkedEmail, hash, false, clock.instant());
            people.setRole(db, workspace, person, role, clock.instant());
            trail.record(db, workspace, by, "person.added", subject(person), Map.of("role", role.word()));
            return person;
        });
    }

    List<Member> page(WorkspaceId workspace, String part, long after, int limit) {
        return transactions.system(db -> members.page(db, workspace, part, after, limit));
    }

    Member one(WorkspaceId workspace, PersonId person) {
        return transactions.system(db -> member(db, workspace, person));
    }

    private Member member(JdbcClient db, WorkspaceId workspace, PersonId person) {
        return members.find(db, workspace, person)
                .orElseThrow(
                        () -> Refusal.notFound("There is no person %d in this workspace.".formatted(person.value())));
    }

    /// Sessions go on with the new role, except that they begin anew: a change of rights is a fresh sign-in.
    public void setRole(Actor by, WorkspaceId workspace, PersonId person, Role role) {
        transactions.system(db -> {
            members.lockAdmins(db, workspace);
            Member before = human(member(db, workspace, person));
            if (before.role() == role) {
                return true;
            }
            if (before.role() == Role.ADMIN) {
                leaveAnAdmin(db, workspace, person);
            }
            people.setRole(db, workspace, person, role, clock.instant());
            sessions.endAllOf(db, workspace, person);
            trail.record(
                    db,
                    workspace,
                    by,
                    "person.role",
                    subject(person),
                    Map.of("before", before.role().word(), "after", role.word()));
            return true;
        });
    }

    /// Ends every session at once; tokens of theirs stop working while they are disabled.
    public void disable(Actor by, PersonId person) {
        transactions.system(db -> {
            people.disable(db, person, clock.instant());
            sessions.endAllOf(db, person);
            List<WorkspaceId> workspaces = people.workspaces(db, person);
            workspaces.forEach(
                    workspace -> trail.record(db, workspace, by, "person.disabled", subject(person), EVERYWHERE));
            return true;
        });
    }

    /// Shuts somebody out of this workspace, at once, with all their sessions and tokens here.
    void disableHere(Identity by, PersonId person) {
        transactions.system(db -> {
            members.lockAdmins(db, by.workspace());
            Member before = human(member(db, by.workspace(), person));
            if (person.equals(by.id())) {
                throw Refusal.conflict("yourself", "You cannot disable yourself. Ask another admin.");
            }
            if (before.disabledAt() != null) {
                return true;
            }
            if (before.role() == Role.ADMIN) {
                leaveAnAdmin(db, by.workspace(), person);
            }
            members.disable(db, by.workspace(), person, clock.instant());
            sessions.endAllOf(db, by.workspace(), person);
            trail.record(db, by, "person.disabled", subject(person), Map.of("before", "enabled", "after", "disabled"));
            return true;
        });
    }

    /// Shuts somebody out of the whole instance, for its owner.
    void disableEverywhere(Identity by, PersonId person) {
        transactions.system(db -> {
            people.lockOwners(db);
            human(member(db, by.workspace(), person));
            if (person.equals(by.id())) {
                throw Refusal.conflict("yourself", "You cannot disable yourself. Ask another owner.");
            }
            List<WorkspaceId> workspaces = people.workspaces(db, person);
            workspaces.forEach(workspace -> {
                members.lockAdmins(db, workspace);
                if (member(db, workspace, person).role() == Role.ADMIN) {
                    leaveAnAdmin(db, workspace, person);
                }
            });
            people.disable(db, person, clock.instant());
            sessions.endAllOf(db, person);
            workspaces.forEach(workspace ->
                    trail.record(db, workspace, Actor.of(by), "person.disabled", subject(person), EVERYWHERE));
            return true;
        });
    }

    /// Lets somebody in again; who was shut out of the whole instance, only its owner does.
    void enable(Identity by, PersonId person) {
        transactions.system(db -> {
            human(member(db, by.workspace(), person));
            if (!people.isEnabled(db, person)) {
                if (!by.owner()) {
                    throw ownerOnly("The owner of this instance has disabled them. Only an owner enables them again.");
                }
                people.enable(db, person);
            }
            members.enable(db, by.workspace(), person);
            trail.record(db, by, "person.enabled", subject(person), Map.of("before", "disabled", "after", "enabled"));
            return true;
        });
    }

    /// Makes somebody an owner of the instance, or takes that away.
    void setOwner(Identity by, PersonId person, boolean owner) {
        transactions.system(db -> {
            people.lockOwners(db);
            Member before = human(member(db, by.workspace(), person));
            if (before.owner() == owner) {
                return true;
            }
            if (!owner && !people.hasOtherOwner(db, person)) {
                throw Refusal.conflict(
                        "last_owner", "They are the last owner of this instance. Make another one first.");
            }
            people.setOwner(db, person, owner);
            sessions.endAllOf(db, person);
            trail.record(
                    db,
                    by,
                    "person.owner",
                    subject(person),
                    Map.of("before", Boolean.toString(before.owner()), "after", Boolean.toString(owner)));
            return true;
        });
    }

    /// A link with which they set a password of their own. Whoever makes it could use it, so nobody makes one for
    /// somebody who may more than they do: an owner, or a person of another workspace.
    ResetLink resetPassword(Identity by, PersonId person) {
        return transactions.system(db -> {
            Member of = human(member(db, by.workspace(), person));
            if (!by.owner() && (of.owner() || members.belongsElsewhere(db, by.workspace(), person))) {
                throw ownerOnly("They own this instance or belong to another workspace too,"
                        + " so only an owner of this instance makes such a link.");
            }
            if (!people.isEnabled(db, person)) {
                throw Refusal.conflict("disabled", "They are disabled. Enable them first.");
            }
            Instant now = clock.instant();
            Token link = links.addPassword(db, person, now);
            trail.record(db, by, "link.made", subject(person), Map.of("for", "password"));
            return new ResetLink(link, now.plus(SignInLinkStore.LIFE));
        });
    }

    record ResetLink(Token token, Instant expiresAt) {}

    /// Sets the password by such a link, which is thereby used up, and ends every session.
    void setPassword(@Nullable String secret, @Nullable String wanted, String address) {
        throttle.attempt(address);
        String given = wanted == null ? "" : wanted;
        Token link = Optional.ofNullable(secret)
                .filter(Token::hasForm)
                .map(Token::new)
                .orElseThrow(People::badLink);
        PersonId person = transactions.system(
                db -> links.ofPassword(db, link, clock.instant()).orElseThrow(People::badLink));
        PersonStore.Details known = transactions.system(db -> people.details(db, person));
        String hash = hashed(given, known);
        transactions.system(db -> {
            if (!links.usePassword(db, link, clock.instant())) {
                throw badLink();
            }
            change(db, person, new Actor(person, known.name(), null, address), hash, "link");
            return throttle.takeBack(db, address);
        });
    }

    private static Refusal badLink() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "link_invalid",
                "This link has been used, has expired, or is not ours. Ask for another one.");
    }

    private Member human(Member member) {
        if (member.service()) {
            throw Refusal.conflict(
                    "service", "%s is no person but what scripts on the server use.".formatted(member.name()));
        }
        return member;
    }

    private void leaveAnAdmin(JdbcClient db, WorkspaceId workspace, PersonId person) {
        if (!members.hasOtherAdmin(db, workspace, person)) {
            throw Refusal.conflict("last_admin", "They are the last admin of this workspace. Make another one first.");
        }
    }

    private static Refusal ownerOnly(String sentence) {
        return new Refusal(HttpStatus.FORBIDDEN, "owner_only", sentence);
    }

    /// Ends every session, the caller's included: whoever changes a password may have lost the old one.
    public void changePassword(PersonId person, String current, String wanted) {
        changePassword(new Actor(person, ""), person, current, wanted);
    }

    /// Counted as an attempt to sign in: whoever has found an open browser must not guess on.
    void changePassword(Identity by, @Nullable String current, @Nullable String wanted) {
        String email = transactions.system(db -> people.details(db, by.id())).email();
        throttle.attempt(email, by.address());
        changePassword(Actor.of(by), by.id(), current == null ? "" : current, wanted == null ? "" : wanted);
        transactions.system(db -> {
            throttle.succeeded(db, email, by.address());
            return true;
        });
    }

    private void changePassword(Actor by, PersonId person, String current, String wanted) {
        PersonStore.Details known = transactions.system(db -> people.details(db, person));
        if (!hashPassword.matches(current, known.passwordHash())) {
            throw new Refusal(HttpStatus.FORBIDDEN, "wrong_credentials", "The current password is wrong.");
        }
        String hash = hashed(wanted, known);
        transactions.system(db -> {
            change(db, person, new Actor(person, known.name(), by.token(), by.address()), hash, "current password");
            return true;
        });
    }

    private String hashed(String wanted, PersonStore.Details known) {
        var problems = new FieldProblems();
        PasswordRules.objection(wanted, known.email(), known.name()).ifPresent(why -> problems.add("password", why));
        problems.refuse();
        return hashPassword.of(wanted);
    }

    private void change(JdbcClient db, PersonId person, Actor by, String hash, String means) {
        people.setPasswordHash(db, person, hash);
        sessions.endAllOf(db, person);
        people.workspaces(db, person)
                .forEach(workspace ->
                        trail.record(db, workspace, by, "person.password", subject(person), Map.of("means", means)));
    }

    private static String subject(PersonId person) {
        return "person " + person.value();
    }
}
