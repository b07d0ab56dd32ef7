package dev.tallystick.alert;

import dev.tallystick.alert.Alert.Due;
import dev.tallystick.alert.Alert.Pace;
import dev.tallystick.alert.AlertStore.Kept;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts what is due to be told into messages, one for all alerts of a workspace and each of its channels, in the
/// transaction that notes them as told.
final class TellPeople implements Runnable {
    private final Transactions transactions;
    private final AlertStore alerts = new AlertStore();
    private final ChannelStore channels;
    private final Outbox outbox = new Outbox();
    private final Pace pace;
    private final @Nullable String home;
    private final Clock clock;

    TellPeople(Transactions transactions, ChannelStore channels, Pace pace, @Nullable String home, Clock clock) {
        this.transactions = transactions;
        this.channels = channels;
        this.pace = pace;
        this.home = home;
        this.clock = clock;
    }

    @Override
    public void run() {
        for (var workspace : transactions.system(alerts::workspacesWithUnsettled)) {
            transactions.systemRepeatable(system -> tell(system, workspace));
        }
        transactions.system(system -> {
            outbox.forget(system, clock.instant());
            return true;
        });
    }

    private int tell(JdbcClient system, WorkspaceId workspace) {
        var now = clock.instant();
        // Two nodes would tell the same twice if the second read what the first is about to mark.
        var name = system.sql("select name from workspace where id = ? for no key update")
                .param(workspace.value())
                .query(String.class)
                .single();
        var over = channels.all(system, workspace).stream()
                .filter(channel -> !channel.paused())
                .toList();
        var due = due(system, workspace, now);
        if (over.isEmpty()) {
            // Nobody is there to hear of what is over; what is open waits for a channel.
            due.stream()
                    .filter(kept -> !kept.alert().open())
                    .forEach(kept ->
                            alerts.update(system, kept.id(), kept.alert().settle()));
            return 0;
        }
        if (due.isEmpty()) {
            return 0;
        }
        var message = Message.of(name, due, home, now);
        over.forEach(channel -> outbox.add(system, workspace, channel.id(), message, now));
        due.forEach(kept -> alerts.told(system, kept.id(), kept.alert(), now));
        return due.size();
    }

    private List<Kept> due(JdbcClient system, WorkspaceId workspace, Instant now) {
        var unsettled = alerts.unsettled(system, workspace);
        unsettled.stream()
                .filter(kept -> due(kept, now, pace) == Due.SETTLE)
                .forEach(kept -> alerts.update(system, kept.id(), kept.alert().settle()));
        if (unsettled.stream().noneMatch(kept -> due(kept, now, pace) == Due.TELL)) {
            return List.of();
        }
        // Who is told now takes along whatever else has begun.
        var atOnce = new Pace(pace.gap(), java.time.Duration.ZERO);
        return unsettled.stream()
                .filter(kept -> due(kept, now, atOnce) == Due.TELL)
                .toList();
    }

    private static Due due(Kept kept, Instant now, Pace pace) {
        return kept.alert().due(now, pace, kept.lastTold(), kept.silentUntil());
    }
}
