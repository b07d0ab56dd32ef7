package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Page;
import dev.tallystick.workspace.Identity;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Changes over all runs, the newest first: what became of one row, or what happened lately.
@RestController
class ChangeController {
    private final Transactions transactions;
    private final ViewChanges view = new ViewChanges();

    ChangeController(Transactions transactions) {
        this.transactions = transactions;
    }

    /// @param row a row's key, exactly: everything that was ever written, refused or skipped for it
    /// @param cursor the change before which the page begins
    @GetMapping("/api/v1/changes")
    Page<ChangeView> list(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Nullable Long run,
            @RequestParam(required = false) @Nullable String row,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var filter = new ChangeSearch.Filter(run == null ? null : new RunId(run), sync, row, kind, status, null);
        return transactions.in(identity.workspace(), jdbc -> {
            var found = ChangeSearch.latest(jdbc, filter, cursor, size + 1);
            var items = view.changes(jdbc, found.stream().limit(size).toList(), false);
            return new Page<>(
                    items, found.size() > size ? Long.toString(items.getLast().id()) : null);
        });
    }
}
