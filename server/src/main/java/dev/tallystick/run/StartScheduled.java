package dev.tallystick.run;

import dev.tallystick.connection.Connections;
import dev.tallystick.history.Events;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.SyncFacts;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.DueRuns;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncOwners;
import dev.tallystick.sync.SyncOwners.Owner;
import dev.tallystick.sync.SyncStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Starts the run that a schedule asks for, in the name of the sync's owner.
///
/// A sync that cannot run at all gets no run: a run for each five minutes of a missing connection would only
/// bury the
/// one that says what to do. It is named, with the reason, in the summary of its round.
final class StartScheduled {
    private static final Logger log = LoggerFactory.getLogger(StartScheduled.class);

    private final Transactions transactions;
    private final SyncStore syncs;
    private final DueRuns due;
    private final Connections connections;
    private final RunStore runs;
    private final RoundStore rounds = new RoundStore();
    private final SyncOwners owners = new SyncOwners();

    StartScheduled(Transactions transactions, SyncStore syncs, DueRuns due, Connections connections, RunStore runs) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.due = due;
        this.connections = connections;
        this.runs = runs;
    }

    Optional<Run> start(Sync sync, Instant now) {
        var planned = transactions.in(sync.workspace(), jdbc -> due.nextAt(jdbc, sync.id()));
        if (planned.isEmpty() || planned.get().isAfter(now)) {
            return Optional.empty();
        }
        // Outside the transaction: to open a connection may take a moment.
        var broken = broken(sync);
        return transactions.in(sync.workspace(), jdbc -> start(jdbc, sync, broken, now));
    }

    private Optional<Run> start(JdbcClient jdbc, Sync sync, @Nullable String broken, Instant now) {
        syncs.lock(jdbc, sync.id());
        if (runs.open(jdbc, sync.id()).stream().anyMatch(run -> run.status() != Run.Status.HELD)) {
            return Optional.empty();
        }
        var planned = due.take(jdbc, sync, now);
        if (planned.isEmpty()) {
            return Optional.empty();
        }
        var round = planned.get().truncatedTo(ChronoUnit.MINUTES);
        var owner = owners.of(jdbc, sync);
        @Nullable String pause = owner.isPresent() ? owner.get().trouble() : null;
        if (pause != null) {
            syncs.pause(jdbc, sync.id(), pause, now);
            Events.record(jdbc, sync.workspace(), Events.Kind.SYNC, sync.id().value(), now);
        }
        var reason = pause != null ? pause : broken;
        if (reason != null) {
            rounds.skip(jdbc, sync, round, reason);
            SyncFacts.noRun(jdbc, sync.workspace(), sync.id(), pause != null, reason, now);
            log.warn("{} was due and got no run: {}", sync.name(), reason);
            return Optional.empty();
        }
        var id = runs.create(
                jdbc,
                sync,
                Run.Trigger.SCHEDULE,
                false,
                false,
                false,
                owner.map(Owner::id).orElse(null),
                owner.map(Owner::name).orElse("schedule"),
                null,
                now);
        rounds.add(jdbc, sync, round, id);
        return runs.find(jdbc, id);
    }

    private @Nullable String broken(Sync sync) {
        return Stream.of(sync.left().connection(), sync.right().connection())
                .distinct()
                .map(name -> connections.broken(sync.workspace(), name))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }
}
