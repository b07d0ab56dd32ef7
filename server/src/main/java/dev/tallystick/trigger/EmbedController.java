package dev.tallystick.trigger;

import dev.tallystick.history.ChangeSearch;
import dev.tallystick.history.Events;
import dev.tallystick.history.LiveEvents;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.EmbedTokens;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// The Sync button on a page of somebody else: its back end mints a token for one sync, and with it the page starts
/// that sync and watches it.
@RestController
class EmbedController {
    /// A page that is opened the next morning still finds what came of last evening's click.
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private static final int MOST_REASONS = 10;
    private static final int LONGEST_NAME = 200;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final StartRun startRun;
    private final EmbedTokens tokens;
    private final LiveEvents live;
    private final Clock clock;

    EmbedController(
            Transactions transactions,
            SyncStore syncs,
            RunStore runs,
            StartRun startRun,
            EmbedTokens tokens,
            LiveEvents live,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.startRun = startRun;
        this.tokens = tokens;
        this.live = live;
        this.clock = clock;
    }

    /// @param onBehalf whom the page has before it, such as an e-mail address; the run is theirs in the audit trail
    record Wanted(@Nullable String onBehalf) {}

    /// @param token for the page; shown this once
    record Minted(String token, String sync, Instant expiresAt) {}

    @PostMapping("/api/v1/syncs/{name}/embed-tokens")
    @ResponseStatus(HttpStatus.CREATED)
    Minted mint(Identity identity, @PathVariable String name, @RequestBody(required = false) @Nullable Wanted wanted) {
        var sync = syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
        var minted = tokens.mint(identity, sync.id().value(), sync.name(), onBehalf(wanted));
        return new Minted(minted.text(), sync.name(), minted.expiresAt());
    }

    private static @Nullable String onBehalf(@Nullable Wanted wanted) {
        if (wanted == null || wanted.onBehalf() == null) {
            return null;
        }
        var problems = new FieldProblems();
        var name = problems.text("onBehalf", wanted.onBehalf(), LONGEST_NAME);
        problems.refuse();
        return name;
    }

    /// Starts the sync, or attaches to the run that works.
    @PostMapping("/api/v1/embed/sync")
    @ResponseStatus(HttpStatus.ACCEPTED)
    EmbedStatus start(Identity identity) {
        var sync = sync(identity);
        var wish = new Wish(Run.Trigger.MANUAL, false, false, false, Actor.of(identity));
        return switch (startRun.start(sync, wish)) {
            case Started.Accepted accepted ->
                transactions.in(
                        sync.workspace(),
                        jdbc -> status(
                                jdbc, sync, runs.find(jdbc, accepted.run()).orElseThrow()));
            case Started.Paused paused -> throw Refusal.conflict("paused", paused.sentence());
        };
    }

    @GetMapping("/api/v1/embed/status")
    EmbedStatus status(Identity identity) {
        return status(sync(identity));
    }

    /// The status at once and at each change; ends with the run.
    @GetMapping(path = "/api/v1/embed/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(Identity identity) {
        var sync = sync(identity);
        return live.open(identity, () -> told(status(sync)), event -> tell(sync, event));
    }

    private LiveEvents.@Nullable Told tell(Sync sync, Events.Event event) {
        var told = transactions.in(sync.workspace(), jdbc -> {
            var run = event.kind() == Events.Kind.RUN
                    ? runs.find(jdbc, new RunId(event.subject())).orElse(null)
                    : null;
            return run == null || run.dryRun() || !run.syncId().equals(sync.id()) ? null : status(jdbc, sync, run);
        });
        return told == null ? null : told(told);
    }

    private static LiveEvents.Told told(EmbedStatus status) {
        return new LiveEvents.Told("status", status, !status.state().equals("running"));
    }

    private EmbedStatus status(Sync sync) {
        return transactions.in(
                sync.workspace(),
                jdbc -> runs.newest(jdbc, sync.id(), clock.instant().minus(REMEMBERED))
                        .map(run -> status(jdbc, sync, run))
                        .orElseGet(() -> EmbedStatus.none(sync)));
    }

    private EmbedStatus status(JdbcClient jdbc, Sync sync, Run run) {
        var failures = run.status().ended()
                ? ChangeSearch.failures(jdbc, run.id(), MOST_REASONS)
                : List.<ChangeSearch.Failures>of();
        return EmbedStatus.of(sync, run, failures);
    }

    private Sync sync(Identity identity) {
        var id = new SyncId(tokens.sync(identity));
        return transactions
                .in(identity.workspace(), jdbc -> syncs.find(jdbc, id))
                .orElseThrow(() -> Refusal.notFound("This sync was removed."));
    }
}
