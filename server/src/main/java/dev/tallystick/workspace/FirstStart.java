package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// While there is no person, each start writes a link with which to become the first admin, in the log and in a file
/// that only the server's own user can read.
final class FirstStart {
    private static final Logger log = LoggerFactory.getLogger(FirstStart.class);
    private static final String FILE = "setup-link";

    private final Transactions transactions;
    private final PersonStore people = new PersonStore();
    private final SignInLinkStore links = new SignInLinkStore();
    private final StartFiles files;
    private final Clock clock;

    FirstStart(Transactions transactions, StartFiles files, Clock clock) {
        this.transactions = transactions;
        this.files = files;
        this.clock = clock;
    }

    void run(String address) {
        Optional<Token> token = transactions.system(
                db -> people.anyHuman(db) ? Optional.empty() : Optional.of(links.addSetup(db, clock.instant())));
        if (token.isEmpty()) {
            files.remove(FILE);
            return;
        }
        String link = address + "/setup#token=" + token.get().secret();
        files.write(FILE, link);
        log.info(
                "Nobody is here yet. Make the first admin within the hour, at {} (also in {})", link, files.path(FILE));
    }
}
