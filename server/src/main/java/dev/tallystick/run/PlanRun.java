package dev.tallystick.run;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Draft;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.history.PlanApproval;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Breaker;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Decision;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.OneWayPlanner;
import dev.tallystick.plan.Pair;
import dev.tallystick.plan.PlanHash;
import dev.tallystick.plan.Presence;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.SkipRule;
import dev.tallystick.plan.Tally;
import dev.tallystick.run.PairStore.Agreed;
import dev.tallystick.run.PairStore.State;
import dev.tallystick.run.PairStore.Stored;
import dev.tallystick.run.PairStore.Waiting;
import dev.tallystick.sync.Sync;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Observes both sides and writes the whole plan into the journal, before anything is sent anywhere.
///
/// The left side is read page by page. For each page the pairs are looked up, the right side is asked for the rows that
/// must be seen, the pure planner decides, and what it decides is committed: planned changes, rows that do not fit, and
/// bases that move without a write. After the last page come the rows that this listing did not bring: those that wait
/// from earlier runs, and, only after a complete listing of everything, those that are missing.
final class PlanRun {
    /// How many pairs are looked at in one go when looking for missing rows.
    private static final int SLICE = 1_000;

    /// The longest id of a row that is taken up; PostgreSQL's index entries end near 2,700 bytes.
    private static final int MAX_KEY_CHARS = 500;

    private static final Duration LAST_DAY = Duration.ofHours(24);

    private final Attempt attempt;
    private final Sides sides;
    private final RunStore runs;
    private final PairStore pairs;
    private final Journal journal;
    private final SyncStateStore.State state;

    private final Run run;
    private final OneWayPlanner planner;
    private final boolean full;
    private final NeededRows needed;
    private final SeenKeys seen = new SeenKeys();
    private final SeenKeys unreadables = new SeenKeys();
    private final SeenKeys placeholders = new SeenKeys();
    private final FirstMatch firstMatch = new FirstMatch();
    private final boolean firstTime;
    private final long pairsBefore;
    private long read;
    private long unchanged;
    private long planned;

    /// @param listing how the left listing ended
    /// @param held why nothing may be written before a person agrees
    record Planned(
            Listing listing,
            boolean full,
            Instant listingBegan,
            String hash,
            long changes,
            long read,
            long unchanged,
            Run.@Nullable Held held) {}

    PlanRun(Attempt attempt, Sides sides, RunStore runs, PairStore pairs, Journal journal, SyncStateStore states) {
        this.attempt = attempt;
        this.sides = sides;
        this.runs = runs;
        this.pairs = pairs;
        this.journal = journal;
        this.run = attempt.run();
        var sync = attempt.sync();
        this.state = attempt.read(jdbc -> states.load(jdbc, run));
        var remapped = state.remapped(sync.mapping());
        this.planner =
                new OneWayPlanner(sides.right().table(), sync.mapping(), sync.policies(), Equality.EXACT, remapped);
        this.full = run.fullListing() || !sides.source().incremental() || !remapped.isEmpty() || fullListingDue();
        this.needed = new NeededRows(sides, sync);
        // Not whether pairs agree: an attempt that was killed while it planned has left some that do.
        this.firstTime = state.fullListedAt() == null;
        this.pairsBefore = attempt.read(jdbc -> pairs.count(jdbc, run));
    }

    private boolean fullListingDue() {
        if (state.cursor() == null || sides.source().goneField() != null) {
            return state.cursor() == null;
        }
        return state.fullListedAt() == null
                || !state.fullListedAt().plus(attempt.sync().fullListingEvery()).isAfter(attempt.now());
    }

    Planned plan() {
        attempt.commit(jdbc -> {
            journal.forgetUnsettled(jdbc, run);
            return null;
        });
        var began = attempt.now();
        var listing = attempt.time()
                .in(
                        Part.READ,
                        Side.LEFT,
                        () -> sides.source()
                                .list(request(), page -> attempt.time().in(Part.PLAN, null, () -> page(page))));
        attempt.check();
        afterListing(listing);
        return judge(listing, began);
    }

    private Source.Request request() {
        return full
                ? new Source.Request(null, fieldsRead(), state.cursor())
                : new Source.Request(state.cursor(), fieldsRead());
    }

    /// Whether every pair there is has been planned with this mapping once the listing, complete or not, is taken up.
    boolean plannedAll() {
        return full && pairsBefore == 0;
    }

    /// Every left field whose absence would empty a right one, or hide what was removed.
    private Set<String> fieldsRead() {
        var fields = new HashSet<String>();
        for (var field : attempt.sync().mapping().fields()) {
            fields.addAll(Mapping.inputs(field));
        }
        attempt.sync().needs().forEach(need -> {
            fields.add(need.key());
            need.fields().forEach(field -> fields.addAll(Mapping.inputs(field)));
        });
        attempt.sync().skips().forEach(rule -> fields.add(rule.field()));
        var label = attempt.sync().wording().label();
        if (label != null) {
            fields.add(label);
        }
        var deletedWhen = goneField(attempt.sync(), sides);
        if (deletedWhen != null) {
            fields.add(deletedWhen);
        }
        return fields;
    }

    private void page(Source.Page page) {
        attempt.check();
        long place = read + page.unreadable().size();
        read = place + page.rows().size();
        var drafts = new ArrayList<Draft>();
        for (var unreadable : page.unreadable()) {
            drafts.add(failed(unreadable.where(), new TreeMap<>(), null, unreadable.reason()));
            if (unreadable.id() != null) {
                unreadables.add(unreadable.id()); // it is there, so it is not missing
            }
        }
        var rows = new LinkedHashMap<String, Row>();
        for (var row : page.rows()) {
            place++;
            var trouble = troubleWithKey(row.id());
            if (trouble != null) {
                drafts.add(failed("row " + place, new TreeMap<>(), null, trouble));
            } else {
                // The later of two with one id was read later, so it is the newer observation.
                rows.put(row.id(), row);
            }
        }
        take(rows, drafts, true);
    }

    private static @Nullable String troubleWithKey(String key) {
        if (key.length() > MAX_KEY_CHARS) {
            return "Its id has " + key.length() + " characters; the limit is " + MAX_KEY_CHARS + ".";
        }
        if (key.indexOf('\0') >= 0) {
            return "Its id contains the character U+0000, which cannot be stored.";
        }
        return null;
    }

    /// Plans these left rows and commits what came of it.
    ///
    /// @param fresh as the listing brought them; of a row that waits only the mapped values are known, and
    ///     it was
    ///     not skipped when it was read
    private void take(Map<String, Row> rows, List<Draft> drafts, boolean fresh) {
        var stored = attempt.read(jdbc -> pairs.byKey(jdbc, run, rows.keySet()));
        var found = lookRight(rows.values(), stored);
        var settledBefore = settledBefore(rows.keySet());
        var repeated = new HashSet<String>();
        var notes = new Notes();
        for (var row : rows.values()) {
            if (!seen.add(row.id())) {
                repeated.add(row.id());
            }
            var skip = fresh && !removedByUpstream(row)
                    ? SkipRule.first(attempt.sync().skips(), row).orElse(null)
                    : null;
            if (skip != null) {
                skip(row, skip, stored.get(row.id()), settledBefore.contains(row.id()), drafts, notes);
            } else {
                decide(row, stored.get(row.id()), found, settledBefore.contains(row.id()), drafts, notes);
            }
        }
        needed.addTo(drafts);
        repeated.removeAll(settledBefore);
        commit(drafts, notes, repeated);
    }

    /// Those whose write an earlier attempt of this run has confirmed: they are in the tally already.
    private Set<String> settledBefore(Collection<String> keys) {
        return attempt.number() == 1
                ? Set.of()
                : attempt.read(jdbc -> journal.settledKeys(jdbc, run, planner.table(), keys));
    }

    private void commit(List<Draft> drafts, Notes notes, Set<String> repeated) {
        planned += drafts.stream()
                .filter(draft -> draft.status() == Status.PLANNED)
                .count();
        attempt.time().failed(drafts);
        attempt.commit(jdbc -> {
            if (!repeated.isEmpty()) {
                var taken = journal.takeBack(jdbc, run, planner.table(), repeated);
                planned -= taken.values().stream().filter(PlanRun::wasPlanned).count();
                unchanged -= repeated.size() - taken.size();
            }
            journal.add(jdbc, run, attempt.number(), drafts, attempt.now());
            if (!run.dryRun()) {
                notes.write(jdbc);
            }
            unchanged += notes.unchanged;
            runs.progress(jdbc, run, Run.Phase.OBSERVE, read, planned, 0, unchanged, attempt.now());
            return null;
        });
    }

    private static boolean wasPlanned(Tally.Outcome outcome) {
        return outcome == Tally.Outcome.CREATED || outcome == Tally.Outcome.UPDATED || outcome == Tally.Outcome.DELETED;
    }

    /// The right rows that must be seen to plan these: of rows that have never agreed, and of all in a full listing.
    private Map<String, Target.Found> lookRight(Collection<Row> rows, Map<String, Stored> stored) {
        var unseen = rows.stream()
                .filter(row -> full || mustSee(stored.get(row.id())) || removedByUpstream(row))
                .map(Row::id)
                .toList();
        if (unseen.isEmpty()) {
            return Map.of();
        }
        attempt.check();
        return fetch(unseen);
    }

    private Map<String, Target.Found> fetch(List<String> keys) {
        return attempt.time()
                .in(Part.READ, Side.RIGHT, () -> sides.right().target().fetch(keys));
    }

    private static boolean mustSee(@Nullable Stored pair) {
        return pair == null || pair.base() == null || pair.state() != State.OPEN;
    }

    private void decide(
            Row row,
            @Nullable Stored stored,
            Map<String, Target.Found> found,
            boolean settledBefore,
            List<Draft> drafts,
            Notes notes) {
        if (removedByUpstream(row)) {
            removed(row, stored, found, settledBefore, drafts, notes);
            return;
        }
        if (stored != null && stored.state() == State.GONE && !stored.absentSinceGone()) {
            drafts.add(skipped(
                    row.id(), "A stale copy of a row that was deleted: no complete listing has lacked it since."));
            return;
        }
        if (stored != null && stored.missingRun() != null) {
            notes.back.add(stored.id());
        }
        if (stored != null && failsAgain(stored, row)) {
            drafts.add(failed(
                    row.id(), planner.mapping().leftValues(row), stored.base(), String.valueOf(stored.failedReason())));
            return;
        }
        var pair = pair(row.id(), new Presence.Seen(row), stored, found);
        var decision = planner.decide(pair);
        if (stored != null
                && stored.seenLeft() != null
                && (decision instanceof Decision.Unchanged || decision instanceof Decision.Skip)) {
            // It is what it was before it failed; the value it failed with must not be tried again.
            notes.waitNoMore.add(stored.id());
        }
        record(pair, decision, row, settledBefore, drafts, notes);
    }

    /// Left out on purpose. What was written before the row came to be left out stays as it is: it is there
    /// on the
    /// left,
    /// so it is neither missing nor gone.
    private void skip(
            Row row, SkipRule rule, @Nullable Stored stored, boolean settledBefore, List<Draft> drafts, Notes notes) {
        if (stored != null && stored.missingRun() != null) {
            notes.back.add(stored.id());
        }
        if (stored != null && stored.seenLeft() != null) {
            notes.waitNoMore.add(stored.id());
        }
        if (settledBefore) {
            return; // an earlier attempt of this run wrote it, and counted it
        }
        var written = stored != null && stored.base() != null && stored.state() == State.OPEN;
        var reason = rule.reason() + (written ? " Its right row was written before and stays as it is." : "");
        drafts.add(new Draft(
                Step.ROWS,
                nothing(row.id(), Change.Kind.UPDATE, reason),
                Status.SKIPPED,
                null,
                false,
                false,
                null,
                null,
                rule.as()));
    }

    private void record(Pair pair, Decision decision, Row row, boolean settledBefore, List<Draft> drafts, Notes notes) {
        switch (decision) {
            case Decision.Unchanged _ -> {
                notes.unchanged += settledBefore ? 0 : 1;
                firstMatch.equal();
            }
            case Decision.Agree(Base base) -> {
                notes.unchanged += settledBefore ? 0 : 1;
                notes.agree.put(pair.key(), new Agreed(base, State.OPEN));
                firstMatch.equal();
            }
            case Decision.Write write -> {
                drafts.add(draft(write));
                needed.of(row);
                firstMatch.write(pair);
                if (pair.rightIsPlaceholder()) {
                    placeholders.add(pair.key());
                }
            }
            case Decision.Skip(String reason) -> drafts.add(skipped(pair.key(), reason));
            case Decision.Fail(String reason) -> {
                var left = planner.mapping().leftValues(row);
                drafts.add(failed(pair.key(), left, pair.base(), reason));
                // No hash: whether a value fits is asked of the mapping anew in each run, which costs no call.
                notes.wait.put(pair.key(), new Waiting(left, null, reason));
            }
            case Decision.Close(String reason) -> {
                drafts.add(skipped(pair.key(), reason));
                notes.states.put(pair.key(), State.CLOSED);
            }
            case Decision.LookRight _ ->
                throw new IllegalStateException("The right row of " + pair.key() + " was not looked at");
        }
    }

    private Pair pair(String key, Presence left, @Nullable Stored stored, Map<String, Target.Found> found) {
        var right = found.get(key);
        Presence presence = right != null
                ? new Presence.Seen(right.row())
                : full || mustSee(stored) ? new Presence.Missing() : new Presence.Unseen();
        return new Pair(
                key,
                left,
                presence,
                baseInForce(stored),
                stored != null && stored.state() == State.ARCHIVED,
                right != null && right.placeholder());
    }

    /// A pair that was closed, or whose right row was deleted with its left one, begins anew.
    private static @Nullable Base baseInForce(@Nullable Stored stored) {
        return stored == null || stored.state() == State.CLOSED || stored.state() == State.GONE ? null : stored.base();
    }

    /// What the file says counts before what the source says of itself.
    private static @Nullable String goneField(Sync sync, Sides sides) {
        return sync.deletedWhen() == null ? sides.source().goneField() : sync.deletedWhen();
    }

    private boolean removedByUpstream(Row row) {
        var field = goneField(attempt.sync(), sides);
        return field != null && !row.value(field).isEmpty();
    }

    private void removed(
            Row row,
            @Nullable Stored stored,
            Map<String, Target.Found> found,
            boolean settledBefore,
            List<Draft> drafts,
            Notes notes) {
        if (stored == null || stored.state() == State.CLOSED || stored.base() == null) {
            drafts.add(skipped(
                    row.id(),
                    stored != null && stored.state() == State.CLOSED
                            ? "The upstream says that it was removed, and its pair is closed."
                            : "The upstream says that it was removed; it was never taken up."));
            if (stored != null && stored.state() != State.CLOSED) {
                notes.states.put(stored.key(), State.CLOSED);
            }
            return;
        }
        if (stored.state() == State.GONE) {
            notes.unchanged += settledBefore ? 0 : 1;
            if (!stored.absentSinceGone()) {
                notes.absent.add(stored.id());
            }
            return;
        }
        gone(stored, "the upstream says that it was removed", found, settledBefore, drafts, notes);
    }

    private void gone(
            Stored stored,
            String proof,
            Map<String, Target.Found> rightNow,
            boolean settledBefore,
            List<Draft> drafts,
            Notes notes) {
        var pair = new Pair(
                stored.key(),
                new Presence.Gone(proof),
                rightNow.containsKey(stored.key())
                        ? new Presence.Seen(rightNow.get(stored.key()).row())
                        : new Presence.Missing(),
                stored.base(),
                stored.state() == State.ARCHIVED,
                false);
        record(pair, planner.decide(pair), new Row(stored.key(), Map.of()), settledBefore, drafts, notes);
    }

    /// The row failed for good, and nothing that could help has changed: not its value, not the mapping, not the table.
    private boolean failsAgain(Stored stored, Row row) {
        return stored.failedHash() != null
                && !run.forced()
                && stored.failedHash()
                        .equals(circumstances(sides, planner, planner.mapping().leftValues(row)));
    }

    static String circumstances(Sides sides, OneWayPlanner planner, Map<String, dev.tallystick.table.Value> left) {
        return new Fingerprint(planner.equality())
                .add(left)
                .add(planner.mapping().fingerprint())
                .add(sides.right().prepared().schemaFingerprint())
                .hex();
    }

    private void afterListing(Listing listing) {
        waiting();
        if (listing instanceof Listing.Complete complete && complete.full()) {
            missing(complete.scope());
        }
    }

    /// Rows of earlier runs that still wait, and that this listing did not bring.
    private void waiting() {
        long last = 0;
        while (true) {
            long from = last;
            var slice = attempt.read(jdbc -> pairs.waiting(jdbc, run, from, SLICE));
            if (slice.isEmpty()) {
                return;
            }
            last = slice.getLast().id();
            var rows = new LinkedHashMap<String, Row>();
            for (var stored : slice) {
                if (!seen.contains(stored.key()) && stored.seenLeft() != null && !full) {
                    rows.put(stored.key(), new Row(stored.key(), stored.seenLeft()));
                }
            }
            take(rows, new ArrayList<>(), false);
        }
    }

    /// Rows that a complete listing of everything lacks. One such listing is a suspicion, a second one of another run
    /// is
    /// the proof.
    private void missing(String scope) {
        long last = 0;
        while (true) {
            long from = last;
            var slice = attempt.read(jdbc -> pairs.after(jdbc, run, from, SLICE));
            if (slice.isEmpty()) {
                return;
            }
            last = slice.getLast().id();
            var absent = slice.stream()
                    // An archived row's absence was proved when it was marked; only its return would be news.
                    .filter(stored -> stored.state() != State.ARCHIVED
                            && !seen.contains(stored.key())
                            && !unreadables.contains(stored.key()))
                    .toList();
            if (!absent.isEmpty()) {
                missing(absent, scope);
            }
        }
    }

    private void missing(List<Stored> absent, String scope) {
        var drafts = new ArrayList<Draft>();
        var notes = new Notes();
        var suspected = new ArrayList<Long>();
        var proved = absent.stream()
                .filter(stored -> provedGone(stored, scope))
                .map(Stored::key)
                .toList();
        var found = proved.isEmpty() ? Map.<String, Target.Found>of() : fetch(proved);
        for (var stored : absent) {
            if (stored.state() == State.GONE) {
                if (!stored.absentSinceGone()) {
                    notes.absent.add(stored.id());
                }
            } else if (stored.base() == null) {
                notes.states.put(stored.key(), State.CLOSED);
            } else if (provedGone(stored, scope)) {
                gone(
                        stored,
                        "two complete listings, of runs " + stored.missingRun() + " and "
                                + run.id().value() + ", lack it",
                        found,
                        false,
                        drafts,
                        notes);
            } else {
                suspected.add(stored.id());
                drafts.add(
                        skipped(
                                stored.key(),
                                "Missing from a complete listing; only a second one that lacks it too proves that it is gone."));
            }
        }
        commit(drafts, notes, Set.of());
        if (!run.dryRun() && !suspected.isEmpty()) {
            attempt.commit(jdbc -> {
                pairs.missing(jdbc, suspected, run, scope);
                return null;
            });
        }
    }

    private boolean provedGone(Stored stored, String scope) {
        return stored.missingRun() != null
                && stored.missingRun() != run.id().value()
                && scope.equals(stored.missingScope());
    }

    /// The whole plan is in the journal: its hash, and whether it may be applied without asking.
    private Planned judge(Listing listing, Instant began) {
        if (run.approved()) {
            attempt.commit(jdbc -> {
                PlanApproval.nameDropped(jdbc, run, attempt.number(), attempt.now(), this::dropped);
                leaveOutUnapproved(jdbc);
                return null;
            });
        }
        var history = attempt.read(jdbc -> new Breaker.History(
                pairsBefore,
                RunCounts.deletesSince(jdbc, run, Side.RIGHT, attempt.now().minus(LAST_DAY)),
                RunCounts.largestUpdate(jdbc, run, Side.RIGHT)));
        var breaker = new Breaker(history);
        var hash = new PlanHash();
        attempt.read(jdbc -> {
            journal.plan(jdbc, run, entry -> {
                hash.add(entry.change());
                // To fill a row that was made to wait for this is no update of what people had.
                if (entry.step() != Step.NEEDED
                        && !placeholders.contains(entry.change().key())) {
                    breaker.add(entry.change(), entry.archives());
                }
            });
            return null;
        });
        long changes = hash.changes();
        var hex = hash.hex();
        attempt.commit(jdbc -> {
            runs.planned(jdbc, run, hex, changes);
            runs.progress(jdbc, run, Run.Phase.PLAN, read, changes, 0, unchanged, attempt.now());
            return null;
        });
        return new Planned(listing, full, began, hex, changes, read, unchanged, hold(breaker, listing));
    }

    private Run.@Nullable Held hold(Breaker breaker, Listing listing) {
        if (run.approved()) {
            return null;
        }
        if (readNothing(listing)) {
            return new Run.Held("nothing_read", nothingRead());
        }
        if (firstTime && firstMatch.mustAsk()) {
            return new Run.Held("first_match", firstMatch.report());
        }
        return breaker.tripped()
                .map(sentence -> new Run.Held("breaker", sentence))
                .orElse(null);
    }

    /// A complete listing without a single row is what a wrong account, a lost permission or a changed filter give, so
    /// it confirms nothing by itself.
    private boolean readNothing(Listing listing) {
        return full && listing instanceof Listing.Complete complete && complete.full() && read == 0 && pairsBefore > 0;
    }

    private String nothingRead() {
        return "The listing was complete but had no row; " + pairsBefore
                + (pairsBefore == 1 ? " was" : " were")
                + " there at the last one. If the table was really emptied, approve this run; if not, look at the"
                + " account, the filter and the permissions of the connection, then run again.";
    }

    /// A row that was listed and is left out of the approved plan is counted as that, not as unchanged.
    private void dropped(PlanApproval.Dropped dropped) {
        if (dropped.table().equals(planner.table()) && seen.contains(dropped.key())) {
            unchanged--;
        }
    }

    /// What moved since the approval is not written, and the cursor moves on past it, so it waits for the next run.
    private void leaveOutUnapproved(JdbcClient jdbc) {
        var waiting = new HashMap<String, Waiting>();
        for (var entry : PlanApproval.leaveOutUnapproved(jdbc, run)) {
            later(attempt.sync(), sides, entry, "It was not in the approved plan.")
                    .ifPresent(waits -> waiting.put(entry.change().key(), waits));
        }
        pairs.wait(jdbc, run, waiting);
    }

    /// What a pair must remember of a change that was not made, so that an incremental run makes it later.
    static Optional<Waiting> later(Sync sync, Sides sides, Entry entry, String reason) {
        if (entry.base() == null) {
            return Optional.empty();
        }
        if (entry.change().kind() != Change.Kind.DELETE && !entry.archives()) {
            return Optional.of(new Waiting(entry.base().left(), null, reason));
        }
        // The next complete listing proves it again; only the upstream's own word is not said twice.
        var deletedWhen = goneField(sync, sides);
        if (deletedWhen == null) {
            return Optional.empty();
        }
        var tombstone = new TreeMap<>(entry.base().left());
        tombstone.put(deletedWhen, dev.tallystick.table.Value.text("removed"));
        return Optional.of(new Waiting(tombstone, null, reason));
    }

    private static Draft draft(Decision.Write write) {
        var step = write.change().kind() == Change.Kind.DELETE ? Step.DELETES : Step.ROWS;
        return new Draft(step, write.change(), Status.PLANNED, write.baseAfter(), write.archives(), false, null);
    }

    private Draft skipped(String key, String reason) {
        return new Draft(Step.ROWS, nothing(key, Change.Kind.UPDATE, reason), Status.SKIPPED, null, false, false, null);
    }

    private Draft failed(
            String key, Map<String, dev.tallystick.table.Value> left, @Nullable Base base, String problem) {
        var kind = base == null ? Change.Kind.CREATE : Change.Kind.UPDATE;
        return new Draft(
                Step.ROWS,
                nothing(key, kind, "It could not be used."),
                Status.FAILED,
                new Base(left, Map.of()),
                false,
                false,
                problem);
    }

    private Change nothing(String key, Change.Kind kind, String reason) {
        return new Change(kind, Side.RIGHT, planner.table(), key, new TreeMap<>(), new TreeMap<>(), reason);
    }

    /// Plans rows again that moved between plan and write.
    ///
    /// @param lefts their left values as planned
    void again(Map<String, Map<String, dev.tallystick.table.Value>> lefts) {
        var stored = attempt.read(jdbc -> pairs.byKey(jdbc, run, lefts.keySet()));
        var found = sides.right().target().fetch(lefts.keySet());
        var settledBefore = settledBefore(lefts.keySet());
        var drafts = new ArrayList<Draft>();
        var notes = new Notes();
        lefts.forEach((key, left) -> {
            var pair = pairSeen(key, new Row(key, left), stored.get(key), found);
            record(pair, planner.decide(pair), new Row(key, left), settledBefore.contains(key), drafts, notes);
        });
        needed.addTo(drafts);
        attempt.commit(jdbc -> {
            journal.add(jdbc, run, attempt.number(), drafts, attempt.now());
            notes.write(jdbc);
            unchanged += notes.unchanged;
            if (run.approved()) {
                leaveOutUnapproved(jdbc);
            }
            return null;
        });
    }

    long read() {
        return read;
    }

    long unchanged() {
        return unchanged;
    }

    private static Pair pairSeen(String key, Row left, @Nullable Stored stored, Map<String, Target.Found> found) {
        var right = found.get(key);
        return new Pair(
                key,
                new Presence.Seen(left),
                right == null ? new Presence.Missing() : new Presence.Seen(right.row()),
                baseInForce(stored),
                stored != null && stored.state() == State.ARCHIVED,
                right != null && right.placeholder());
    }

    /// What a page changes in pairs without a write to the outside.
    private final class Notes {
        private final Map<String, Agreed> agree = new HashMap<>();
        private final Map<String, Waiting> wait = new HashMap<>();
        private final Map<String, State> states = new HashMap<>();
        private final List<Long> back = new ArrayList<>();
        private final List<Long> waitNoMore = new ArrayList<>();
        private final List<Long> absent = new ArrayList<>();
        private long unchanged;

        void write(JdbcClient jdbc) {
            pairs.agree(jdbc, run, agree);
            pairs.wait(jdbc, run, wait);
            states.forEach((key, state) -> pairs.state(jdbc, run, key, state));
            if (!back.isEmpty()) {
                pairs.back(jdbc, back);
            }
            if (!waitNoMore.isEmpty()) {
                pairs.waitNoMore(jdbc, waitNoMore);
            }
            if (!absent.isEmpty()) {
                pairs.absentSinceGone(jdbc, absent);
            }
        }
    }
}
