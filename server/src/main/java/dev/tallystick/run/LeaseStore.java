package dev.tallystick.run;

import dev.tallystick.storage.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Leases in the database. Time is the database's alone, so nodes with wrong clocks cannot both hold one.
final class LeaseStore {

    /// Takes a lease that nobody holds, or whose holder was silent for too long; empty while somebody holds it.
    Optional<Lease> take(JdbcClient jdbc, WorkspaceId workspace, String name, long run, String node, Duration length) {
        long before = System.nanoTime();
        return jdbc.sql("""
                        insert into lease as held (name, workspace_id, run_id, epoch, node, expires_at)
                        values (:name, :workspace, :run, (select first_epoch from installation), :node, clock_timestamp() + :length * interval '1 millisecond')
                        on conflict (name) do update
                            set run_id = excluded.run_id, epoch = held.epoch + 1, node = excluded.node,
                                expires_at = excluded.expires_at
                            where held.expires_at < clock_timestamp()
                        returning epoch
                        """)
                .param("name", name)
                .param("workspace", workspace.value())
                .param("run", run)
                .param("node", node)
                .param("length", length.toMillis())
                .query(Long.class)
                .optional()
                .map(epoch -> new Lease(name, epoch, before + length.toNanos()));
    }

    /// @return empty when somebody else holds it by now, or it ran out
    Optional<Lease> renew(JdbcClient jdbc, Lease lease, Duration length) {
        long before = System.nanoTime();
        int renewed = jdbc.sql("""
                        update lease set expires_at = clock_timestamp() + ? * interval '1 millisecond'
                        where name = ? and epoch = ? and expires_at > clock_timestamp()
                        """)
                .params(length.toMillis(), lease.name(), lease.epoch())
                .update();
        return renewed == 1
                ? Optional.of(new Lease(lease.name(), lease.epoch(), before + length.toNanos()))
                : Optional.empty();
    }

    /// Makes the surrounding transaction commit only as the holder: the row stays locked against a new holder until
    /// then.
    ///
    /// @throws Stopped when the lease is somebody else's or has run out
    void demand(JdbcClient jdbc, Lease lease) {
        var held = jdbc.sql(
                        "select 1 from lease where name = ? and epoch = ? and expires_at > clock_timestamp() for share")
                .params(lease.name(), lease.epoch())
                .query(Integer.class)
                .optional();
        if (held.isEmpty()) {
            throw new Stopped(Stopped.Why.LEASE_LOST);
        }
    }

    /// The next holder need not wait.
    void release(JdbcClient jdbc, Lease lease) {
        jdbc.sql("update lease set expires_at = clock_timestamp() - interval '1 second' where name = ? and epoch = ?")
                .params(lease.name(), lease.epoch())
                .update();
    }

    /// Takes every lease from whoever held it. For a process that knows that no other one lives.
    int takeAllBack(JdbcClient system) {
        return system.sql("update lease set expires_at = clock_timestamp() - interval '1 second'"
                        + " where expires_at > clock_timestamp()")
                .update();
    }

    /// When the present holder's lease ends, if somebody holds it.
    Optional<Instant> heldUntil(JdbcClient jdbc, String name) {
        return jdbc.sql("select expires_at from lease where name = ? and expires_at > clock_timestamp()")
                .param(name)
                .query((row, _) -> row.getTimestamp("expires_at").toInstant())
                .optional();
    }
}
