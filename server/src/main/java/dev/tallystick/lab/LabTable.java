package dev.tallystick.lab;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table of an emulated service: the rows of a recipe, and on top of them what people have added, changed and
/// deleted meanwhile. All methods may be called from tests and from requests at the same time.
public final class LabTable {

    private final String name;
    private final String idField;
    private final String updatedField;
    private final Recipe recipe;
    private final Clock clock;
    private final Map<Long, Row> edited = new LinkedHashMap<>();
    private final TreeMap<Long, Instant> deleted = new TreeMap<>();
    private final Map<String, Long> added = new LinkedHashMap<>();
    private long end;
    private long version;
    private @Nullable Instant lastEdit;

    /// One row as it is now.
    ///
    /// @param fields without its time of change, which each service writes in its own way
    public record Row(
            String id,
            Map<String, @Nullable Object> fields,
            Instant updatedAt,
            @Nullable Instant deletedAt) {}

    /// A place among changes: that time, and that row of those which changed at the same time.
    record Mark(Instant at, long index) {}

    /// @param from where the next slice begins
    /// @param last the place of the last row among changes
    record Slice(
            List<Row> rows,
            long from,
            boolean more,
            @Nullable Mark last) {}

    LabTable(String name, String idField, String updatedField, Recipe recipe, Clock clock) {
        this.name = name;
        this.idField = idField;
        this.updatedField = updatedField;
        this.recipe = recipe;
        this.clock = clock;
        this.end = recipe.size();
    }

    public String name() {
        return name;
    }

    String updatedField() {
        return updatedField;
    }

    /// Rows that are not deleted.
    public synchronized long size() {
        return end - deleted.size();
    }

    /// Counts edits: what an ETag stands for.
    synchronized long version() {
        return version;
    }

    /// The row, also where it is deleted.
    ///
    /// @throws NoSuchElementException where there never was one
    public synchronized Row row(String id) {
        return row(index(id).orElseThrow(() -> new NoSuchElementException(name + " has no row " + id)));
    }

    synchronized boolean has(String id) {
        return index(id).isPresent();
    }

    /// @param fields with or without an id
    /// @return the id
    public synchronized String add(Map<String, ? extends @Nullable Object> fields) {
        var row = new LinkedHashMap<String, @Nullable Object>(fields);
        Object given = row.get(idField);
        String id = given == null ? recipe.id(end) : given.toString();
        if (index(id).isPresent()) {
            throw new IllegalArgumentException(name + " has a row " + id + " already");
        }
        row.putIfAbsent(idField, id);
        added.put(id, end);
        edited.put(end, new Row(id, row, edit(), null));
        end++;
        return id;
    }

    public synchronized void change(String id, String field, @Nullable Object value) {
        Row row = row(id);
        var fields = new LinkedHashMap<String, @Nullable Object>(row.fields());
        fields.put(field, value);
        edited.put(index(id).orElseThrow(), new Row(row.id(), fields, edit(), null));
    }

    public synchronized void delete(String id) {
        row(id);
        deleted.putIfAbsent(index(id).orElseThrow(), edit());
    }

    /// What was deleted comes back.
    public synchronized void restore(String id) {
        deleted.remove(index(id).orElseThrow());
        change(id, idField, row(id).fields().get(idField));
    }

    /// Deletes the first rows that are left, as somebody may while a listing is on its way.
    synchronized void shrink(int rows) {
        slice(0, rows).rows().forEach(row -> delete(row.id()));
    }

    /// Rows in a lasting order, deleted ones left out: what offset and page number count.
    synchronized Slice slice(long offset, int limit) {
        long index = Math.max(offset, 0);
        for (long gone : deleted.keySet()) {
            if (gone > index) {
                break;
            }
            index++;
        }
        return sliceFromIndex(index, limit);
    }

    /// As [#slice], by a position that deletions do not move: what a cursor counts.
    synchronized Slice sliceFromIndex(long from, int limit) {
        List<Row> rows = new ArrayList<>();
        long index = from;
        for (; index < end && rows.size() < limit; index++) {
            if (!deleted.containsKey(index)) {
                rows.add(row(index));
            }
        }
        boolean more = index < end && end - index > deleted.tailMap(index).size();
        return new Slice(rows, index, more, null);
    }

    /// Rows changed at or after the instant, oldest change first, deleted ones among them.
    ///
    /// @param after only those that come after it: a row that changes meanwhile moves to the end and hides no other
    synchronized Slice changedSince(Instant since, @Nullable Mark after, long offset, int limit) {
        List<Long> recent = new ArrayList<>();
        long base = recipe.size();
        for (long index = firstSince(since); index < base; index++) {
            if (!edited.containsKey(index) && !deleted.containsKey(index)) {
                recent.add(index);
            }
        }
        // An edit is always later than what the recipe made, so the edited ones come after.
        List<Long> touched = new ArrayList<>(edited.keySet());
        deleted.keySet().stream().filter(index -> !edited.containsKey(index)).forEach(touched::add);
        touched.removeIf(index -> at(index).isBefore(since));
        touched.sort(Comparator.comparing(this::at).thenComparing(Comparator.naturalOrder()));
        recent.addAll(touched);
        if (after != null) {
            recent.removeIf(index -> {
                int byTime = at(index).compareTo(after.at());
                return byTime < 0 || (byTime == 0 && index <= after.index());
            });
        }
        int from = (int) Math.min(Math.max(offset, 0), recent.size());
        int to = Math.min(from + limit, recent.size());
        Mark last = to == from ? after : new Mark(at(recent.get(to - 1)), recent.get(to - 1));
        return new Slice(recent.subList(from, to).stream().map(this::row).toList(), to, to < recent.size(), last);
    }

    /// By halving: the recipe's times never decrease.
    private long firstSince(Instant since) {
        long low = 0;
        long high = recipe.size();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (recipe.updatedAt(middle).isBefore(since)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Instant at(long index) {
        Instant gone = deleted.get(index);
        if (gone != null) {
            return gone;
        }
        Row row = edited.get(index);
        return row == null ? recipe.updatedAt(index) : row.updatedAt();
    }

    private Row row(long index) {
        Row row = edited.get(index);
        if (row == null) {
            row = new Row(recipe.id(index), recipe.row(index), recipe.updatedAt(index), null);
        }
        Instant gone = deleted.get(index);
        return gone == null ? row : new Row(row.id(), row.fields(), gone, gone);
    }

    private OptionalLong index(String id) {
        Long mine = added.get(id);
        if (mine != null) {
            return OptionalLong.of(mine);
        }
        OptionalLong index = recipe.index(id);
        return index.isPresent() && index.getAsLong() < recipe.size() ? index : OptionalLong.empty();
    }

    /// Never before an earlier edit or the recipe's last row, even where the clock of a test stands still.
    private Instant edit() {
        version++;
        Instant floor = lastEdit;
        if (floor == null) {
            floor = recipe.size() == 0 ? Instant.EPOCH : recipe.updatedAt(recipe.size() - 1);
        }
        Instant now = clock.instant();
        lastEdit = now.isAfter(floor) ? now : floor.plusMillis(1);
        return lastEdit;
    }
}
