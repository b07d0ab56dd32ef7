package dev.tallystick.connection;

import dev.tallystick.connector.Budget;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.workspace.VirtualTime;

/// Budgets that are shared over nodes in a real database, whose clock is the test's.
public final class VirtualBudgets {
    private final TestDatabase database;
    private final VirtualTime time;

    public VirtualBudgets(TestDatabase database) {
        this.database = database;
        database.asOwner("create table virtual_clock (at timestamptz not null)");
        database.asOwner("insert into virtual_clock values (now())");
        database.asOwner(
                "create function virtual_now() returns timestamptz language sql volatile as 'select at from virtual_clock'");
        time = new VirtualTime(now -> {
            var _ = database.transactions()
                    .system(jdbc -> jdbc.sql("update virtual_clock set at = ?::timestamptz")
                            .param(now.toString())
                            .update());
        });
    }

    public VirtualTime time() {
        return time;
    }

    public Budget node() {
        return new PostgresBudget(database.transactions(), "virtual_now()", time::nanos, time::sleep);
    }
}
