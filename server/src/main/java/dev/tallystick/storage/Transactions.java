package dev.tallystick.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/// The one door to the database. A transaction is always somebody's: of one workspace, whose rows alone it sees, or
/// the system's, which sees all.
///
/// A client used after its block has ended sees no workspace, hence no row: the setting is local to the transaction.
public final class Transactions {
    private static final int ATTEMPTS = 3;
    private static final Set<String> WORTH_REPEATING = Set.of("40001", "40P01");
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    private final ScopedValue<Open> innermost = ScopedValue.newInstance();
    private final Door app;
    private final Door system;
    private final Absence absence;

    public Transactions(DataSource app, DataSource system) {
        this(app, system, new Absence());
    }

    Transactions(DataSource app, DataSource system, Absence absence) {
        this.absence = absence;
        this.app = Door.to(app);
        this.system = Door.to(system);
    }

    /// Runs `work` in a transaction of this workspace; what it throws rolls it back. Inside another block of the
    /// same workspace it is part of that one's transaction.
    public <T extends @Nullable Object> T in(WorkspaceId workspace, Function<JdbcClient, T> work) {
        @Nullable Open open = open(app);
        if (open == null) {
            return begin(app, workspace, db -> {
                db.sql("select set_config('tallystick.workspace', ?, true)")
                        .param(Long.toString(workspace.value()))
                        .query(String.class)
                        .single();
                return work.apply(db);
            });
        }
        if (!workspace.equals(open.workspace)) {
            throw new IllegalStateException("A transaction of %s is open; one of %s cannot begin inside it"
                    .formatted(open.workspace, workspace));
        }
        return work.apply(app.client);
    }

    /// The same, run again (up to three times in all) when PostgreSQL ends it for a deadlock or a serialization
    /// failure: so `work` does nothing outside the database.
    public <T extends @Nullable Object> T inRepeatable(WorkspaceId workspace, Function<JdbcClient, T> work) {
        return repeating(app, () -> in(workspace, work));
    }

    /// Runs `work` in a transaction that sees every workspace: for the scheduler, sign-in and retention. It is a
    /// transaction of its own even inside `in`, on a second connection.
    public <T extends @Nullable Object> T system(Function<JdbcClient, T> work) {
        return open(system) == null ? begin(system, null, work) : work.apply(system.client);
    }

    public <T extends @Nullable Object> T systemRepeatable(Function<JdbcClient, T> work) {
        return repeating(system, () -> system(work));
    }

    /// The connection of the open transaction of `in`, for what a client cannot do (COPY).
    public <T extends @Nullable Object> T onConnection(ConnectionCallback<T> work) {
        if (open(app) == null) {
            throw new IllegalStateException("No transaction of a workspace is open");
        }
        return app.template.execute(work);
    }

    /// Runs `action` once the innermost open transaction is committed, never if it is rolled back; at once when none
    /// is open. It may itself use the database.
    public void afterCommit(Runnable action) {
        if (innermost.isBound()) {
            innermost.get().afterCommit.add(action);
        } else {
            action.run();
        }
    }

    /// Runs `action` on a thread of its own once the database answers again; at once when it does.
    public void onceBack(Runnable action) {
        absence.onceBack(action);
    }

    private <T extends @Nullable Object> T begin(
            Door door, @Nullable WorkspaceId workspace, Function<JdbcClient, T> work) {
        @Nullable Open outer = innermost.isBound() ? innermost.get() : null;
        var open = new Open(door, workspace, Thread.currentThread(), new ArrayList<>(), outer);
        long asked = System.nanoTime();
        T result = unlessUnavailable(() ->
                ScopedValue.where(innermost, open).call(() -> door.transaction.execute(_ -> work.apply(door.client))));
        absence.answered(asked);
        open.afterCommit.forEach(Transactions::runOrLog);
        return result;
    }

    /// The transaction is committed: whatever fails now, the caller must not take it for rolled back.
    private static void runOrLog(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("What should follow a commit failed", e);
        }
    }

    private @Nullable Open open(Door door) {
        for (@Nullable Open open = innermost.isBound() ? innermost.get() : null; open != null; open = open.outer) {
            // A scoped value reaches forked threads, a transaction does not.
            if (open.door.equals(door) && open.thread.equals(Thread.currentThread())) {
                return open;
            }
        }
        return null;
    }

    private <T extends @Nullable Object> T unlessUnavailable(Supplier<T> transaction) {
        try {
            return transaction.get();
        } catch (CannotCreateTransactionException | DataAccessResourceFailureException e) {
            throw unavailable(e, false);
        } catch (TransactionSystemException e) {
            // On a dead connection the rollback fails too, and Spring reports that instead.
            if (e.getOriginalException() instanceof RuntimeException first && wasCutOff(first)) {
                throw unavailable(first, false);
            }
            // A commit whose answer never came is neither done nor undone; who goes on looks at what is there.
            if (wasCutOff(e) || onAClosedConnection(e)) {
                throw unavailable(e, onAClosedConnection(e));
            }
            throw e;
        }
    }

    /// When a commit is cut off, Spring rolls back and reports only that failure: of a connection that the pool has
    /// closed by then, which has no SQL state.
    private static boolean onAClosedConnection(TransactionSystemException e) {
        return e.getCause() instanceof SQLException sql && sql.getSQLState() == null;
    }

    /// The second: PostgreSQL ended the transaction of a process that was frozen in the middle of it.
    private static boolean wasCutOff(RuntimeException first) {
        var state = sqlState(first);
        return first instanceof DataAccessResourceFailureException
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("25P03");
    }

    /// After a restart of the database every idle connection is dead; without this each would fail one caller.
    ///
    /// @param cut in the middle of a commit, whatever the cause still says
    private DatabaseUnavailable unavailable(RuntimeException cause, boolean cut) {
        boolean away = cut || Absence.isOne(cause);
        if (away || sqlState(cause).startsWith("57P")) {
            app.evict();
            system.evict();
        }
        if (away) {
            absence.met(cause);
        }
        return new DatabaseUnavailable(cause, away);
    }

    private <T extends @Nullable Object> T repeating(Door door, Supplier<T> transaction) {
        if (open(door) != null) {
            // Only the outermost block can be run again: PostgreSQL has ended the whole transaction.
            return transaction.get();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !WORTH_REPEATING.contains(sqlState(e))) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static String sqlState(RuntimeException thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(10, 50) * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailable(e, false);
        }
    }

    /// One pool and what Spring needs to run transactions on it.
    private record Door(DataSource pool, JdbcTemplate template, JdbcClient client, TransactionTemplate transaction) {
        static Door to(DataSource pool) {
            var template = new JdbcTemplate(pool);
            return new Door(
                    pool,
                    template,
                    JdbcClient.create(template),
                    new TransactionTemplate(new JdbcTransactionManager(pool)));
        }

        void evict() {
            if (pool instanceof HikariDataSource hikari && hikari.getHikariPoolMXBean() != null) {
                hikari.getHikariPoolMXBean().softEvictConnections();
            }
        }
    }

    /// A transaction that has begun, inside another one or not.
    private record Open(
            Door door,
            @Nullable WorkspaceId workspace,
            Thread thread,
            List<Runnable> afterCommit,
            @Nullable Open outer) {}
}
