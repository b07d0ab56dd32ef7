package dev.tallystick.run;

import dev.tallystick.connection.Connections;
import dev.tallystick.connection.Waits;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Target;
import dev.tallystick.plan.Mapping;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Both sides of a sync, opened for one attempt, with the right tables of the syncs whose rows it needs.
final class Sides implements AutoCloseable {
    private final Map<String, OpenConnection> connections = new HashMap<>();
    private final List<Target> opened = new ArrayList<>();
    private final Connections connectors;
    private final BooleanSupplier stopping;
    private final Waits waits;
    private final Sync sync;
    private final boolean create;
    private final Target.Fence fence;

    private final Source source;
    private final Right right;
    private final Map<String, Right> needed = new HashMap<>();

    /// A right table, ready to be read and written.
    ///
    /// @param of the sync whose right table it is
    record Right(Sync of, Target target, Target.Prepared prepared) {
        String table() {
            return of.right().table().name();
        }

        Mapping mapping() {
            return of.mapping();
        }
    }

    /// @param create false for a dry run: no table is made and no lock is taken
    Sides(
            Sync sync,
            Connections connectors,
            SyncStore syncs,
            Target.Fence fence,
            boolean create,
            BooleanSupplier stopping,
            Waits waits) {
        this.waits = waits;
        this.sync = sync;
        this.connectors = connectors;
        this.fence = fence;
        this.create = create;
        this.stopping = stopping;
        try {
            this.source =
                    connection(sync.left().connection()).source(sync.left().table());
            // The tables that are referred to first: a reference is checked when the table that holds it is prepared.
            for (var need : sync.needs()) {
                needed.put(need.sync(), right(other(syncs, need)));
            }
            this.right = right(sync);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    Source source() {
        return source;
    }

    Right right() {
        return right;
    }

    Right needed(Sync.Need need) {
        return java.util.Objects.requireNonNull(needed.get(need.sync()));
    }

    /// The right table that a change or a batch is about.
    Right right(SyncId of) {
        if (right.of().id().equals(of)) {
            return right;
        }
        return needed.values().stream()
                .filter(other -> other.of().id().equals(of))
                .findFirst()
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "A write to a table that '" + sync.name()
                                + "' no longer needs is not settled; put the need back."));
    }

    /// The table of a row that is needed, which may have the name of our own right table in another connection.
    Right neededNamed(String table) {
        return needed.values().stream()
                .filter(other -> other.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No needed table is called " + table));
    }

    List<Right> all() {
        var all = new ArrayList<Right>();
        all.add(right);
        all.addAll(needed.values());
        return all;
    }

    private Sync other(SyncStore syncs, Sync.Need need) {
        return syncs.find(sync.workspace(), need.sync())
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "'" + sync.name() + "' needs the sync '" + need.sync() + "', which is not there."));
    }

    private Right right(Sync of) {
        var target = connection(of.right().connection()).target(of.right().table());
        opened.add(target);
        var prepared = target.prepare(schema(of), create);
        if (create) {
            target.fence(fence);
        }
        return new Right(of, target, prepared);
    }

    private static Schema schema(Sync of) {
        var fields = new ArrayList<>(of.mapping().rightSchema().fields());
        var mark = of.policies().archive();
        if (mark != null && fields.stream().noneMatch(field -> field.id().equals(mark.field()))) {
            fields.add(Field.of(mark.field(), typeOf(mark.value())));
        }
        return new Schema(fields);
    }

    private static FieldType typeOf(Value mark) {
        return switch (mark) {
            case Value.Bool _ -> FieldType.BOOLEAN;
            case Value.Decimal _ -> FieldType.DECIMAL;
            default -> FieldType.TEXT;
        };
    }

    private OpenConnection connection(String name) {
        return connections.computeIfAbsent(name, _ -> connectors.open(sync.workspace(), name, stopping, waits));
    }

    @Override
    public void close() {
        opened.forEach(Target::close);
        connections.values().forEach(OpenConnection::close);
    }
}
