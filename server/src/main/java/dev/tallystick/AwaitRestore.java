package dev.tallystick;

import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Notices;
import dev.tallystick.storage.RestoreBackup;
import dev.tallystick.storage.Transactions;
import java.sql.Timestamp;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/// Ends a server under whose feet the database was restored: what it knows (keys, connections, who is signed in, what
/// it works on) is of another past. Whatever it still works on commits nothing, since the restored leases are not its
/// own.
final class AwaitRestore {
    private static final Logger log = LoggerFactory.getLogger(AwaitRestore.class);

    private final ConfigurableApplicationContext context;
    private final Transactions transactions;
    private final ReentrantLock one = new ReentrantLock();
    private final Timestamp began;
    private boolean happened;

    private AwaitRestore(ConfigurableApplicationContext context) {
        this.context = context;
        this.transactions = context.getBean(Transactions.class);
        this.began = restoredAt();
    }

    static AwaitRestore in(ConfigurableApplicationContext context) {
        var await = new AwaitRestore(context);
        context.getBean(Notices.class).subscribe(await::told);
        return await;
    }

    /// Whether that is why the context was closed; if so, it is closed to its end by now, and its database stopped.
    boolean happened() {
        one.lock();
        try {
            return happened;
        } finally {
            one.unlock();
        }
    }

    /// A notice may have been missed while the connection was away.
    private void told(String payload) {
        if (payload.equals(RestoreBackup.NOTICE) || payload.equals(Notices.LOOK_AGAIN)) {
            Thread.ofPlatform().name("await-restore").start(this::look);
        }
    }

    private void look() {
        one.lock();
        try {
            if (!happened && !restoredAt().equals(began)) {
                happened = true;
                context.close();
            }
        } catch (DatabaseUnavailable away) {
            // With the connection that comes back there is another notice.
            log.debug("Whether the database was restored is looked at later", away);
        } finally {
            one.unlock();
        }
    }

    private Timestamp restoredAt() {
        return transactions.system(jdbc -> jdbc.sql("select coalesce(restored_at, 'epoch') from installation")
                .query(Timestamp.class)
                .single());
    }
}
