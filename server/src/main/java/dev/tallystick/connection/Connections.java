package dev.tallystick.connection;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens connections: with their own settings, or in a rehearsal with the lab's address in place of theirs.
public final class Connections {
    private final Transactions transactions;
    private final ConnectionStore store;
    private final Connectors connectors;
    private final LabAddresses labs;
    private final SignIns signIns;
    private final Budget budget;
    private final Clock clock;

    public Connections(
            Transactions transactions,
            ConnectionStore store,
            Connectors connectors,
            LabAddresses labs,
            SignIns signIns,
            Budget budget,
            Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.connectors = connectors;
        this.labs = labs;
        this.signIns = signIns;
        this.budget = budget;
        this.clock = clock;
    }

    /// @throws ConnectorException with [Problem#SETTINGS] when it cannot be opened at all
    public OpenConnection open(WorkspaceId workspace, String name, BooleanSupplier stopping) {
        return open(workspace, name, stopping, Waits.UNWATCHED);
    }

    /// As above.
    ///
    /// @param waits told what it waits for
    public OpenConnection open(WorkspaceId workspace, String name, BooleanSupplier stopping, Waits waits) {
        return open(opening(workspace, name), stopping, waits);
    }

    private OpenConnection open(Opening opening, BooleanSupplier stopping, Waits waits) {
        var connection = opening.connection();
        return opening.connector()
                .open(
                        opening.values(),
                        new Surroundings(
                                connection.workspace().value() + "/" + connection.name(),
                                opening.allow(),
                                clock,
                                stopping,
                                new WatchedBudget(budget(connection), waits),
                                signIns.tokens(opening, stopping)));
    }

    /// With settings that belong to no connection yet, of a system that nobody has to sign in to.
    OpenConnection unsaved(WorkspaceId workspace, Connector connector, SettingValues values) {
        return connector.open(
                values,
                new Surroundings(
                        workspace.value() + "/",
                        List.of(),
                        clock,
                        () -> false,
                        new WatchedBudget(budget, Waits.UNWATCHED),
                        AccessTokens.NONE));
    }

    private Budget budget(Connection connection) {
        return connection.rehearsal() ? new RehearsalBudget(budget) : budget;
    }

    /// Calls that this connection's account has made this month, under a key that its connector named.
    public long usedThisMonth(WorkspaceId workspace, String name, String key) {
        return budget(opening(workspace, name).connection()).usedThisMonth(key);
    }

    Opening opening(WorkspaceId workspace, String name) {
        return opening(transactions
                .in(workspace, jdbc -> store.find(jdbc, workspace, name))
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS, "There is no connection '" + name + "' any more; was it removed?")));
    }

    Opening opening(WorkspaceId workspace, ConnectionId id) {
        return opening(transactions
                .in(workspace, jdbc -> store.find(jdbc, workspace, id))
                .orElseThrow(() -> new ConnectorException(Problem.SETTINGS, "The connection was removed meanwhile.")));
    }

    Opening opening(Connection connection) {
        var name = connection.name();
        var connector = connectors
                .named(connection.connector())
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "This build has no connector '" + connection.connector() + "', which '" + name + "' needs."));
        var values = store.unsealed(connection).all();
        var allow = new ArrayList<>(connection.allow());
        LabAddresses.LabAddress lab = null;
        if (connection.rehearsal()) {
            lab = lab(connection);
            var inside = connector.secretsInside(new SettingValues(values));
            values = inRehearsal(values, connection.written(), SettingPath.ROOT, inside, lab);
            var address = URI.create(lab.baseUrl());
            allow.add(address.getHost() + ":" + address.getPort());
        }
        return new Opening(connection, connector, new SettingValues(values), allow, lab);
    }

    /// How long this connection is left alone after it was tried out unasked.
    Duration lookEvery(Connection connection) {
        return connectors
                .named(connection.connector())
                .map(Connector::lookEvery)
                .orElse(Duration.ZERO);
    }

    /// Tries the connection out and says how far it came.
    public List<Stage> check(WorkspaceId workspace, String name) {
        var stages = new ArrayList<Stage>();
        check(workspace, name, stages::add);
        return stages;
    }

    /// The same, each stage as soon as it is through.
    void check(WorkspaceId workspace, String name, Consumer<Stage> told) {
        try {
            var opening = opening(workspace, name);
            var failed = signIns.failed(opening);
            if (failed.isPresent()) {
                told.accept(failed.get());
            } else {
                check(opening, told);
            }
        } catch (ConnectorException refused) {
            told.accept(new Stage("settings", false, String.valueOf(refused.getMessage())));
        }
    }

    private void check(Opening opening, Consumer<Stage> told) {
        try (var open = open(opening, () -> false, Waits.UNWATCHED)) {
            open.check(told);
            signIns.scope(opening).ifPresent(told);
        }
    }

    /// Why nothing can be done with this connection until a person has mended it; empty when nothing is known
    /// of that.
    /// It calls nobody.
    public Optional<String> broken(WorkspaceId workspace, String name) {
        try {
            return signIns.state(opening(workspace, name))
                    .filter(state -> !state.state().equals("connected"))
                    .map(state -> "The connection '" + name + "' is not signed in. "
                            + (state.sentence() == null ? "Connect it." : state.sentence()));
        } catch (ConnectorException | SecretUnreadable unfit) {
            return Optional.of(String.valueOf(unfit.getMessage()));
        }
    }

    /// How its sign-in stands; empty when it needs none, or cannot be opened at all.
    Optional<SignIns.State> signIn(Connection connection) {
        try {
            return signIns.state(opening(connection));
        } catch (ConnectorException | SecretUnreadable unfit) {
            return Optional.empty(); // trying the connection out says why
        }
    }

    private LabAddresses.LabAddress lab(Connection connection) {
        var name = String.valueOf(connection.lab());
        return labs.address(name)
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "'" + connection.name() + "' has no address, and the lab's '" + name
                                + "' that would stand in is not running. Set the address, or start with the lab on."));
    }

    /// The lab's address wherever the settings ask for one, and its key wherever they ask for a secret.
    private static Map<String, Object> inRehearsal(
            Map<String, Object> values,
            @Nullable Object written,
            SettingPath path,
            Set<String> secretsInside,
            LabAddresses.LabAddress lab) {
        var completed = values;
        if (written instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                var inside = path.key(String.valueOf(entry.getKey()));
                completed = inRehearsal(completed, entry.getValue(), inside, secretsInside, lab);
            }
            return completed;
        }
        if (path.namesAddress()) {
            return path.put(completed, lab.baseUrl());
        }
        var name = path.text().substring(path.text().lastIndexOf('/') + 1);
        return path.namesSecret() || path.within(secretsInside)
                ? path.put(completed, lab.keys().apply(name))
                : completed;
    }
}
