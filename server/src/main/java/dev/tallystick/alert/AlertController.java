package dev.tallystick.alert;

import dev.tallystick.alert.AlertStore.Kept;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What is wrong, what was, and of what nobody wants to hear for a while.
@RestController
@RequestMapping("/api/v1/alerts")
class AlertController {
    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    private final Transactions transactions;
    private final SyncStore syncs;
    private final AuditTrail trail;
    private final Clock clock;
    private final AlertStore alerts = new AlertStore();

    AlertController(Transactions transactions, SyncStore syncs, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param times how often it was met
    /// @param run that it was met in last; null where it was in none
    /// @param told what has been put into a message
    /// @param closedBy who closed it; null when it was over by itself
    /// @param silentUntil nobody is told of it until then
    record AlertView(
            long id,
            String sync,
            String title,
            boolean rehearsal,
            @Words(of = Cause.class) String cause,
            String sentence,
            int times,
            @Nullable Long run,
            Instant openedAt,
            Instant lastAt,
            @Nullable Instant closedAt,
            @Nullable String closedBy,
            @Words(of = Alert.Told.class) String told,
            @Nullable Instant silentUntil) {}

    /// Newest first.
    ///
    /// @param open only what is wrong now, or only what is over
    @GetMapping
    Page<AlertView> list(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        return transactions.in(
                identity.workspace(),
                jdbc -> Page.of(
                        alerts.list(jdbc, sync, open, cursor, size + 1),
                        size,
                        kept -> Long.toString(kept.id()),
                        this::view));
    }

    /// A person knows of it, and says that it is over: a smaller table is the new usual, say.
    @PostMapping("/{id}/close")
    AlertView close(Identity identity, @PathVariable long id) {
        return transactions.in(identity.workspace(), jdbc -> {
            var kept = alerts.find(jdbc, id).orElseThrow(() -> Refusal.notFound("There is no alert " + id + "."));
            if (!kept.alert().open()) {
                throw Refusal.conflict("over", "This alert is over already.");
            }
            if (kept.alert().cause() == Cause.LATE) {
                throw Refusal.conflict(
                        "still_late",
                        "The sync is late until its data are confirmed. Silence it for a time, or change its promise.");
            }
            var over = kept.alert().over(clock.instant());
            // Whoever closed it knows; nobody else was told that it had begun, or they are told that it is over.
            alerts.update(jdbc, id, kept.alert().told() == Alert.Told.NOTHING ? over.settle() : over);
            alerts.closedBy(jdbc, id, identity.name());
            var detail = Map.of(
                    "cause",
                    kept.alert().cause().word(),
                    "sentence",
                    kept.alert().sentence());
            trail.record(jdbc, identity, "alert.closed", "sync " + kept.syncName(), detail);
            return view(alerts.find(jdbc, id).orElseThrow());
        });
    }

    private AlertView view(Kept kept) {
        var alert = kept.alert();
        var silent = kept.silentUntil();
        return new AlertView(
                kept.id(),
                kept.syncName(),
                kept.syncTitle(),
                kept.rehearsal(),
                alert.cause().word(),
                alert.sentence(),
                alert.times(),
                alert.run(),
                alert.openedAt(),
                alert.lastAt(),
                alert.closedAt(),
                kept.closedBy(),
                alert.told().word(),
                silent != null && silent.isAfter(clock.instant()) ? silent : null);
    }

    /// @param sync null for every sync of the workspace
    record Silence(@Nullable String sync, Instant until, String by) {}

    /// @param sync null for every sync of the workspace
    /// @param minutes from now
    record NewSilence(@Nullable String sync, @Nullable Integer minutes) {}

    @GetMapping("/silences")
    Page<Silence> silences(Identity identity) {
        return transactions.in(
                identity.workspace(),
                jdbc -> new Page<>(
                        jdbc.sql("""
                                        select sync.name as sync, until, by from alert_silence
                                        left join sync on sync.id = sync_id where until > ? order by sync.name nulls first
                                        """)
                                .param(AlertStore.at(clock.instant()))
                                .query((row, _) -> new Silence(
                                        row.getString("sync"),
                                        row.getTimestamp("until").toInstant(),
                                        row.getString("by")))
                                .list(),
                        null));
    }

    /// Nothing is sent meanwhile; what is still wrong afterwards is told then.
    @PutMapping("/silences")
    Silence silence(Identity identity, @RequestBody NewSilence wanted) {
        var problems = new FieldProblems();
        var minutes = wanted.minutes();
        if (minutes == null || minutes < 1 || minutes > LONGEST_SILENCE.toMinutes()) {
            problems.add("minutes", "Give 1 to " + LONGEST_SILENCE.toMinutes() + " minutes (30 days).");
        }
        problems.refuse();
        var until = clock.instant().plus(Duration.ofMinutes(minutes == null ? 0 : minutes));
        return transactions.in(identity.workspace(), jdbc -> {
            var sync = sync(identity, wanted.sync());
            jdbc.sql("""
                            insert into alert_silence (workspace_id, sync_id, until, by) values (:workspace, :sync, :until, :by)
                            on conflict (workspace_id, sync_id) do update set until = excluded.until, by = excluded.by
                            """)
                    .param("workspace", identity.workspace().value())
                    .param("sync", sync, Types.BIGINT)
                    .param("until", AlertStore.at(until))
                    .param("by", identity.name())
                    .update();
            trail.record(jdbc, identity, "alert.silenced", subject(wanted.sync()), Map.of("until", until.toString()));
            return new Silence(wanted.sync(), until, identity.name());
        });
    }

    @DeleteMapping("/silences")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void speak(Identity identity, @RequestParam(required = false) @Nullable String sync) {
        transactions.in(identity.workspace(), jdbc -> {
            jdbc.sql("delete from alert_silence where sync_id is not distinct from :sync")
                    .param("sync", sync(identity, sync), Types.BIGINT)
                    .update();
            trail.record(jdbc, identity, "alert.silence_ended", subject(sync), Map.of());
            return true;
        });
    }

    private static String subject(@Nullable String sync) {
        return sync == null ? "every sync" : "sync " + sync;
    }

    private @Nullable Long sync(Identity identity, @Nullable String name) {
        return name == null
                ? null
                : (Long) syncs.find(identity.workspace(), name)
                        .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."))
                        .id()
                        .value();
    }
}
