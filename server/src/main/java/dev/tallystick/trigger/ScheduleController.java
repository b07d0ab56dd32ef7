package dev.tallystick.trigger;

import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.DurationText;
import dev.tallystick.sync.Schedule;
import dev.tallystick.sync.Schedule.Dst;
import dev.tallystick.sync.Schedule.MissedRun;
import dev.tallystick.sync.Schedule.Timing;
import dev.tallystick.sync.ScheduleChanged;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.ScheduleStore.Planned;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Shows when each sync is due and sets it; a change takes effect at once.
@RestController
class ScheduleController {
    /// Intervals begin at a moment of the sync's own, so those of none are near what they will be.
    private static final SyncId NO_SYNC = new SyncId(0);

    /// People check a cron by its next times; ten show a week's pattern.
    private static final int TIMES_SHOWN = 10;

    private static final long LONGEST_JITTER_SECONDS = Duration.ofDays(1).toSeconds();

    private final Transactions transactions;
    private final SyncStore syncs;
    private final ScheduleStore schedules;
    private final ScheduleChanged scheduleChanged;
    private final AuditTrail trail;
    private final Clock clock;

    ScheduleController(
            Transactions transactions,
            SyncStore syncs,
            ScheduleStore schedules,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.schedules = schedules;
        this.scheduleChanged = scheduleChanged;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param text as people say it
    /// @param every as in `2h`; null for a cron
    /// @param next none while paused
    /// @param source `yaml` as long as the file's rule holds, else `api`
    record View(
            String sync,
            String text,
            @Nullable String cron,
            @Nullable String every,
            String zone,
            String missedRun,
            String dst,
            long jitterSeconds,
            boolean paused,
            List<Instant> next,
            String source,
            int revision) {}

    /// Exactly one of `cron` and `every`; what is left out has its default.
    record Wanted(
            @Nullable String cron,
            @Nullable String every,
            @Nullable String zone,
            @Nullable String missedRun,
            @Nullable String dst,
            @Nullable Long jitterSeconds,
            @Nullable Boolean paused) {}

    @GetMapping("/api/v1/schedules")
    Page<View> list(Identity identity) {
        return transactions.in(
                identity.workspace(),
                jdbc -> new Page<>(
                        schedules.all(jdbc, identity.workspace()).stream()
                                .map(this::view)
                                .toList(),
                        null));
    }

    @GetMapping("/api/v1/schedules/{sync}")
    View get(Identity identity, @PathVariable String sync) {
        var id = named(identity, sync).id();
        return transactions
                .in(identity.workspace(), jdbc -> schedules.find(jdbc, id))
                .map(this::view)
                .orElseThrow(() -> Refusal.notFound("The sync '" + sync + "' has no schedule."));
    }

    /// The times a schedule would give, before it belongs to any sync.
    ///
    /// @param text as people say it
    record Preview(String text, List<Instant> next) {}

    @PostMapping("/api/v1/schedule-preview")
    Preview preview(@RequestBody Wanted wanted) {
        var schedule = schedule(wanted);
        return new Preview(schedule.text(), schedule.next(clock.instant(), NO_SYNC, TIMES_SHOWN));
    }

    @PutMapping("/api/v1/schedules/{sync}")
    View put(Identity identity, @PathVariable String sync, @RequestBody Wanted wanted) {
        var id = named(identity, sync).id();
        var schedule = schedule(wanted);
        return transactions.in(identity.workspace(), jdbc -> {
            syncs.lock(jdbc, id);
            var before = schedules
                    .find(jdbc, id)
                    .map(planned -> planned.schedule().text())
                    .orElse("none");
            schedules.saveFromApi(jdbc, identity.workspace(), id, schedule, clock.instant());
            transactions.afterCommit(() -> scheduleChanged.changed(List.of(id)));
            trail.record(
                    jdbc,
                    identity,
                    "schedule.changed",
                    "sync " + sync,
                    Map.of(
                            "before", before,
                            "after", schedule.text(),
                            "zone", schedule.zone().getId(),
                            "paused", Boolean.toString(schedule.paused())));
            return view(schedules.find(jdbc, id).orElseThrow());
        });
    }

    private Sync named(Identity identity, String sync) {
        return syncs.find(identity.workspace(), sync)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + sync + "'."));
    }

    private static Schedule schedule(Wanted wanted) {
        var problems = new FieldProblems();
        var timing = timing(wanted, problems);
        var zone = zone(wanted.zone(), problems);
        var missedRun = word("missedRun", wanted.missedRun(), MissedRun.ONCE, MissedRun.values(), problems);
        var dst = word("dst", wanted.dst(), Dst.ONCE, Dst.values(), problems);
        long jitter = wanted.jitterSeconds() == null ? 0 : wanted.jitterSeconds();
        if (jitter < 0 || jitter > LONGEST_JITTER_SECONDS) {
            problems.add("jitterSeconds", "This lies between 0 and " + LONGEST_JITTER_SECONDS + ".");
        }
        problems.refuse();
        return new Schedule(
                java.util.Objects.requireNonNull(timing),
                zone,
                missedRun,
                dst,
                Duration.ofSeconds(jitter),
                Boolean.TRUE.equals(wanted.paused()));
    }

    private static @Nullable Timing timing(Wanted wanted, FieldProblems problems) {
        var cron = wanted.cron();
        var every = wanted.every();
        if ((cron == null) == (every == null)) {
            problems.add("cron", "Give either a cron or an interval.");
            return null;
        }
        try {
            if (cron != null) {
                return new Timing.Cron(cron.strip());
            }
            var interval = DurationText.parse(String.valueOf(every));
            if (interval.isEmpty()) {
                problems.add("every", "Write a duration such as 30s, 5m, 2h or 1d.");
                return null;
            }
            return new Timing.Every(interval.get());
        } catch (IllegalArgumentException wrong) {
            problems.add(cron != null ? "cron" : "every", String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private static ZoneId zone(@Nullable String zone, FieldProblems problems) {
        try {
            return zone == null || zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            problems.add("zone", "There is no such time zone; write it as in Europe/Berlin.");
            return ZoneOffset.UTC;
        }
    }

    private static <T extends Enum<T>> T word(
            String field, @Nullable String text, T otherwise, T[] words, FieldProblems problems) {
        if (text == null) {
            return otherwise;
        }
        for (var word : words) {
            if (lower(word).equals(text)) {
                return word;
            }
        }
        problems.add(
                field,
                "This is one of "
                        + String.join(
                                ", ",
                                java.util.Arrays.stream(words)
                                        .map(ScheduleController::lower)
                                        .toList())
                        + ".");
        return otherwise;
    }

    private View view(Planned planned) {
        var schedule = planned.schedule();
        return new View(
                planned.syncName(),
                schedule.text(),
                schedule.timing() instanceof Timing.Cron(String expression) ? expression : null,
                schedule.timing() instanceof Timing.Every(Duration interval) ? DurationText.of(interval) : null,
                schedule.zone().equals(ZoneOffset.UTC) ? "UTC" : schedule.zone().getId(),
                lower(schedule.missedRun()),
                lower(schedule.dst()),
                schedule.jitter().toSeconds(),
                schedule.paused(),
                schedule.next(clock.instant(), planned.sync(), TIMES_SHOWN),
                planned.fromFile() ? "yaml" : "api",
                planned.revision());
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
