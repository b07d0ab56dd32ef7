package dev.tallystick.host;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads of one job that were told to end and did not. Nobody can end them, so there must not be ever more of them.
final class Hanging {
    private static final Logger log = LoggerFactory.getLogger(Hanging.class);
    private static final int MOST = 3;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    void add(String job, Thread thread) {
        threads.add(thread);
        log.warn(
                "The sync job '{}' does not end although it was interrupted; it keeps a thread until it does, or until"
                        + " the server is started again",
                job);
    }

    /// @throws ConnectorException when too many of this job hang already
    void refuse(String job) {
        threads.removeIf(thread -> !thread.isAlive());
        if (threads.size() >= MOST) {
            throw new ConnectorException(
                    Problem.UNAVAILABLE,
                    "The sync job '" + job + "' still hangs in " + threads.size()
                            + " earlier runs and is not begun again before one of them ends. Mend the job and start"
                            + " the server again.");
        }
    }
}
