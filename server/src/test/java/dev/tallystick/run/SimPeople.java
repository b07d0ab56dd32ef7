package dev.tallystick.run;

import dev.tallystick.run.SimChoices.Habit;
import dev.tallystick.run.SimChoices.Story;
import dev.tallystick.run.SimTable.SimRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// People who work in the tables. Every value that somebody types is one that nobody ever typed before, so it can be
/// followed wherever it goes.
final class SimPeople {
    private final SimChoices choices;
    private final List<SimTable> tables;
    private final SimTrace trace;
    private final SplittableRandom random;
    /// For the stories that not every seed tells.
    private final SplittableRandom telling;
    private int tokens;
    private int names;

    SimPeople(SimChoices choices, List<SimTable> tables, SimTrace trace) {
        this.choices = choices;
        this.tables = tables;
        this.trace = trace;
        this.random = new SplittableRandom(choices.seed() * 31 + 7);
        this.telling = new SplittableRandom(choices.seed() * 37 + 11);
    }

    void fill() {
        for (var table : tables) {
            var alone = table.number > 0 && random.nextInt(2) == 0;
            int most = alone ? 0 : choices.rows();
            for (int i = 0; i < most; i++) {
                var same = table.number > 0 && choices.has(Habit.SAME_KEY) && i < names && random.nextBoolean();
                insert(table, same ? "n" + (1 + i) : name());
            }
        }
    }

    void work() {
        int acts = random.nextInt(6);
        for (int i = 0; i < acts; i++) {
            act(any(tables));
        }
        tell();
    }

    private void tell() {
        showAndHide();
        if (choices.has(Story.MASS_DELETE) && telling.nextInt(3) == 0) {
            clearOut(tables.get(telling.nextInt(tables.size())), 3 + telling.nextInt(2));
        }
        if (choices.has(Story.STALE_COPIES) && telling.nextInt(3) == 0) {
            clearOut(tables.get(telling.nextInt(tables.size())), 1);
        }
    }

    /// Rows leave the view and come back to it, which their own field decides that no sync knows.
    void showAndHide() {
        for (var table : tables) {
            if (table.can.view() && telling.nextInt(2) == 0 && !table.rows.isEmpty()) {
                var row = table.rows.get(telling.nextInt(table.rows.size()));
                show(table, row, row.hidden);
            }
        }
    }

    void showAll() {
        for (var table : tables) {
            table.rows.stream().filter(row -> row.hidden).forEach(row -> show(table, row, true));
        }
    }

    private void show(SimTable table, SimRow row, boolean shown) {
        row.hidden = !shown;
        row.changed = table.now();
        trace.say("  " + row.label + (shown ? " is back in the view" : " leaves the view"));
    }

    private void clearOut(SimTable table, int most) {
        table.land();
        var free = new ArrayList<>(table.rows.stream()
                .filter(row -> !table.awaited(row) && !table.at(row, 0).isEmpty())
                .toList());
        Collections.shuffle(free, new Random(telling.nextInt()));
        free.stream().limit(most).forEach(row -> delete(table, row));
    }

    /// One of these fields of this row.
    void edits(SimTable table, SimRow row, List<String> fields) {
        var own = fields.stream()
                .map(table.fields()::indexOf)
                .filter(index -> index > 0)
                .sorted()
                .toList();
        edit(table, row, own.isEmpty() ? 1 : own.get(telling.nextInt(own.size())), token(table));
    }

    private String name() {
        return "n" + ++names;
    }

    private String token() {
        var token = (choices.has(Habit.CAPITALS) && random.nextBoolean() ? "E" : "e") + choices.seed() + "-" + ++tokens;
        return choices.has(Habit.UNFIT) && random.nextInt(8) == 0 ? token + "!" : token;
    }

    private String token(SimTable table) {
        var token = token();
        return table.can.refuses() ? token.replace("!", "") : token;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private @Nullable SimRow anyRow(SimTable table) {
        table.land();
        var free = table.rows.stream().filter(row -> !table.awaited(row)).toList();
        return free.isEmpty() ? null : any(free);
    }

    void act(SimTable table) {
        var row = anyRow(table);
        int what = random.nextInt(10);
        if (row == null || what < 2) {
            insert(table, what == 0 && choices.has(Habit.DOUBLE_KEY) && row != null ? table.at(row, 0) : name());
        } else if (what < 7 || choices.habits().isEmpty()) {
            edit(table, row, 1 + random.nextInt(2), token(table));
        } else {
            act(any(List.copyOf(new java.util.TreeSet<>(choices.habits()))), table, row);
        }
    }

    private void act(Habit habit, SimTable table, SimRow row) {
        switch (habit) {
            case BLANK -> edit(table, row, 1 + random.nextInt(2), "");
            case DELETE -> delete(table, row);
            case RECREATE -> {
                if (!table.ghosts.isEmpty()) {
                    var name = table.at(any(table.ghosts), 0);
                    insert(table, name.isEmpty() ? name() : name);
                }
            }
            case SAME_KEY -> {
                var name = name();
                tables.forEach(one -> insert(one, name));
            }
            case CUT_AND_PASTE -> {
                var values = new TreeMap<>(row.values);
                delete(table, row);
                if (random.nextBoolean()) {
                    values.put(table.field(1), token(table));
                }
                say("pastes", table.insert(values, null, null, null));
            }
            case COPY -> {
                if (table.can.ownIds()) {
                    var values = new TreeMap<>(row.values);
                    values.put(table.field(1), token(table));
                    values.put(table.field(0), choices.has(Habit.DOUBLE_KEY) ? table.at(row, 0) : name());
                    say("copies " + row.label, table.insert(values, null, row.id, null));
                }
            }
            case EDIT_BOTH, SAME_EDIT -> {
                var other = tables.get(table.number == 0 ? 1 : table.number - 1);
                other.land();
                var index = 1 + random.nextInt(2);
                var same = token(table).replace("!", "");
                other.rows.stream()
                        .filter(one -> other.at(one, 0).equals(table.at(row, 0)) && !other.awaited(one))
                        .findFirst()
                        .ifPresent(one -> {
                            edit(table, row, index, same);
                            edit(other, one, index, habit == Habit.SAME_EDIT ? same : token(other));
                        });
            }
            case EDIT_KEY -> edit(table, row, 0, name());
            case DOUBLE_KEY -> edit(table, row, 0, table.at(any(table.rows), 0));
            case SORT -> {
                Collections.shuffle(table.rows, new Random(random.nextInt()));
                trace.say("  somebody sorts " + table.name());
            }
            case UNFIT, CAPITALS -> edit(table, row, 1, token(table));
        }
    }

    private void insert(SimTable table, String name) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(table.field(0), name);
        values.put(table.field(1), token(table));
        if (random.nextBoolean()) {
            values.put(table.field(2), token(table));
        }
        say("adds", table.insert(values, null, null, null));
    }

    private void edit(SimTable table, SimRow row, int index, String value) {
        if (table.at(row, index).equals(value)) {
            return;
        }
        table.put(row, table.field(index), value, null);
        trace.tick();
        trace.say("  somebody edits " + row.label + "." + table.field(index) + " = '" + value + "'");
    }

    private void delete(SimTable table, SimRow row) {
        table.delete(row, false);
        trace.say("  somebody deletes " + row.label);
    }

    private void say(String what, SimRow row) {
        trace.say("  somebody " + what + " " + row.label + " " + row.values);
    }
}
