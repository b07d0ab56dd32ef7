package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/// Lets whoever started the demo in without a password: by a link, as an admin of its main workspace.
public final class DemoSignIn {
    private static final String EMAIL = "demo@tallystick.example";

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final SignInLinkStore links = new SignInLinkStore();
    private final AuditTrail trail;
    private final Clock clock;

    DemoSignIn(Transactions transactions, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.clock = clock;
    }

    /// Where the link leads, to be put behind the server's address. It works once, within the hour.
    public String link() {
        Token token = transactions.system(db -> {
            Instant now = clock.instant();
            people.lockFirstPerson(db);
            WorkspaceId workspace = people.main(db);
            PersonId person = people.byEmail(db, EMAIL)
                    .map(PersonStore.Account::id)
                    .orElseGet(() -> people.add(db, "Demo admin", EMAIL, null, true, now));
            people.setRole(db, workspace, person, Role.ADMIN, now);
            Token link = links.addOnce(db, person, now);
            trail.record(
                    db, workspace, Actor.TALLYSTICK, "link.made", "person " + person.value(), Map.of("for", "demo"));
            return link;
        });
        return "/link#token=" + token.secret();
    }
}
