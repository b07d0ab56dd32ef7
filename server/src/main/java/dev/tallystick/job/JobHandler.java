package dev.tallystick.job;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The work behind a queue. One key is never worked on twice at once, as long as its worker is alive; a worker that is
/// wrongly believed dead is the handler's business (a lease of its own).
public interface JobHandler {

    /// Names the work in the queue's table, for good.
    String name();

    /// Does what is due for this key.
    ///
    /// @param stopping true once the process wants to end; the handler comes back soon then
    void work(long key, BooleanSupplier stopping);

    /// Locks the key until the transaction ends, so that what [#next] reads cannot change between reading it and
    /// writing
    /// the queue's row. False when there is no such key any more.
    boolean lock(JdbcClient system, long key);

    /// There is no such key any more: ends what still waits for it.
    void discard(JdbcClient system, long key);

    /// When this key is due next, empty when nothing is known to come. Called with the key locked.
    Optional<Due> next(JdbcClient system, long key);

    /// @param priority higher goes first among those that are due
    record Due(Instant at, int priority) {}
}
