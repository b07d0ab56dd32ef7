package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/// A person's own sessions: where they are signed in, and out with those that they do not know.
final class MySessions {
    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final SessionStore sessions = new SessionStore();
    private final AuditTrail trail;
    private final Clock clock;

    MySessions(Transactions transactions, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.clock = clock;
    }

    List<SessionStore.Open> page(Identity mine, long before, int limit) {
        return transactions.system(db -> sessions.of(db, mine.id(), before, limit, clock.instant()));
    }

    void end(Identity mine, long id) {
        session(mine);
        transactions.system(db -> {
            if (!sessions.end(db, mine.id(), id)) {
                throw Refusal.notFound("You have no session " + id + ".");
            }
            trail.record(db, mine, "session.ended", "session " + id, Map.of());
            return true;
        });
    }

    /// How many there were beside this one.
    int endOthers(Identity mine) {
        long own = session(mine);
        return transactions.system(db -> {
            int ended = sessions.endOthers(db, mine.id(), own);
            if (ended > 0) {
                trail.record(db, mine, "session.ended", "session", Map.of("others", Integer.toString(ended)));
            }
            return ended;
        });
    }

    /// A session like this one in another workspace of the person's; this one ends, and a stream that it has open with
    /// it.
    Token enter(Identity mine, WorkspaceId workspace) {
        long own = session(mine);
        return transactions.system(db -> {
            if (!people.workspaces(db, mine.id()).contains(workspace)) {
                throw Refusal.notFound("You belong to no workspace " + workspace.value() + ".");
            }
            Instant until = sessions.expiry(db, own);
            sessions.end(db, mine.id(), own);
            Token token = sessions.open(db, workspace, mine.id(), mine.address(), clock.instant(), until);
            trail.record(
                    db,
                    workspace,
                    Actor.of(mine),
                    "workspace.entered",
                    "workspace",
                    Map.of("from", Long.toString(mine.workspace().value())));
            return token;
        });
    }

    /// A new session in the same place, for who has just ended all of theirs.
    Token begin(Identity mine) {
        return transactions.system(
                db -> sessions.open(db, mine.workspace(), mine.id(), mine.address(), clock.instant()));
    }

    /// Its number. A token may be in other hands than its owner's, who would then be shut out of their own account.
    static long session(Identity mine) {
        if (mine.kind() != Identity.Kind.SESSION) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN, "session_needed", "An API token cannot do that. Sign in to do it yourself.");
        }
        return Long.parseLong(mine.credential());
    }
}
