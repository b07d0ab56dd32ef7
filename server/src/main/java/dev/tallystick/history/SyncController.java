package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The syncs of a workspace, each with its last day.
@RestController
@RequestMapping("/api/v1/syncs")
class SyncController {
    private static final int LARGEST_PAGE = 200;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final ViewSyncs views;
    private final FindSyncs findSyncs;
    private final PauseSyncs pauseSyncs;

    SyncController(
            Transactions transactions, SyncStore syncs, ViewSyncs views, FindSyncs findSyncs, PauseSyncs pauseSyncs) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.views = views;
        this.findSyncs = findSyncs;
        this.pauseSyncs = pauseSyncs;
    }

    /// @param total how many there are with this filter, on whichever page
    /// @param paused how many of them are paused
    record Syncs(List<SyncView> items, @Nullable String next, int total, int paused) {}

    /// @param q part of a name or title
    /// @param state `late`, `paused`, `never`, `on_time`, or a run status that the last run has
    /// @param cursor the name after which the page begins
    @GetMapping
    Syncs list(
            Identity identity,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        return findSyncs.matching(identity, new FindSyncs.Filter(q, state), (jdbc, found) -> {
            var page = found.syncs().stream()
                    .filter(sync -> cursor == null || sync.name().compareTo(cursor) > 0)
                    .limit(size + 1L)
                    .toList();
            var items = views.views(jdbc, page.stream().limit(size).toList(), found.known());
            return new Syncs(
                    items,
                    page.size() > size ? items.getLast().name() : null,
                    found.syncs().size(),
                    (int) found.syncs().stream().filter(Sync::paused).count());
        });
    }

    @GetMapping("/{name}")
    SyncView one(Identity identity, @PathVariable String name) {
        var sync = find(identity, name);
        return transactions.in(identity.workspace(), jdbc -> views.view(jdbc, sync, identity));
    }

    @PostMapping("/{name}/pause")
    SyncView pause(Identity identity, @PathVariable String name, @RequestBody(required = false) @Nullable Pause pause) {
        pauseSyncs.pause(identity, find(identity, name), pause == null ? null : pause.reason());
        return one(identity, name);
    }

    @PostMapping("/{name}/resume")
    SyncView resume(Identity identity, @PathVariable String name) {
        pauseSyncs.resume(identity, find(identity, name));
        return one(identity, name);
    }

    private Sync find(Identity identity, String name) {
        return syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
    }

    record Pause(@Nullable String reason) {}
}
