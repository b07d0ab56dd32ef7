package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Makes the first admin, who owns the instance; once in its life, however many try at the same moment.
final class FirstAdmin {
    private static final int LONGEST_NAME = 200;

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final SignInLinkStore links = new SignInLinkStore();
    private final HashPassword hashPassword;
    private final SignIn signIn;
    private final AuditTrail trail;
    private final Clock clock;

    FirstAdmin(Transactions transactions, HashPassword hashPassword, SignIn signIn, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.hashPassword = hashPassword;
        this.signIn = signIn;
        this.trail = trail;
        this.clock = clock;
    }

    /// The session of the new admin.
    Token make(Setup setup, String address) {
        Token link = transactions.system(db -> {
            if (people.anyHuman(db)) {
                throw done();
            }
            // Before anything costly: who has no link gets no further.
            String secret = setup.token() == null ? "" : setup.token();
            if (!Token.hasForm(secret) || !links.isOpenSetup(db, new Token(secret), clock.instant())) {
                throw badLink();
            }
            return new Token(secret);
        });
        Checked checked = Checked.of(setup);
        String hash = hashPassword.of(checked.password);
        return transactions.system(db -> {
            people.lockFirstPerson(db);
            if (people.anyHuman(db)) {
                throw done();
            }
            Instant now = clock.instant();
            if (!links.useSetup(db, link, now)) {
                throw badLink();
            }
            PersonId person = people.add(db, checked.name, checked.email, hash, true, now);
            WorkspaceId workspace = people.main(db);
            people.setRole(db, workspace, person, Role.ADMIN, now);
            Token session = signIn.open(db, person, checked.name, "setup", address, null);
            trail.record(db, workspace, new Actor(person, checked.name), "setup", "person " + person.value(), Map.of());
            return session;
        });
    }

    record Setup(
            @Nullable String token,
            @Nullable String name,
            @Nullable String email,
            @Nullable String password) {}

    private record Checked(String name, String email, String password) {
        static Checked of(Setup setup) {
            var problems = new FieldProblems();
            String name = problems.text("name", setup.name(), LONGEST_NAME);
            String email = Email.check(problems, "email", setup.email());
            String password = setup.password() == null ? "" : setup.password();
            PasswordRules.objection(password, email, name).ifPresent(why -> problems.add("password", why));
            problems.refuse();
            return new Checked(name, email, password);
        }
    }

    private static Refusal done() {
        return Refusal.notFound("This server is already set up.");
    }

    private static Refusal badLink() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "link_invalid",
                "The setup link is wrong or has expired. Restart the server: it writes a new one to its log.");
    }
}
