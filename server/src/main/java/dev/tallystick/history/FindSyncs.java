package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.Identity;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The syncs that a person means by a filter: those that the list shows, and those that all at once are paused,
/// resumed or run.
public final class FindSyncs {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final ViewSyncs views;

    FindSyncs(Transactions transactions, SyncStore syncs, ViewSyncs views) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.views = views;
    }

    /// @param q part of a name or title; null for all
    /// @param state `late`, `paused`, `never`, `on_time`, or a run status that the last run has; null for all
    public record Filter(@Nullable String q, @Nullable String state) {}

    /// By name.
    public List<Sync> matching(Identity asker, Filter filter) {
        return matching(asker, filter, (_, found) -> found.syncs());
    }

    /// @param known of these syncs, or of more
    record Found(List<Sync> syncs, ViewSyncs.Known known) {}

    <T> T matching(Identity asker, Filter filter, BiFunction<JdbcClient, Found, T> then) {
        var workspace = asker.workspace();
        var named = syncs.all(workspace).stream()
                .filter(sync -> filter.q == null || named(sync, filter.q))
                .toList();
        return transactions.in(workspace, jdbc -> {
            var known = views.know(jdbc, asker, named);
            var found = named.stream()
                    .filter(sync -> filter.state == null || inState(sync, known, filter.state))
                    .toList();
            return then.apply(jdbc, new Found(found, known));
        });
    }

    private static boolean named(Sync sync, String q) {
        var wanted = q.strip().toLowerCase(Locale.ROOT);
        return sync.name().toLowerCase(Locale.ROOT).contains(wanted)
                || sync.title().toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static boolean inState(Sync sync, ViewSyncs.Known known, String state) {
        var freshness = ViewSyncs.freshness(
                sync, known.schedule(sync), known.state(sync).confirmedAt(), known.now());
        var active = known.active().get(sync.id());
        var last = known.last().get(sync.id());
        return freshness.state().name().equals(state)
                || (active != null && active.status().word().equals(state))
                || (last != null && last.status().word().equals(state));
    }
}
