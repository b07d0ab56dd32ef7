package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/// Adds people to workspaces, changes what they may do, and shows them out.
public final class People {
    private static final int LONGEST_NAME = 200;

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final SessionStore sessions = new SessionStore();
    private final HashPassword hashPassword;
    private final AuditTrail trail;
    private final Clock clock;

    People(Transactions transactions, HashPassword hashPassword, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.hashPassword = hashPassword;
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

    /// Sessions go on with the new role, except that they begin anew: a change of rights is a fresh sign-in.
    public void setRole(Actor by, WorkspaceId workspace, PersonId person, Role role) {
        transactions.system(db -> {
            people.setRole(db, workspace, person, role, clock.instant());
            sessions.endAllOf(db, person);
            trail.record(db, workspace, by, "person.role", subject(person), Map.of("role", role.word()));
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
                    workspace -> trail.record(db, workspace, by, "person.disabled", subject(person), Map.of()));
            return true;
        });
    }

    /// Ends every session, the caller's included: whoever changes a password may have lost the old one.
    public void changePassword(PersonId person, String current, String wanted) {
        PersonStore.Details known = transactions.system(db -> people.details(db, person));
        if (!hashPassword.matches(current, known.passwordHash())) {
            throw new Refusal(HttpStatus.FORBIDDEN, "wrong_credentials", "The current password is wrong.");
        }
        var problems = new FieldProblems();
        PasswordRules.objection(wanted, known.email(), known.name()).ifPresent(why -> problems.add("password", why));
        problems.refuse();
        String hash = hashPassword.of(wanted);
        transactions.system(db -> {
            people.setPasswordHash(db, person, hash);
            sessions.endAllOf(db, person);
            people.workspaces(db, person)
                    .forEach(workspace -> trail.record(
                            db,
                            workspace,
                            new Actor(person, known.name()),
                            "person.password",
                            subject(person),
                            Map.of()));
            return true;
        });
    }

    private static String subject(PersonId person) {
        return "person " + person.value();
    }
}
