package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.JobStore.Filter;
import dev.tallystick.trigger.JobStore.Job;
import dev.tallystick.trigger.JobStore.Place;
import dev.tallystick.trigger.JobStore.State;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The queue: what runs, what waits, what is tried again, what is in quarantine, and what a person does about it.
@RestController
@RequestMapping("/api/v1/jobs")
class JobController {
    private static final int PART = 200;
    private static final Pattern PLACE = Pattern.compile("([0-4])\\.([0-9]{1,18})");

    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final StartRun startRun;
    private final JobQueue queue;
    private final AuditTrail trail;
    private final Clock clock;
    private final JobStore jobs = new JobStore();

    JobController(
            Transactions transactions,
            SyncStore syncs,
            RunStore runs,
            StartRun startRun,
            JobQueue queue,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.startRun = startRun;
        this.queue = queue;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param state `quarantined`, `retrying`, `running`, `waiting` or `scheduled`
    /// @param run null for what a schedule will begin
    /// @param trigger of the run
    /// @param dueAt when it began, begins or goes on; null in quarantine
    /// @param attempts begun until now
    /// @param node where it is worked on
    /// @param problem of the last attempt
    record JobView(
            @Words(of = State.class) String state,
            String sync,
            String title,
            @Nullable Long run,
            @Words(of = Run.Trigger.class) @Nullable String trigger,
            @Nullable Instant dueAt,
            @Nullable Instant startedAt,
            int attempts,
            @Nullable String node,
            @Nullable String problem) {
        static JobView of(Job job) {
            return new JobView(
                    job.state().word(),
                    job.sync(),
                    job.title(),
                    job.run(),
                    job.trigger(),
                    job.dueAt(),
                    job.startedAt(),
                    job.attempts(),
                    job.node(),
                    job.problem());
        }
    }

    /// How many there are of each state, whichever of them is listed.
    record JobCounts(long quarantined, long retrying, long running, long waiting, long scheduled) {}

    record Jobs(List<JobView> items, @Nullable String next, JobCounts counts) {}

    /// Those first that need somebody: quarantined, retrying, running, waiting, scheduled.
    @GetMapping
    Jobs list(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Words(of = State.class) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        var filter = new Filter(sync, state(state));
        @Nullable Place after = place(cursor);
        return transactions.in(identity.workspace(), db -> {
            var page = Page.of(
                    jobs.page(db, filter, after, size + 1),
                    size,
                    job -> JobStore.Place.of(job).text(),
                    JobView::of);
            var counts = jobs.counts(db, sync);
            return new Jobs(
                    page.items(),
                    page.next(),
                    new JobCounts(
                            counts.getOrDefault(State.QUARANTINED, 0L),
                            counts.getOrDefault(State.RETRYING, 0L),
                            counts.getOrDefault(State.RUNNING, 0L),
                            counts.getOrDefault(State.WAITING, 0L),
                            counts.getOrDefault(State.SCHEDULED, 0L)));
        });
    }

    /// What to deal with; with nothing said, all that can be.
    record JobFilter(
            @Nullable String sync,

            @Words(also = {"quarantined", "retrying", "waiting"}) @Nullable
            String state) {}

    /// @param count how many jobs were dealt with
    /// @param leftOut syncs whose job was not, with the reason
    record JobsDone(int count, List<SyncTriggerController.LeftOut> leftOut, String sentence) {}

    /// Tries again now: what waits for another attempt at once, and what is in quarantine with a run of its own.
    @PostMapping("/retry")
    JobsDone retry(Identity identity, @RequestBody JobFilter given) {
        var chosen = chosen(identity, given, List.of(State.QUARANTINED, State.RETRYING));
        var leftOut = new ArrayList<SyncTriggerController.LeftOut>();
        int count = 0;
        for (Job job : chosen) {
            @Nullable String why = job.state() == State.RETRYING ? hasten(identity, job) : anew(identity, job);
            if (why == null) {
                count++;
            } else {
                leftOut.add(new SyncTriggerController.LeftOut(job.sync(), why));
            }
        }
        record(identity, "jobs.retried", given, count);
        return new JobsDone(count, leftOut, count == 1 ? "One job is tried again." : count + " jobs are tried again.");
    }

    private @Nullable String hasten(Identity identity, Job job) {
        long run = number(job);
        var found = transactions.in(identity.workspace(), db -> {
            var of = runs.find(db, new RunId(run)).orElseThrow();
            syncs.lock(db, of.syncId());
            return jobs.hasten(db, run, clock.instant()) ? of : null;
        });
        if (found == null) {
            return "Run " + run + " has gone on meanwhile.";
        }
        queue.reconsider(found.syncId().value());
        return null;
    }

    private @Nullable String anew(Identity identity, Job job) {
        @Nullable Sync sync = syncs.find(identity.workspace(), job.sync()).orElse(null);
        if (sync == null) {
            return "The sync was removed.";
        }
        var trigger = identity.kind() == Identity.Kind.SESSION ? Run.Trigger.MANUAL : Run.Trigger.API;
        return switch (startRun.start(sync, new Wish(trigger, false, false, false, Actor.of(identity)))) {
            case Started.Accepted _ -> null;
            case Started.Paused paused -> paused.sentence();
        };
    }

    /// Gives up what waits, waits for another attempt, or is in quarantine. What runs is cancelled by its run.
    @PostMapping("/discard")
    JobsDone discard(Identity identity, @RequestBody JobFilter given) {
        var chosen = chosen(identity, given, List.of(State.QUARANTINED, State.RETRYING, State.WAITING));
        var leftOut = new ArrayList<SyncTriggerController.LeftOut>();
        int count = 0;
        for (Job job : chosen) {
            if (discard(identity, job)) {
                count++;
            } else {
                leftOut.add(new SyncTriggerController.LeftOut(
                        job.sync(), "Run " + number(job) + " has gone on meanwhile."));
            }
        }
        record(identity, "jobs.discarded", given, count);
        return new JobsDone(count, leftOut, count == 1 ? "One job is discarded." : count + " jobs are discarded.");
    }

    private boolean discard(Identity identity, Job job) {
        @Nullable
        Run discarded = transactions.in(identity.workspace(), db -> {
            var run = runs.find(db, new RunId(number(job))).orElseThrow();
            syncs.lock(db, run.syncId());
            return discard(db, identity, runs.find(db, run.id()).orElseThrow()) ? run : null;
        });
        if (discarded == null) {
            return false;
        }
        queue.reconsider(discarded.syncId().value());
        return true;
    }

    private boolean discard(JdbcClient db, Identity identity, Run run) {
        if (run.status() == Run.Status.RUNNING && run.nextAttemptAt() == null) {
            return false;
        }
        if (run.status().ended()) {
            runs.acknowledge(db, run, clock.instant());
        } else {
            var trouble = new Run.Trouble("cancelled", "Discarded by " + identity.name() + ".");
            runs.end(db, run, Run.Status.CANCELLED, trouble, null, clock.instant());
        }
        var detail = Map.of("before", run.status().word(), "sync", run.sync());
        trail.record(db, identity, "run.discarded", "run " + run.id().value(), detail);
        return true;
    }

    /// Chosen first and dealt with one by one: each has a lock of its own.
    private List<Job> chosen(Identity identity, JobFilter given, List<State> possible) {
        @Nullable State wanted = state(given.state);
        if (wanted != null && !possible.contains(wanted)) {
            var problems = new FieldProblems();
            problems.add(
                    "state",
                    "That is done with jobs that are "
                            + String.join(
                                    " or ", possible.stream().map(State::word).toList()) + ".");
            problems.refuse();
        }
        return transactions.in(identity.workspace(), db -> {
            var all = new ArrayList<Job>();
            for (State state : possible) {
                if (wanted == null || wanted == state) {
                    all.addAll(jobs.all(db, new Filter(given.sync, state), PART));
                }
            }
            return all;
        });
    }

    private void record(Identity identity, String action, JobFilter given, int count) {
        var detail = new TreeMap<String, String>();
        detail.put("count", Integer.toString(count));
        detail.put("sync", given.sync == null ? "all" : given.sync);
        detail.put("state", given.state == null ? "all" : given.state);
        transactions.in(identity.workspace(), db -> {
            trail.record(db, identity, action, "jobs", detail);
            return true;
        });
    }

    private static long number(Job job) {
        return job.number();
    }

    private static @Nullable State state(@Nullable String given) {
        if (given == null) {
            return null;
        }
        for (State state : State.values()) {
            if (state.word().equals(given)) {
                return state;
            }
        }
        var problems = new FieldProblems();
        problems.add("state", "A job is quarantined, retrying, running, waiting or scheduled.");
        problems.refuse();
        return null;
    }

    private static @Nullable Place place(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        var place = PLACE.matcher(cursor);
        if (!place.matches()) {
            var problems = new FieldProblems();
            problems.add("cursor", "This is no cursor of this list.");
            problems.refuse();
        }
        return new Place(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
    }
}
