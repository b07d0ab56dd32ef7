package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table of a base. Reading it from a test is public; changing it is for [People] and for the API.
public final class Table {

    final Base base;
    final Map<String, Row> rows = new LinkedHashMap<>();
    final Set<String> deleted = new HashSet<>();
    final Map<String, Field> fields = new LinkedHashMap<>();
    final Map<String, View> views = new LinkedHashMap<>();
    final Map<String, Formula> formulas = new LinkedHashMap<>();
    final String description;
    private final String id;
    private String name;
    private long numbers;

    Table(Base base, String id, String name, String description) {
        this.base = base;
        this.id = id;
        this.name = name;
        this.description = description;
    }

    public String id() {
        return id;
    }

    public String name() {
        synchronized (base) {
            return name;
        }
    }

    void rename(String other) {
        name = other;
    }

    /// By id or name.
    ///
    /// @throws NoSuchElementException where there is none
    public Field field(String idOrName) {
        synchronized (base) {
            return find(idOrName)
                    .orElseThrow(() -> new NoSuchElementException("The table " + name + " has no field " + idOrName));
        }
    }

    public Collection<Field> fields() {
        synchronized (base) {
            return List.copyOf(fields.values());
        }
    }

    public Collection<View> views() {
        synchronized (base) {
            return List.copyOf(views.values());
        }
    }

    /// Ids of the records that are there, in the order in which they were made.
    public List<String> records() {
        base.settle.run();
        synchronized (base) {
            return List.copyOf(rows.keySet());
        }
    }

    /// What the API would show of a record, by field name; empty where it is not there.
    public Optional<Map<String, Object>> record(String record) {
        base.settle.run();
        synchronized (base) {
            return Optional.ofNullable(rows.get(record)).map(row -> new ShowCell(this).all(row, false));
        }
    }

    /// When somebody last changed the record; null where nobody has.
    public @Nullable Instant modified(String record) {
        base.settle.run();
        synchronized (base) {
            Row row = rows.get(record);
            return row == null ? null : row.modified;
        }
    }

    Field primary() {
        return fields.values().iterator().next();
    }

    Optional<Field> find(String idOrName) {
        Field byId = fields.get(idOrName);
        return byId != null
                ? Optional.of(byId)
                : fields.values().stream()
                        .filter(each -> each.name().equals(idOrName))
                        .findFirst();
    }

    Optional<View> findView(String idOrName) {
        return views.values().stream()
                .filter(each -> each.id().equals(idOrName) || each.name().equals(idOrName))
                .findFirst();
    }

    Formula formula(String text) {
        return formulas.computeIfAbsent(text, ParseFormula::of);
    }

    Row add(String record, String by) {
        Row row = new Row(record, base.now(), by, ++numbers);
        rows.put(record, row);
        if (base.habits.newRowsCountAsModified()) {
            row.modified = row.created;
        }
        return row;
    }

    /// @param value as it is kept; null empties the cell
    void set(Row row, Field field, @Nullable Object value, String by) {
        Object before = put(row, field, value);
        if (java.util.Objects.equals(before, value)) {
            return;
        }
        boolean fresh = row.modified == null && row.created.equals(base.now());
        if (!fresh || base.habits.newRowsCountAsModified()) {
            touch(row, field, by);
        }
        if (field.type() == FieldType.MULTIPLE_RECORD_LINKS) {
            keepInverse(row, field, ids(before), ids(value), by);
        }
    }

    private static @Nullable Object put(Row row, Field field, @Nullable Object value) {
        return value == null ? row.cells.remove(field.id()) : row.cells.put(field.id(), value);
    }

    private void touch(Row row, Field field, String by) {
        row.modified = base.now();
        row.modifiedBy = by;
        row.changed.put(field.id(), base.now());
    }

    /// A link is one fact with two ends.
    private void keepInverse(Row row, Field field, List<String> before, List<String> after, String by) {
        Table other = base.tables.get(field.text("linkedTableId"));
        Field inverse = other == null ? null : other.fields.get(field.text("inverseLinkFieldId"));
        if (other == null || inverse == null) {
            return;
        }
        Set<String> either = new java.util.LinkedHashSet<>(before);
        either.addAll(after);
        for (String id : either) {
            Row linked = other.rows.get(id);
            if (linked == null || before.contains(id) == after.contains(id)) {
                continue;
            }
            List<String> back = new ArrayList<>(ids(linked.cells.get(inverse.id())));
            if (after.contains(id)) {
                back.add(row.id);
            } else {
                back.remove(row.id);
            }
            put(linked, inverse, back.isEmpty() ? null : List.copyOf(back));
            if (base.habits.linkTouchesTheOtherRow()) {
                other.touch(linked, inverse, by);
            }
        }
    }

    /// Links to it go as well.
    void remove(String record, String by) {
        Row row = rows.get(record);
        if (row == null) {
            return;
        }
        fields.values().stream()
                .filter(field -> field.type() == FieldType.MULTIPLE_RECORD_LINKS)
                .forEach(field -> set(row, field, null, by));
        rows.remove(record);
        deleted.add(record);
        base.tables.values().forEach(table -> table.forget(id, record, by));
    }

    /// Links without another end.
    private void forget(String table, String record, String by) {
        for (Field field : fields.values()) {
            if (field.type() != FieldType.MULTIPLE_RECORD_LINKS
                    || !field.text("linkedTableId").equals(table)) {
                continue;
            }
            for (Row row : rows.values()) {
                List<String> links = ids(row.cells.get(field.id()));
                if (links.contains(record)) {
                    List<String> left =
                            links.stream().filter(each -> !each.equals(record)).toList();
                    set(row, field, left.isEmpty() ? null : left, by);
                }
            }
        }
    }

    /// The ids that a cell with links, choices or attachments holds.
    static List<String> ids(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }
}
