package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps a file with an API token of the instance's owner in the data directory: whoever can read it could read the
/// data itself, so the scripts and the command line of this machine may as well have a way in.
final class AdminTokenFile {
    private static final String FILE = "admin-token";
    private static final String SERVICE = "scripts";
    private static final Duration WORTH_KEEPING = Duration.ofDays(30);

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final ApiTokenStore tokens = new ApiTokenStore();
    private final ApiTokens apiTokens;
    private final StartFiles files;
    private final Clock clock;

    AdminTokenFile(Transactions transactions, ApiTokens apiTokens, StartFiles files, Clock clock) {
        this.transactions = transactions;
        this.apiTokens = apiTokens;
        this.files = files;
        this.clock = clock;
    }

    void run() {
        if (isGood(files.read(FILE))) {
            return;
        }
        WorkspaceId workspace = transactions.system(people::main);
        PersonId owner =
                transactions.system(db -> people.firstOwner(db, workspace).orElseGet(() -> scripts(db, workspace)));
        files.write(
                FILE,
                apiTokens.make(
                        Actor.TALLYSTICK, workspace, owner, "file admin-token", Scope.OWNER, ApiTokens.LONGEST_LIFE));
    }

    private boolean isGood(Optional<String> text) {
        Instant now = clock.instant();
        return text.flatMap(ApiToken::parse)
                .filter(token -> transactions.<Boolean>system(db -> tokens.find(db, token, now)
                                .filter(identity -> identity.role() == Role.ADMIN && identity.owner())
                                .isPresent()
                        && tokens.expiry(db, token, now)
                                .filter(expiry -> expiry.isAfter(now.plus(WORTH_KEEPING)))
                                .isPresent()))
                .isPresent();
    }

    private PersonId scripts(JdbcClient db, WorkspaceId workspace) {
        people.lockFirstPerson(db);
        PersonId scripts = people.service(db, SERVICE).orElseGet(() -> people.addService(db, SERVICE, clock.instant()));
        people.setRole(db, workspace, scripts, Role.ADMIN, clock.instant());
        return scripts;
    }
}
