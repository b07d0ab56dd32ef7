package dev.tallystick.run;

import dev.tallystick.history.ConflictStore.Conflict;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.Side;
import dev.tallystick.run.SimFields.Kind;
import dev.tallystick.run.SimTable.SimRow;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What people do in the further fields, and in the table that cells link to.
final class SimFieldPeople {
    private final SimFields fields;
    private final List<SimTable> tables;
    private final @Nullable SimFirms firms;
    private final SimTrace trace;
    private final SplittableRandom random;
    private final List<String> former = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();
    private int names;
    private int values;
    private int items;

    SimFieldPeople(SimChoices choices, List<SimTable> tables, @Nullable SimFirms firms, SimTrace trace) {
        this.fields = choices.more();
        this.tables = tables;
        this.firms = firms;
        this.trace = trace;
        this.random = new SplittableRandom(choices.seed() * 41 + 13);
    }

    private SimFirms firms() {
        return Objects.requireNonNull(firms);
    }

    void work() {
        if (fields.kinds().isEmpty()) {
            return;
        }
        int acts = random.nextInt(5);
        for (int i = 0; i < acts; i++) {
            act();
        }
    }

    void act() {
        if (fields.kinds().isEmpty()) {
            return;
        }
        var kind = List.copyOf(new TreeSet<>(fields.kinds()))
                .get(random.nextInt(fields.kinds().size()));
        if (kind == Kind.LINKS && random.nextInt(5) < 2) {
            firm();
            return;
        }
        var side = random.nextBoolean() ? Side.LEFT : Side.RIGHT;
        var table = tables.get(SimTable.of(side));
        table.land();
        var free = table.rows.stream().filter(row -> !table.awaited(row)).toList();
        if (!free.isEmpty()) {
            edit(table, free.get(random.nextInt(free.size())), kind, side);
        }
    }

    /// One of these fields of this row, if it is a further one and somebody feels like it.
    boolean edits(SimTable table, SimRow row, List<String> written) {
        var kinds = new TreeSet<Kind>();
        written.forEach(field -> {
            var kind = fields.kind(field);
            if (kind != null) {
                kinds.add(kind);
            }
        });
        if (kinds.isEmpty() || random.nextInt(3) == 0) {
            return false;
        }
        edit(table, row, List.copyOf(kinds).get(random.nextInt(kinds.size())), side(table));
        return true;
    }

    private static Side side(SimTable table) {
        return table.number == 0 ? Side.LEFT : Side.RIGHT;
    }

    private void edit(SimTable table, SimRow row, Kind kind, Side side) {
        var field = kind.field(side);
        var before = row.values.getOrDefault(field, "");
        var cell = random.nextInt(8) == 0
                ? ""
                : switch (kind) {
                    case LINKS -> side == fields.links() ? links() : named();
                    case MAPPED -> mapped(side);
                    case TAGS -> tags(side, before);
                };
        if (!cell.equals(before)) {
            table.put(row, field, cell, null);
            trace.tick();
            trace.say("  somebody edits " + row.label + "." + field + " = '" + cell + "'");
        }
    }

    private String mapped(Side side) {
        var number = ++values;
        if (random.nextInt(8) == 0) {
            return "x" + number;
        }
        var blanks = side == Side.LEFT && fields.trims() && random.nextInt(4) == 0;
        return (blanks ? " " : "") + (side == Side.LEFT ? "v" : "w") + number + (blanks ? " " : "");
    }

    private String tags(Side side, String before) {
        var now = new ArrayList<>(SimFields.items(before));
        if (!now.isEmpty() && random.nextInt(3) == 0) {
            now.remove(random.nextInt(now.size()));
        } else {
            now.add("t" + ++items);
        }
        return SimFields.cell(fields.types(side).get(Kind.TAGS.field(side)), now);
    }

    // ---- firms

    private List<String> some() {
        var ids = new ArrayList<>(firms().names.keySet());
        var some = new ArrayList<String>();
        int most = ids.isEmpty() ? 0 : 1 + random.nextInt(4) / 3;
        for (int i = 0; i < most; i++) {
            var id = ids.get(random.nextInt(ids.size()));
            if (!some.contains(id)) {
                some.add(id);
            }
        }
        return some;
    }

    private String links() {
        return SimFields.cell(FieldType.LINKS, some());
    }

    private String named() {
        if (random.nextInt(4) == 0) {
            var name = "g" + ++names;
            wanted.add(name);
            return name;
        }
        if (!former.isEmpty() && random.nextInt(fields.makes() ? 2 : 5) == 0) {
            return former.get(random.nextInt(former.size()));
        }
        return SimFields.cell(
                FieldType.TEXT,
                some().stream().map(firms().names::get).distinct().toList());
    }

    /// One that is new to all, or one that another firm has already.
    private String name() {
        var there = List.copyOf(new TreeSet<>(firms().names.values()));
        if (!there.isEmpty() && random.nextInt(5) == 0) {
            return there.get(random.nextInt(there.size()));
        }
        return "g" + ++names;
    }

    private void firm() {
        firms().land();
        var ids = List.copyOf(firms().names.keySet());
        int what = ids.size() < 2 ? 0 : random.nextInt(10);
        if (what < 4) {
            var name = !wanted.isEmpty() && random.nextBoolean() ? wanted.removeLast() : name();
            trace.say("  somebody adds the firm " + name + " as " + firms().add(name));
            return;
        }
        var id = ids.get(random.nextInt(ids.size()));
        var called = firms().names.get(id);
        if (what < 8) {
            rename(id, name());
        } else if (what < 9) {
            var other = ids.get(random.nextInt(ids.size()));
            var theirs = firms().names.get(other);
            rename(other, called);
            rename(id, theirs);
        } else {
            delete(id);
        }
    }

    private void rename(String id, String name) {
        former.add(firms().names.get(id));
        firms().call(id, name);
        trace.say("  somebody calls the firm " + id + " " + name);
    }

    /// Its system takes it out of the cells that link to it.
    private void delete(String id) {
        var table = tables.get(SimTable.of(fields.links()));
        var field = Kind.LINKS.field(fields.links());
        table.land();
        if (table.rows.stream().anyMatch(table::awaited)) {
            return;
        }
        trace.say("  somebody deletes the firm " + id);
        if (fields.makes()) {
            former.add(firms().names.get(id));
        }
        firms().names.remove(id);
        for (var row : table.rows) {
            var items = new ArrayList<>(SimFields.items(row.values.getOrDefault(field, "")));
            if (items.remove(id)) {
                table.put(row, field, SimFields.cell(FieldType.LINKS, items), null);
            }
        }
    }

    // ---- what a person decides of a conflict

    /// A value that cannot go across is not chosen, and where both are such, the conflict stays open.
    boolean decidable(Kind kind, Conflict conflict) {
        return crosses(kind, Side.LEFT, conflict.left()) || crosses(kind, Side.RIGHT, conflict.right());
    }

    Pick pick(Kind kind, Conflict conflict) {
        var left = crosses(kind, Side.LEFT, conflict.left());
        var right = crosses(kind, Side.RIGHT, conflict.right());
        return left && (!right || random.nextBoolean()) ? Pick.LEFT : Pick.RIGHT;
    }

    private boolean crosses(Kind kind, Side from, Value value) {
        var cell = SimFields.cell(value);
        return switch (kind) {
            case MAPPED -> fields.across(from, cell) != null;
            case TAGS -> true;
            case LINKS ->
                SimFields.items(cell).stream()
                        .allMatch(item -> from == fields.links()
                                ? firms().names.containsKey(item)
                                : SimFirms.called(firms().names, item).size() == 1);
        };
    }
}
