package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The hand of people who edit in the browser meanwhile. Tables, fields and views are named by name or id; values are
/// those of the API. What they do is in no ledger of writes and counts in no quota.
public final class People {

    private final Base base;

    People(Base base) {
        this.base = base;
    }

    /// @return the record's id
    public String insert(String table, Map<String, ?> cells) {
        base.settle.run();
        synchronized (base) {
            Table in = base.table(table);
            var drafts = new Drafts(who());
            Map<Field, @Nullable Object> kept = checked(in, cells, drafts);
            drafts.make();
            Row row = in.add(base.ids.next("rec"), who());
            kept.forEach((field, value) -> in.set(row, field, value, who()));
            return row.id;
        }
    }

    /// @param value null empties the cell
    public void edit(String table, String record, String field, @Nullable Object value) {
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        cells.put(field, value);
        edit(table, record, cells);
    }

    public void edit(String table, String record, Map<String, ? extends @Nullable Object> cells) {
        base.settle.run();
        synchronized (base) {
            Table in = base.table(table);
            Row row = row(in, record);
            var drafts = new Drafts(who());
            Map<Field, @Nullable Object> kept = checked(in, cells, drafts);
            drafts.make();
            kept.forEach((field, value) -> in.set(row, in.field(field.id()), value, who()));
        }
    }

    private static Map<Field, @Nullable Object> checked(
            Table table, Map<String, ? extends @Nullable Object> cells, Drafts drafts) {
        var check = new CheckCell(table, true, drafts);
        Map<Field, @Nullable Object> kept = new LinkedHashMap<>();
        cells.forEach((name, value) -> {
            Field field = table.field(name);
            kept.put(field, check.of(field, value));
        });
        return kept;
    }

    public void delete(String table, String record) {
        base.settle.run();
        synchronized (base) {
            Table in = base.table(table);
            row(in, record);
            in.remove(record, who());
        }
    }

    /// Out of the bin, with its id and its cells but without the links that others had to it.
    ///
    /// @param cells what it held
    public void restore(String table, String record, Map<String, ?> cells) {
        base.settle.run();
        synchronized (base) {
            Table in = base.table(table);
            if (!in.deleted.remove(record)) {
                throw new NoSuchElementException("The record " + record + " was not deleted");
            }
            in.add(record, who());
        }
        edit(table, record, cells);
    }

    /// A computed cell shows something else from now on, such as `{"error":"#ERROR!"}`; null mends it.
    public void breakCell(String table, String record, String field, @Nullable Object shown) {
        synchronized (base) {
            Table in = base.table(table);
            Row row = row(in, record);
            if (shown == null) {
                row.broken.remove(in.field(field).id());
            } else {
                row.broken.put(in.field(field).id(), shown);
            }
        }
    }

    /// What Airtable itself writes into an `aiText` or `externalSyncSource`.
    public void fill(String table, String record, String field, Object value) {
        synchronized (base) {
            Table in = base.table(table);
            row(in, record).cells.put(in.field(field).id(), value);
        }
    }

    public void renameField(String table, String field, String name) {
        synchronized (base) {
            Table in = base.table(table);
            in.fields.computeIfPresent(in.field(field).id(), (_, old) -> old.named(name));
        }
    }

    public void renameTable(String table, String name) {
        synchronized (base) {
            base.table(table).rename(name);
        }
    }

    public void renameChoice(String table, String field, String choice, String name) {
        synchronized (base) {
            Table in = base.table(table);
            Field old = in.field(field);
            List<Map<String, Object>> choices = old.choices().stream()
                    .map(each -> each.name().equals(choice) ? new Field.Choice(each.id(), name, each.color()) : each)
                    .map(Field.Choice::shown)
                    .toList();
            in.fields.put(old.id(), old.with("choices", choices));
        }
    }

    /// With all its cells. The primary field cannot go.
    public void deleteField(String table, String field) {
        synchronized (base) {
            Table in = base.table(table);
            Field gone = in.field(field);
            if (gone.equals(in.primary())) {
                throw new IllegalArgumentException("The primary field of a table cannot be deleted");
            }
            in.fields.remove(gone.id());
            in.rows.values().forEach(row -> row.cells.remove(gone.id()));
            Table other = base.tables.get(gone.text("linkedTableId"));
            if (other != null) {
                String inverse = gone.text("inverseLinkFieldId");
                other.fields.remove(inverse);
                other.rows.values().forEach(row -> row.cells.remove(inverse));
            }
        }
    }

    /// @return its id
    public String addField(String table, String name, FieldType type) {
        synchronized (base) {
            Table in = base.table(table);
            var wish = new TableRecipe.Wish(name, type, FieldOptions.usual(type), List.of());
            return new MakeTables(base).add(in, wish).id();
        }
    }

    public void deleteTable(String table) {
        synchronized (base) {
            Table gone = base.table(table);
            List.copyOf(gone.rows.keySet()).forEach(record -> gone.remove(record, who()));
            base.tables.remove(gone.id());
        }
    }

    /// Makes the view, or gives the one of that name another filter and order.
    ///
    /// @param filter a formula; "" for every record
    public void view(String table, String name, String filter, View.Sort... order) {
        synchronized (base) {
            Table in = base.table(table);
            String formula = filter.isEmpty() ? null : filter;
            in.findView(name)
                    .ifPresentOrElse(
                            old -> in.views.put(
                                    old.id(), new View(old.id(), old.name(), formula, List.of(order), old.hidden())),
                            () -> new ChangeSchema(base).addView(in, name, formula, List.of(order)));
        }
    }

    private static Row row(Table table, String record) {
        Row row = table.rows.get(record);
        if (row == null) {
            throw new NoSuchElementException("The table " + table.name() + " has no record " + record);
        }
        return row;
    }

    private String who() {
        return base.collaborators.getFirst().id();
    }
}
