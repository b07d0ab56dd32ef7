package dev.tallystick.run;

import dev.tallystick.plan.Side;
import dev.tallystick.run.SimChoices.TableChoice;
import dev.tallystick.run.SimFields.Kind;
import dev.tallystick.table.FieldType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table outside, with everything that ever happened in it. What people did and what our writes did is told by it
/// alone: the oracle never asks our database.
final class SimTable {
    static final Duration SETTLES = Duration.ofSeconds(60);

    final int number;
    final TableChoice can;
    final SimTrace trace;
    /// As they stand, from the top.
    final List<SimRow> rows = new ArrayList<>();
    final List<SimRow> ghosts = new ArrayList<>();
    /// Who has looked at rows here and is about to write them.
    @Nullable
    SimWorker writer;

    private final List<String> fields;
    private final Clock clock;
    private final List<Late> late = new ArrayList<>();
    private final List<Set<String>> ever = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    /// So many more listings break off at the same place.
    int cutShort;

    private int labels;
    private int ids;

    /// Further fields of this seed.
    final Map<String, FieldType> more = new LinkedHashMap<>();
    /// What its cells link to.
    @Nullable
    SimFirms firms;

    private record Late(Instant at, Set<String> ids, Runnable landing) {}

    /// Where the table of a side stands among the tables of a world.
    static int of(Side side) {
        return side == Side.LEFT ? 0 : 1;
    }

    SimTable(int number, TableChoice can, SimTrace trace, Clock clock) {
        this.number = number;
        this.can = can;
        this.fields = new ArrayList<>(can.fields());
        this.trace = trace;
        this.clock = clock;
    }

    /// A row as long as it lives, and after that.
    static final class SimRow {
        final String label;
        final long born;
        final TreeMap<String, String> values = new TreeMap<>();
        /// Fields that a person filled in here and none of our writes has touched since.
        final Set<String> personal = new HashSet<>();
        /// All that was ever in it, by number of the field.
        final List<Set<String>> had = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
        final Set<String> written = new HashSet<>();

        @Nullable
        String id;
        /// The write of ours that made it.
        @Nullable
        String made;

        /// What it was made with.
        final Set<String> madeWith = new HashSet<>();

        /// The sync that made it.
        @Nullable
        String writer;

        Instant changed;
        long named;
        long gone;
        boolean deletedByUs;
        int stillShown;
        boolean hiddenOnce;
        /// Not in the view.
        boolean hidden;
        /// Syncs in which somebody has paused it.
        final Set<String> paused = new HashSet<>();
        /// When each sync, or a person (empty), wrote it last.
        final Map<String, Long> puts = new HashMap<>();
        /// All that ever stood in a further field, and what a person put there.
        final Map<String, Set<String>> cells = new HashMap<>();

        final Map<String, Set<String>> typed = new HashMap<>();
        /// What people put into a field of options, and what they took out of it.
        final Set<String> added = new HashSet<>();

        final Set<String> removed = new HashSet<>();
        /// Somebody has taken back what a run of ours did to it.
        boolean undone;
        /// The difference to the other side is accepted unless somebody has edited either since then.
        @Nullable
        Accepted accepted;

        SimRow(String label, long born, Instant changed) {
            this.label = label;
            this.born = born;
            this.changed = changed;
        }

        boolean ours() {
            return made != null;
        }

        /// Whether anybody but this sync has written it since then.
        boolean touchedSince(long tick, String sync) {
            return puts.entrySet().stream().anyMatch(put -> !put.getKey().equals(sync) && put.getValue() > tick);
        }
    }

    /// @param fields none when the row itself is what differs: here, not there
    record Accepted(String sync, long since, Set<Integer> fields) {}

    /// From now on the last field is another column.
    void remap(String field) {
        fields.set(fields.size() - 1, field);
    }

    List<String> fields() {
        return List.copyOf(fields);
    }

    String name() {
        return can.name();
    }

    String field(int index) {
        return fields.get(index);
    }

    String at(SimRow row, int index) {
        return row.values.getOrDefault(field(index), "");
    }

    /// Two values that this world takes for the same: some tables store capitals and blanks in their own way.
    static String norm(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    boolean everHad(int index, String value) {
        return ever.get(index).contains(norm(value));
    }

    /// @param writer the sync that writes, null for a person
    SimRow insert(Map<String, String> values, @Nullable String writer, @Nullable String id, @Nullable String made) {
        var row = new SimRow(name() + ++labels, trace.tick(), clock.instant());
        row.made = made;
        row.writer = writer;
        row.id = can.ownIds() ? id : name() + "-" + ++ids;
        rows.add(row);
        values.forEach((field, value) -> put(row, field, value, writer));
        row.named = row.born;
        values.values().forEach(value -> row.madeWith.add(norm(value)));
        return row;
    }

    void put(SimRow row, String field, String value, @Nullable String writer) {
        var stored = value;
        if (more.containsKey(field)) {
            further(row, field, stored, writer == null);
        }
        if (stored.isEmpty()) {
            row.values.remove(field);
        } else {
            row.values.put(field, stored);
        }
        if (writer == null) {
            row.personal.add(field);
        } else {
            row.personal.remove(field);
            row.written.add(writer + " " + field);
        }
        row.changed = clock.instant();
        row.puts.put(writer == null ? "" : writer, trace.tick());
        int index = fields.indexOf(field);
        if (index >= 0 && !stored.isEmpty()) {
            ever.get(index).add(norm(stored));
            row.had.get(index).add(norm(stored));
        }
        if (index == 0) {
            row.named = trace.tick();
        }
    }

    private static void further(SimRow row, String field, String value, boolean person) {
        row.cells.computeIfAbsent(field, _ -> new HashSet<>()).add(value);
        if (person) {
            var before = SimFields.items(row.values.getOrDefault(field, ""));
            var now = SimFields.items(value);
            row.typed.computeIfAbsent(field, _ -> new HashSet<>()).add(value);
            if (Kind.TAGS.names(field)) {
                now.stream().filter(item -> !before.contains(item)).forEach(row.added::add);
                before.stream().filter(item -> !now.contains(item)).forEach(row.removed::add);
            }
        }
    }

    String stored(String value) {
        return can.normalises() ? norm(value) : value;
    }

    void delete(SimRow row, boolean byUs) {
        rows.remove(row);
        row.gone = trace.tick();
        row.deletedByUs = byUs;
        ghosts.add(row);
    }

    List<SimRow> withId(String id) {
        return rows.stream().filter(row -> id.equals(row.id)).toList();
    }

    Optional<SimRow> onlyWithId(String id) {
        var all = withId(id);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    List<SimRow> named(String name) {
        return rows.stream().filter(row -> norm(at(row, 0)).equals(norm(name))).toList();
    }

    void later(Set<String> ids, Runnable landing) {
        late.add(new Late(clock.instant().plus(SETTLES.dividedBy(2)), ids, landing));
    }

    /// What was on its way and has arrived by now.
    void land() {
        var due =
                late.stream().filter(one -> !one.at().isAfter(clock.instant())).toList();
        late.removeAll(due);
        due.forEach(one -> one.landing().run());
    }

    /// A write that is still on its way will hit this row, and nobody could see an edit that comes first.
    boolean awaited(SimRow row) {
        return late.stream().anyMatch(one -> row.id != null && one.ids().contains(row.id));
    }

    Instant now() {
        return clock.instant();
    }
}
