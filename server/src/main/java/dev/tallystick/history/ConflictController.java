package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.Identity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Shows conflicts, the newest first: those that wait for a person, and those of which one value won.
@RestController
@RequestMapping("/api/v1/conflicts")
class ConflictController {
    private static final Set<String> STATES = Set.of("open", "decided", "settled");

    private final Transactions transactions;
    private final ConflictStore conflicts;
    private final ViewChanges view = new ViewChanges();

    ConflictController(Transactions transactions, ConflictStore conflicts) {
        this.transactions = transactions;
        this.conflicts = conflicts;
    }

    /// @param field the left or the right field's id or name
    /// @param row the left or the right row's id
    /// @param state `open`, `decided` or `settled`
    /// @param cursor the conflict before which the page begins
    @GetMapping
    Conflicts list(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Nullable String field,
            @RequestParam(required = false) @Nullable String row,
            @RequestParam(required = false) @Words(also = {"open", "decided", "settled"}) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        if (state != null && !STATES.contains(state)) {
            throw new Refusal(
                    org.springframework.http.HttpStatus.BAD_REQUEST,
                    "invalid",
                    "The state of a conflict is open, decided or settled.");
        }
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var filter = new ConflictStore.Filter(null, sync, field, row, state);
        return transactions.in(identity.workspace(), jdbc -> {
            var found = conflicts.page(jdbc, filter, cursor, size + 1);
            var items = view.conflicts(jdbc, found.stream().limit(size).toList());
            return new Conflicts(
                    items,
                    found.size() > size ? Long.toString(items.getLast().id()) : null,
                    conflicts.count(jdbc, filter));
        });
    }

    @GetMapping("/{id}")
    ConflictView one(Identity identity, @PathVariable long id) {
        return transactions
                .in(
                        identity.workspace(),
                        jdbc -> conflicts.find(jdbc, id).map(conflict -> view.conflict(jdbc, conflict)))
                .orElseThrow(() -> Refusal.notFound("There is no conflict " + id + "."));
    }

    /// @param total how many there are in all with this filter
    record Conflicts(List<ConflictView> items, @Nullable String next, long total) {}
}
