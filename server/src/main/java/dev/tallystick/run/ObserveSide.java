package dev.tallystick.run;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Source;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.Side;
import dev.tallystick.run.RowPairStore.Known;
import dev.tallystick.run.RowPairStore.Observation;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lists one side and records what is new: a row with other values than when it was last seen, a row that nobody knew,
/// a row that came back. A row that says what it said costs one look-up and no write.
///
/// What is recorded is a fact about the outside, not a decision, so it is kept whatever becomes of the run: a run that
/// is held, cancelled or killed leaves behind what it saw, and the next one plans from that.
final class ObserveSide {
    private static final int ID_DIGITS = 12;

    private final Attempt attempt;
    private final TwoSides.Opened side;
    private final Equality equality;
    private final Mapping mapping;
    private final Optional<FieldMapping> matchKey;
    private final RowPairStore pairs;
    private final Turns turns;
    private final SeenKeys seen = new SeenKeys();
    private final Set<String> illegible = new HashSet<>();
    private final List<OpenTable.Loose> loose = new ArrayList<>();
    private final List<Source.Unreadable> unreadable = new ArrayList<>();
    private final Set<String> stale = new LinkedHashSet<>();
    private long read;

    /// Both sides are read at once, and what they bring is recorded in turn: one page of either touches the pairs of
    /// the other, in another order.
    static final class Turns {
        private final ReentrantLock one = new ReentrantLock();
        private volatile boolean givenUp;

        /// The other side need not go on.
        void giveUp() {
            givenUp = true;
        }

        private void take(Runnable work) {
            one.lock();
            try {
                if (givenUp) {
                    throw new CancellationException("The other side could not be read");
                }
                work.run();
            } finally {
                one.unlock();
            }
        }
    }

    ObserveSide(Attempt attempt, TwoSides sides, Side side, RowPairStore pairs, Turns turns) {
        this.attempt = attempt;
        this.turns = turns;
        this.side = sides.of(side);
        this.equality = sides.equality();
        this.mapping = sides.mapping();
        this.matchKey = sides.matchKey();
        this.pairs = pairs;
    }

    /// @param cursor null lists everything
    Observed observe(@Nullable String cursor) {
        turns.take(() -> attempt.commit(jdbc -> {
            pairs.forgetLoose(jdbc, attempt.run(), side.side());
            return null;
        }));
        var began = attempt.now();
        var listing = side.table().list(new Source.Request(cursor), page -> turns.take(() -> page(page)));
        attempt.check();
        turns.take(this::takeLoose);
        return new Observed(listing, began);
    }

    /// @param began when the listing began: what happened outside later may not be in it
    record Observed(Listing listing, Instant began) {
        boolean complete() {
            return listing instanceof Listing.Complete;
        }

        /// Everything was shown, so what it lacks is missing.
        boolean showedAll() {
            return listing instanceof Listing.Complete complete && complete.full();
        }

        String scope() {
            return listing instanceof Listing.Complete complete ? complete.scope() : "";
        }
    }

    SeenKeys seen() {
        return seen;
    }

    /// Whether the listing brought this row and what it says.
    boolean sees(String id) {
        return seen.contains(id) && !illegible.contains(id);
    }

    long read() {
        return read;
    }

    /// What stood where rows should be; each counts as a failed row.
    List<Source.Unreadable> unreadable() {
        return unreadable;
    }

    /// Copies of rows that we deleted, from before the delete.
    Set<String> stale() {
        return stale;
    }

    /// Rows that were looked for and that the listing did not bring.
    void found(List<Row> found) {
        var rows = new LinkedHashMap<String, Row>();
        found.stream()
                .filter(row -> !seen.contains(row.id()) && !illegible.contains(row.id()))
                .forEach(row -> rows.put(row.id(), row));
        take(rows, Map.of());
    }

    private void page(OpenTable.Page page) {
        attempt.check();
        unreadable.addAll(page.unreadable());
        page.unreadable().forEach(row -> {
            if (row.id() != null) {
                // It is there, so it is not missing; what it says is not known, so it is not seen either.
                seen.add(row.id());
                illegible.add(row.id());
            }
        });
        loose.addAll(page.loose());
        var rows = new LinkedHashMap<String, Row>();
        page.rows().stream().filter(row -> !illegible.contains(row.id())).forEach(row -> rows.put(row.id(), row));
        take(rows, Map.of());
    }

    private void take(Map<String, Row> rows, Map<String, String> places) {
        if (rows.isEmpty()) {
            return;
        }
        var known = attempt.read(jdbc -> pairs.known(jdbc, attempt.run(), side.side(), rows.keySet()));
        var news = new ArrayList<Observation>();
        var restored = new ArrayList<Long>();
        for (var row : rows.values()) {
            if (seen.add(row.id())) {
                read++;
            }
            var before = known.get(row.id());
            if (before != null && before.stale()) {
                stale.add(row.id());
                continue;
            }
            if (before != null && before.restored()) {
                restored.add(before.pair());
            }
            observation(row, places.get(row.id()), before).ifPresent(news::add);
        }
        if (news.isEmpty() && restored.isEmpty()) {
            return;
        }
        attempt.commit(jdbc -> {
            if (!restored.isEmpty()) {
                pairs.detach(jdbc, side.side(), restored);
            }
            pairs.observe(jdbc, attempt.run(), side.side(), news);
            return null;
        });
    }

    private Optional<Observation> observation(Row row, @Nullable String place, @Nullable Known before) {
        var values = new TreeMap<String, Value>();
        side.uses().forEach(field -> {
            if (!row.value(field).isEmpty()) {
                values.put(field, row.value(field));
            }
        });
        var hash = hash(values);
        if (before != null && !before.news() && !before.restored() && place == null && hash.equals(before.hash())) {
            return Optional.empty();
        }
        return Optional.of(new Observation(row.id(), values, hash, key(row), row.changedAt(), place));
    }

    /// What this side holds after a confirmed write, as a listing would bring it.
    Observation written(Row row) {
        return new Observation(row.id(), row.values(), hash(row.values()), key(row), null, null);
    }

    private String hash(Map<String, Value> values) {
        return new Fingerprint(equality).add(values).hex();
    }

    /// The match key in the right side's terms, so that a left and a right one can be compared as text.
    @Nullable
    String key(Row row) {
        return matchKey.map(field -> side.side() == Side.LEFT
                        ? mapping.only(field).apply(row).values().getOrDefault(field.right(), Value.empty())
                        : row.value(field.right()))
                .filter(value -> !value.isEmpty())
                .map(value -> hash(Map.of("key", value)))
                .orElse(null);
    }

    /// Rows that people typed or copied get an id here. Of rows that share one after a copy, the one that says what we
    /// last saw under that id keeps it.
    private void takeLoose() {
        if (loose.isEmpty()) {
            return;
        }
        var owners = owners();
        var rows = new LinkedHashMap<String, Row>();
        var places = new HashMap<String, String>();
        var wanting = new ArrayList<OpenTable.Loose>();
        for (var row : loose) {
            if (owners.containsValue(row)) {
                var id = Objects.requireNonNull(row.claims());
                rows.put(id, new Row(id, row.values()));
            } else {
                wanting.add(row);
            }
        }
        newIds(wanting).forEach((id, row) -> {
            rows.put(id, new Row(id, row.values()));
            places.put(id, row.place());
        });
        take(rows, places);
    }

    /// An id made from what the row says, so that planning the same sheet twice gives the same plan; counted up until
    /// nobody ever had it.
    private Map<String, OpenTable.Loose> newIds(List<OpenTable.Loose> wanting) {
        var given = new LinkedHashMap<String, OpenTable.Loose>();
        var counts = new HashMap<String, Integer>();
        var open = wanting;
        while (!open.isEmpty()) {
            var proposed = new LinkedHashMap<String, OpenTable.Loose>();
            for (var row : open) {
                var content = hash(used(row.values())).substring(0, ID_DIGITS);
                proposed.put("t" + content + "-" + counts.merge(content, 1, Integer::sum), row);
            }
            var known = attempt.read(jdbc -> pairs.known(jdbc, attempt.run(), side.side(), proposed.keySet()));
            var again = new ArrayList<OpenTable.Loose>();
            proposed.forEach((id, row) -> {
                if (known.containsKey(id) || seen.contains(id)) {
                    again.add(row);
                } else {
                    given.put(id, row);
                }
            });
            open = again;
        }
        return given;
    }

    private Map<String, OpenTable.Loose> owners() {
        var claimed = new LinkedHashMap<String, List<OpenTable.Loose>>();
        for (var row : loose) {
            if (row.claims() != null) {
                claimed.computeIfAbsent(row.claims(), _ -> new ArrayList<>()).add(row);
            }
        }
        var known = attempt.read(jdbc -> pairs.known(jdbc, attempt.run(), side.side(), claimed.keySet()));
        var owners = new HashMap<String, OpenTable.Loose>();
        claimed.forEach((id, rows) -> {
            var before = known.get(id);
            var same = rows.stream()
                    .filter(row -> before != null && hash(used(row.values())).equals(before.hash()))
                    .findFirst();
            owners.put(id, same.orElseGet(rows::getFirst));
        });
        return owners;
    }

    private Map<String, Value> used(Map<String, Value> values) {
        var used = new TreeMap<String, Value>();
        side.uses().forEach(field -> {
            if (!values.getOrDefault(field, Value.empty()).isEmpty()) {
                used.put(field, Objects.requireNonNull(values.get(field)));
            }
        });
        return used;
    }
}
