package dev.tallystick.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// A pool whose connections say another SQL to the database than they were told.
final class SqlSaboteur extends DelegatingDataSource {
    private final UnaryOperator<String> sabotage;
    private final AtomicLong sabotaged;

    /// @param sabotaged counts the statements that were changed: a saboteur who never found one proves nothing
    SqlSaboteur(DataSource pool, UnaryOperator<String> sabotage, AtomicLong sabotaged) {
        super(pool);
        this.sabotage = sabotage;
        this.sabotaged = sabotaged;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var honest = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && arguments[0] instanceof String sql) {
                        arguments[0] = sabotage.apply(sql);
                        if (!sql.equals(arguments[0])) {
                            sabotaged.incrementAndGet();
                        }
                    }
                    try {
                        return method.invoke(honest, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
