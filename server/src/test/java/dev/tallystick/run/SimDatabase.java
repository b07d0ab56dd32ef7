package dev.tallystick.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// The way of the simulated nodes to our own database, which is cut in the middle of a commit when the seed says so. It
/// strikes only on the thread of the story: what renews leases beside would make each telling another one.
final class SimDatabase extends DelegatingDataSource {
    /// What becomes of a commit.
    enum Commit {
        ANSWERED,
        NEVER_ARRIVES,
        ANSWER_IS_LOST
    }

    private static final Set<String> STILL_WORKS = Set.of("close", "isClosed", "rollback", "toString", "hashCode");

    private final Thread story = Thread.currentThread();
    private final Supplier<Commit> next;
    private final boolean hides;

    /// @param hides whether a commit that never arrived looks like one that did
    SimDatabase(DataSource pool, Supplier<Commit> next, boolean hides) {
        super(pool);
        this.next = next;
        this.hides = hides;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var honest = super.getConnection();
        if (!Thread.currentThread().equals(story)) {
            return honest;
        }
        var way = new Way(honest);
        return (Connection)
                Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, way::call);
    }

    private final class Way {
        private final Connection honest;
        private boolean cut;

        Way(Connection honest) {
            this.honest = honest;
        }

        @Nullable
        Object call(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (cut && !STILL_WORKS.contains(method.getName())) {
                throw new SQLException("This connection has been closed.", "08003");
            }
            if (method.getName().equals("commit")) {
                switch (next.get()) {
                    case ANSWERED -> {}
                    case NEVER_ARRIVES -> {
                        honest.rollback();
                        if (hides) {
                            return null;
                        }
                        lost();
                    }
                    case ANSWER_IS_LOST -> {
                        honest.commit();
                        lost();
                    }
                }
            }
            try {
                return method.invoke(honest, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }

        private void lost() throws SQLException {
            cut = true;
            throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
        }
    }
}
