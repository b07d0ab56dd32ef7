package dev.tallystick.history;

import dev.tallystick.plan.Change;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Runs, what they changed, and why rows failed.
@RestController
@RequestMapping("/api/v1/runs")
class RunController {
    private static final int LARGEST_PAGE = 200;
    private static final int MOST_REASONS = 100;
    private static final int MOST_PARTS = 200;
    private static final Duration DENSITY = Duration.ofDays(7);

    private final Transactions transactions;
    private final RunStore runs;
    private final ViewChanges view = new ViewChanges();
    private final Clock clock;

    RunController(Transactions transactions, RunStore runs, Clock clock) {
        this.transactions = transactions;
        this.runs = runs;
        this.clock = clock;
    }

    /// @param by what started it, as a word of the triggers, or part of the name of who did
    /// @param reason part of why it failed or is held, or of why one of its rows did not get over
    /// @param from made at this time or later, and before `to`
    @GetMapping
    Page<RunView> list(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Words(of = Run.Status.class) @Nullable String status,
            @RequestParam(required = false) @Nullable Boolean acknowledged,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        var filter = new RunFilter(sync, status, acknowledged, by, reason, from, to);
        return transactions.in(identity.workspace(), jdbc -> {
            var found = runs.list(jdbc, filter, identity.id(), cursor, size + 1);
            var items = RunView.all(jdbc, found.stream().limit(size).toList(), identity.id());
            return new Page<>(
                    items, found.size() > size ? Long.toString(items.getLast().id()) : null);
        });
    }

    /// The same runs over time, in equal parts.
    ///
    /// @param from a week before `to`, when it is left out
    /// @param to now, when it is left out
    @GetMapping("/density")
    Density density(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Words(of = Run.Status.class) @Nullable String status,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "84") int parts) {
        var until = to == null ? clock.instant() : to;
        var since = from == null ? until.minus(DENSITY) : from;
        if (!since.isBefore(until)) {
            var problems = new FieldProblems();
            problems.add("from", "This is before `to`.");
            problems.refuse();
        }
        var filter = new RunFilter(sync, status, null, by, reason, null, null);
        int cut = Math.clamp(parts, 1, MOST_PARTS);
        return transactions.in(
                identity.workspace(),
                jdbc -> new Density(since, until, RunDensity.of(jdbc, filter, since, until, cut)));
    }

    @GetMapping("/{id}")
    RunView one(Identity identity, @PathVariable long id) {
        return transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> missing(id));
            return RunView.of(jdbc, run, runs.attempts(jdbc, run.id()), identity.id());
        });
    }

    @GetMapping("/{id}/changes")
    Changes changes(
            Identity identity,
            @PathVariable long id,
            @RequestParam(required = false) @Words(of = Change.Kind.class) @Nullable String kind,
            @RequestParam(required = false) @Words(of = Journal.Status.class, also = "held") @Nullable String status,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        var filter = new ChangeSearch.Filter(
                new RunId(id), null, null, kind, status, q == null || q.isBlank() ? null : q.strip());
        return transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> missing(id));
            var found = ChangeSearch.page(jdbc, filter, cursor, size + 1);
            var items = view.changes(jdbc, found.stream().limit(size).toList(), run.status() == Run.Status.HELD);
            return new Changes(
                    items,
                    found.size() > size ? Long.toString(items.getLast().id()) : null,
                    ChangeSearch.count(jdbc, filter));
        });
    }

    @GetMapping("/{id}/failures")
    Page<FailureView> failures(Identity identity, @PathVariable long id) {
        return transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> missing(id));
            var names = new NameStore().of(jdbc, id);
            return new Page<>(
                    ChangeSearch.failures(jdbc, run.id(), MOST_REASONS).stream()
                            .map(failures ->
                                    new FailureView(names.in(failures.why()), failures.rows(), failures.examples()))
                            .toList(),
                    null);
        });
    }

    /// Sees a run off, for who asks: whoever else waits for its end still reads it.
    @PostMapping("/{id}/acknowledge")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void acknowledge(Identity identity, @PathVariable long id) {
        transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> missing(id));
            RunFollowers.saw(jdbc, run, identity.id(), clock.instant());
            // Their other tabs and devices hear of it.
            RunStore.changed(jdbc, run, clock.instant());
            return null;
        });
    }

    private static Refusal missing(long id) {
        return Refusal.notFound("There is no run " + id + ".");
    }

    /// @param total how many there are in all with this filter
    record Changes(List<ChangeView> items, @Nullable String next, long total) {}

    /// @param parts each begins where the one before ends
    record Density(Instant from, Instant to, List<RunDensity.Bucket> parts) {}

    record FailureView(String reason, long count, List<String> examples) {}
}
