package dev.tallystick.alert;

import dev.tallystick.alert.Alert.Pace;
import dev.tallystick.alert.AlertStore.Kept;
import dev.tallystick.alert.Channel.Credentials;
import dev.tallystick.alert.Channel.Webhook;
import dev.tallystick.connection.Place;
import dev.tallystick.connection.Secret;
import dev.tallystick.connection.SecretSeal;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Held;
import dev.tallystick.history.Run.Status;
import dev.tallystick.history.Run.Trouble;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A workspace with syncs that have no connections, whose runs end as a test says, on a real database.
final class AlertFixture implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String DEFINITION = """
            {"title": "Clients", "left": {"connection": "a", "table": "t"},
             "right": {"connection": "b", "table": "t", "key": "id"},
             "fields": [{"left": "name", "right": "name", "type": "text"}], "freshness": "15m"}
            """;

    final SettableClock clock = new SettableClock();
    final Receiver receiver = new Receiver();
    final Transactions transactions;
    final RunStore runs = new RunStore();
    final AlertStore alerts = new AlertStore();
    final ChannelStore channels = new ChannelStore(new NoSeal());
    final Outbox outbox = new Outbox();
    final WorkspaceId workspace;
    private final EgressClient egress;
    private final SyncStore syncs;

    /// Writes what it is given, so that the database shows what is kept.
    private static final class NoSeal implements SecretSeal {
        @Override
        public String seal(Secret secret, Place place) {
            return secret.reveal();
        }

        @Override
        public Secret open(String sealed, Place place) {
            return new Secret(sealed);
        }
    }

    AlertFixture(TestDatabase database) {
        transactions = database.transactions();
        syncs = new SyncStore(transactions);
        egress = new EgressClient(receiver.allowed());
        workspace = transactions.system(jdbc -> jdbc.sql("insert into workspace (name) values (?) returning id")
                .param("w" + NUMBER.incrementAndGet())
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
    }

    long sync(String name, String definition) {
        return transactions.in(
                workspace,
                jdbc -> jdbc.sql("""
                        insert into sync (workspace_id, name, title, definition, mapping_fingerprint, created_at, updated_at)
                        values (?, ?, ?, ?::jsonb, '', ?, ?) returning id
                        """)
                        .params(
                                workspace.value(),
                                name,
                                name,
                                definition,
                                AlertStore.at(clock.instant()),
                                AlertStore.at(clock.instant()))
                        .query(Long.class)
                        .single());
    }

    static String definition() {
        return DEFINITION;
    }

    long channel(String name) {
        return transactions.in(
                workspace,
                jdbc -> channels.save(
                        jdbc,
                        workspace,
                        name,
                        new Webhook("http://127.0.0.1"),
                        new Credentials(new Secret(receiver.url()), new Secret("key")),
                        false,
                        clock.instant()));
    }

    Run begin(long sync) {
        long id = transactions.in(
                workspace,
                jdbc -> jdbc.sql("""
                        insert into run (workspace_id, sync_id, trigger, status, created_at, started_at)
                        values (?, ?, 'schedule', 'running', ?, ?) returning id
                        """)
                        .params(workspace.value(), sync, AlertStore.at(clock.instant()), AlertStore.at(clock.instant()))
                        .query(Long.class)
                        .single());
        return transactions.in(workspace, jdbc -> runs.find(jdbc, new RunId(id)).orElseThrow());
    }

    void fails(long sync) {
        end(begin(sync), Status.FAILED, new Trouble("unavailable", "The partner is away."), 0);
    }

    void succeeds(long sync, long read) {
        end(begin(sync), Status.SUCCEEDED, null, read);
    }

    void end(Run run, Status status, @Nullable Trouble problem, long read) {
        transactions.in(workspace, jdbc -> {
            runs.progress(jdbc, run, Run.Phase.APPLY, read, 0, 0, read, clock.instant());
            jdbc.sql("""
                            insert into sync_state (sync_id, workspace_id, confirmed_at) values (:sync, :workspace, :now)
                            on conflict (sync_id) do update set confirmed_at = case when :ok then :now else sync_state.confirmed_at end
                            """)
                    .param("sync", run.syncId().value())
                    .param("workspace", workspace.value())
                    .param("now", AlertStore.at(clock.instant()))
                    .param("ok", status == Status.SUCCEEDED)
                    .update();
            var tally = new Tallies(null, Tally.NONE.plus(Tally.Outcome.CREATED, 2));
            runs.end(jdbc, run, status, problem, tally, clock.instant());
            return true;
        });
    }

    Run held(long sync) {
        var run = begin(sync);
        transactions.in(workspace, jdbc -> {
            runs.hold(
                    jdbc,
                    run,
                    new Held("breaker", "40 of 90 rows would be deleted."),
                    new Tallies(null, Tally.NONE),
                    clock.instant());
            return true;
        });
        return run;
    }

    /// One node, with its three pieces of work.
    final class Node implements AutoCloseable {
        final WatchSyncs watch = new WatchSyncs(transactions, syncs, runs, clock);
        final TellPeople tell = new TellPeople(
                transactions,
                channels,
                new Pace(Duration.ofHours(1), Duration.ofSeconds(20)),
                "https://tally.example",
                clock);
        private final SendEmail emails =
                new SendEmail(egress, Duration.ofSeconds(5), (SSLSocketFactory) SSLSocketFactory.getDefault(), clock);
        final SendMessages send = new SendMessages(
                transactions, channels, new SendWebhook(egress, Duration.ofMillis(700), clock), emails, clock);

        void look() {
            watch.run();
            tell.run();
        }

        @Override
        public void close() {
            send.close();
            emails.close();
        }
    }

    List<Kept> all() {
        return transactions.in(workspace, jdbc -> alerts.list(jdbc, null, null, null, 100));
    }

    List<Outbox.Sent> messages() {
        return transactions.in(workspace, jdbc -> outbox.list(jdbc, 100));
    }

    @Override
    public void close() {
        receiver.close();
        egress.close();
    }
}
