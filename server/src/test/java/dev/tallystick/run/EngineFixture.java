package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.connection.Connections;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.LabAddresses;
import dev.tallystick.connection.Place;
import dev.tallystick.connection.Secret;
import dev.tallystick.connection.SecretSeal;
import dev.tallystick.connection.SignIns;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.history.ChangeSearch;
import dev.tallystick.history.Journal;
import dev.tallystick.history.PlanApproval;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.ApplyConfig;
import dev.tallystick.sync.DueRuns;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditKey;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// An engine on a real database, driven by hand, between systems that keep a ledger of their own.
final class EngineFixture {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final EgressClient NOWHERE = new EgressClient(AllowList.NOTHING);

    final SettableClock clock;
    final MemoryWorld world = new MemoryWorld();
    final Transactions transactions;
    final SyncStore syncs;
    final RunStore runs = new RunStore();
    final Journal journal = new Journal();
    final WorkspaceId workspace;
    /// A process that died comes back under another name.
    RunSync engine;
    final RunSync otherNode;
    private final Function<String, RunSync> start;
    private final Duration patience;
    private final ApplyConfig apply;
    private final Connectors connectors;
    private int ledgerSeen;

    EngineFixture(TestDatabase database, Connector... more) {
        this(database, database.transactions(), new SettableClock(), more);
    }

    EngineFixture(TestDatabase database, SettableClock clock, Connector... more) {
        this(database, database.transactions(), clock, more);
    }

    /// @param here the way of this node to the database, and of no other
    EngineFixture(TestDatabase database, Transactions here, SettableClock clock, Connector... more) {
        this(database, here, Attempt.PATIENCE, clock, more);
    }

    /// @param patience of a worker with a table that another one writes to
    EngineFixture(TestDatabase database, Transactions here, Duration patience, SettableClock clock, Connector... more) {
        this.clock = clock;
        this.patience = patience;
        transactions = database.transactions();
        syncs = new SyncStore(transactions);
        var schedules = new ScheduleStore();
        var all = new ArrayList<Connector>(List.of(more));
        all.add(world);
        connectors = new Connectors(all);
        var store = new ConnectionStore(new NoSeal());
        apply = new ApplyConfig(transactions, store, syncs, schedules, _ -> {}, (_, _, _, _) -> {}, clock);
        var trail = new AuditTrail(transactions, new AuditKey(new byte[32]), clock);
        var signIns = new SignIns(transactions, new NoSeal(), NOWHERE, trail, clock);
        var connections =
                new Connections(transactions, store, connectors, new NoLab(), signIns, Budget.UNLIMITED, clock);
        start = name -> node(here, schedules, connections, name);
        engine = start.apply("here");
        otherNode = node(transactions, schedules, connections, "there");
        workspace = transactions.system(jdbc -> jdbc.sql("insert into workspace (name) values (?) returning id")
                .param("w" + NUMBER.incrementAndGet())
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
    }

    private int starts;

    void restart() {
        engine = start.apply("here-" + ++starts);
    }

    private RunSync node(Transactions way, ScheduleStore schedules, Connections connections, String name) {
        return new RunSync(
                way,
                syncs,
                new DueRuns(schedules),
                connections,
                clock,
                new Random(1),
                name,
                "here",
                patience,
                Together.IN_TURN);
    }

    void config(String syncsYaml) {
        config(Path.of("."), """
                version: 1
                connections:
                  a: { connector: memory, settings: {} }
                  b: { connector: memory, settings: {} }
                syncs:
                """ + syncsYaml.indent(2));
    }

    void config(Path folder, String yaml) {
        var reading =
                new ReadConfig(connectors, Map.of(), Set.of(), Sync.Retry.DEFAULT).text(yaml, "test.yaml", folder);
        assertThat(reading.problems()).noneMatch(dev.tallystick.sync.ConfigProblem::blocks);
        apply.apply(workspace, Objects.requireNonNull(reading.config()), Actor.TALLYSTICK);
    }

    /// One sync `people` from left `people` to right `people`, of `name` and `city`, with more of its settings.
    void people(String... settings) {
        var lines = new StringBuilder();
        for (var setting : settings) {
            lines.append("  ").append(setting).append('\n');
        }
        config("""
                people:
                  left: { connection: a, table: people }
                  right: { connection: b, table: people }
                  fields:
                    - { left: name, right: name, type: text, required: true }
                    - { left: city, right: city, type: text }
                """ + lines);
    }

    MemoryWorld.Left left() {
        return world.left("people");
    }

    MemoryWorld.Right right() {
        return world.right("people");
    }

    Sync sync(String name) {
        return syncs.find(workspace, name).orElseThrow();
    }

    Run start(String sync, boolean full, boolean forced, boolean dryRun) {
        return transactions.in(workspace, jdbc -> {
            var id = runs.create(
                    jdbc, sync(sync), Run.Trigger.MANUAL, dryRun, full, forced, 7L, "Ada", null, clock.instant());
            return runs.find(jdbc, id).orElseThrow();
        });
    }

    void work() {
        engine.work(sync("people").id().value(), () -> false);
    }

    /// @param besides rows that this run considers and its listing does not bring
    Run run(int besides) {
        return run("people", besides, false, false);
    }

    Run run() {
        return run(0);
    }

    Run fullRun(int besides) {
        return run("people", besides, true, false);
    }

    Run forcedRun() {
        return run("people", 0, true, true);
    }

    Run run(String sync, int besides, boolean full, boolean forced) {
        var run = start(sync, full, forced, false);
        engine.work(sync(sync).id().value(), () -> false);
        return addsUp(now(run), sync, besides);
    }

    /// The tally adds up to the rows considered, and what was written is what the target's ledger has.
    Run addsUp(Run run, String sync, int besides) {
        if (run.tally() == null) {
            return run;
        }
        var tally = run.tally().right();
        var left = world.left(sync);
        if (run.status() != Run.Status.FAILED && run.status() != Run.Status.CANCELLED) {
            assertThat(tally.considered())
                    .as("rows considered, of %s", tally)
                    .isEqualTo(left.listed.size() + left.unreadable.size() + besides);
        }
        var right = world.right(sync);
        var written = right.ledger.subList(ledgerSeen, right.ledger.size());
        assertThat(tally.created()).as("created").isEqualTo(distinct(written, "create"));
        assertThat(tally.updated() + tally.deleted())
                .as("updated, archived or deleted")
                .isEqualTo(distinct(written, "update") + distinct(written, "delete"));
        ledgerSeen = right.ledger.size();
        return run;
    }

    private static long distinct(List<String> written, String kind) {
        return new HashSet<>(written)
                .stream().filter(entry -> entry.startsWith(kind)).count();
    }

    Run now(Run run) {
        return transactions.in(workspace, jdbc -> runs.find(jdbc, run.id()).orElseThrow());
    }

    List<String> outcomes(Run run) {
        return transactions.in(
                workspace,
                jdbc -> runs.attempts(jdbc, run.id()).stream()
                        .map(attempt -> String.valueOf(attempt.outcome()))
                        .toList());
    }

    List<Journal.Entry> changes(Run run) {
        return transactions.in(
                workspace,
                jdbc -> ChangeSearch.page(
                        jdbc, new ChangeSearch.Filter(run.id(), null, null, null, null, null), null, 1_000));
    }

    void approve(Run run) {
        transactions.in(workspace, jdbc -> {
            PlanApproval.approve(jdbc, run);
            runs.approve(jdbc, run, "Ada", clock.instant());
            return null;
        });
    }

    /// What the passing of the lease's length does.
    void leaseRunsOut() {
        transactions.system(jdbc -> jdbc.sql("update lease set expires_at = clock_timestamp() - interval '1 second'")
                .update());
    }

    void sql(Consumer<org.springframework.jdbc.core.simple.JdbcClient> work) {
        transactions.system(jdbc -> {
            work.accept(jdbc);
            return null;
        });
    }

    RunId id(long value) {
        return new RunId(value);
    }

    static Tally tally(Run run) {
        return Objects.requireNonNull(run.tally()).right();
    }

    /// Seals nothing: what is sealed and how is looked at elsewhere.
    record NoSeal() implements SecretSeal {
        @Override
        public String seal(Secret secret, Place place) {
            return secret.reveal();
        }

        @Override
        public Secret open(String sealed, Place place) {
            return new Secret(sealed);
        }
    }

    record NoLab() implements LabAddresses {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<LabAddress> address(String name) {
            return Optional.empty();
        }
    }
}
