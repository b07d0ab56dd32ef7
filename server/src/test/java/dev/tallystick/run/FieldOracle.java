package dev.tallystick.run;

import dev.tallystick.plan.Flow;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.Side;
import dev.tallystick.run.SimChoices.SyncChoice;
import dev.tallystick.run.SimFields.Kind;
import dev.tallystick.run.SimTable.SimRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Says of the further fields whether a write of ours was right: of links and the rows that are made for them, of what
/// goes through transforms, of options that are joined.
final class FieldOracle {
    private final SimFields fields;
    private final @Nullable SimFirms firms;
    private final SimTrace trace;
    private final Set<String> mayBeLost = new HashSet<>();
    /// What the linked rows were called each time that a run looked.
    private final Map<Long, List<Map<String, String>>> read = new HashMap<>();

    FieldOracle(SimChoices choices, @Nullable SimFirms firms, SimTrace trace) {
        this.fields = choices.more();
        this.firms = firms;
        this.trace = trace;
    }

    private SimFirms firms() {
        return Objects.requireNonNull(firms);
    }

    private void broken(String promise, SimWorker worker, String what) {
        trace.broken(promise + ": " + worker.sync.name() + ": " + what);
    }

    void decided(String left, String right) {
        mayBeLost.add(left);
        mayBeLost.add(right);
        mayBeLost.addAll(SimFields.items(left));
        mayBeLost.addAll(SimFields.items(right));
    }

    private static String cell(SimRow row, Kind kind, Side side) {
        return row.values.getOrDefault(kind.field(side), "");
    }

    private static Set<String> ever(Collection<SimRow> rows, Kind kind, Side side) {
        var all = new HashSet<String>();
        rows.forEach(row -> all.addAll(row.cells.getOrDefault(kind.field(side), Set.of())));
        return all;
    }

    private static Set<String> typed(Collection<SimRow> rows, Kind kind, Side side) {
        var all = new HashSet<String>();
        rows.forEach(row -> all.addAll(row.typed.getOrDefault(kind.field(side), Set.of())));
        return all;
    }

    // ---- the rows of the linked table

    void reads(SimWorker worker, Map<String, String> names) {
        read.computeIfAbsent(worker.run, _ -> new ArrayList<>()).add(names);
    }

    void calls(SimWorker worker) {
        if (worker.replaced) {
            broken("I12 single writer", worker, "a firm was made after another worker had taken over");
        }
    }

    /// @param times that we have made a row of that name
    void makes(SimWorker worker, String name, int times) {
        if (!fields.makes()) {
            broken("links", worker, "the firm " + name + " was made, and nobody asked for that");
        }
        if (times > 1) {
            broken("links", worker, "the firm " + name + " was made " + times + " times");
        }
        if (read.getOrDefault(worker.run, List.of()).stream().allMatch(names -> names.containsValue(name))) {
            broken("links", worker, "the firm " + name + " was there");
        }
    }

    // ---- what is written into a cell

    /// What a write needs to be judged by.
    ///
    /// @param here the row, and others of its table that may be of the same pair
    /// @param there rows of the other table that may be its counterpart
    /// @param strict whether the two are a pair that has met, of which nobody has taken anything back
    record Where(SimWorker worker, SimTable table, SimRow row, List<SimRow> here, List<SimRow> there, boolean strict) {
        Side side() {
            return table.number == 0 ? Side.LEFT : Side.RIGHT;
        }
    }

    /// A row was made with these.
    void creates(Where where) {
        fields.kinds().forEach(kind -> {
            var value = cell(where.row(), kind, where.side());
            if (!value.isEmpty()) {
                invents(where, kind, "", value);
            }
        });
    }

    void updates(Where where, Kind kind, String before, String value) {
        var what = where.row().label + "." + kind.field(where.side()) + " from '" + before + "' to '" + value + "'";
        if (same(kind, before, value)) {
            broken("I6 no echo", where.worker(), "nothing changes: " + what);
        }
        invents(where, kind, before, value);
        if (kind == Kind.LINKS && where.side() == fields.links()) {
            isAnEdit(where, value, what);
        }
        loses(where, kind, before, value, what);
    }

    private static boolean same(Kind kind, String one, String other) {
        return kind == Kind.MAPPED
                ? one.equals(other)
                : new TreeSet<>(SimFields.items(one)).equals(new TreeSet<>(SimFields.items(other)))
                        && SimFields.items(one).size() == SimFields.items(other).size();
    }

    private void invents(Where where, Kind kind, String before, String value) {
        if (value.isEmpty()) {
            return;
        }
        var said = ever(where.there(), kind, where.side().other());
        var what = where.row().label + "." + kind.field(where.side()) + " = '" + value + "'";
        var fits = switch (kind) {
            case MAPPED ->
                said.stream()
                        .anyMatch(one -> value.equals(fields.across(where.side().other(), one)));
            case TAGS ->
                SimFields.items(value).stream()
                        .filter(item -> !SimFields.items(before).contains(item))
                        .allMatch(item -> said.stream()
                                .anyMatch(one -> SimFields.items(one).contains(item)));
            case LINKS ->
                where.side() == fields.links()
                        ? links(where, before, value, said)
                        : said.stream().anyMatch(ids -> names(where, ids, value));
        };
        if (!fits) {
            broken("I4 no invention", where.worker(), "the other side never said so: " + what);
        }
    }

    /// Whether the row linked here was named, and which one was meant is no guess.
    private boolean links(Where where, String before, String value, Set<String> said) {
        var earlier = ever(where.here(), Kind.LINKS, fields.links());
        for (var id : SimFields.items(value)) {
            if (SimFields.items(before).contains(id)) {
                continue;
            }
            var naming = said.stream()
                    .filter(cell -> SimFields.items(cell).stream().anyMatch(firms().everCalled(id)::contains))
                    .toList();
            if (naming.isEmpty()) {
                return false;
            }
            var known = earlier.stream().anyMatch(cell -> SimFields.items(cell).contains(id));
            if (!known && naming.stream().noneMatch(cell -> meant(where, id, cell))) {
                broken(
                        "links",
                        where.worker(),
                        where.row().label + " links to " + id + ", which is a guess: " + naming);
            }
        }
        return true;
    }

    private boolean meant(Where where, String id, String cell) {
        var words = SimFields.items(cell);
        return read.getOrDefault(where.worker().run, List.of()).stream().anyMatch(names -> {
            var name = names.get(id);
            var candidates = name == null ? List.<String>of() : SimFirms.called(names, name);
            return name != null
                    && words.contains(name)
                    && (candidates.size() == 1
                            || words.stream().filter(name::equals).count() == candidates.size());
        });
    }

    /// Whether these rows are called that, today for a field that goes both ways: one way, what was agreed on is put
    /// back, under the names that were right then.
    private boolean names(Where where, String ids, String value) {
        var words = SimFields.items(value).stream().sorted().toList();
        var rows = SimFields.items(ids);
        if (where.worker().sync.direction() != Flow.BOTH) {
            return rows.size() == words.size()
                    && rows.stream().allMatch(id -> words.stream().anyMatch(firms().everCalled(id)::contains));
        }
        return read.getOrDefault(where.worker().run, List.of()).stream()
                .anyMatch(names -> rows.stream()
                        .map(id -> names.getOrDefault(id, "?"))
                        .sorted()
                        .toList()
                        .equals(words));
    }

    /// A name that only we have written says nothing about what a person wants: it is another one since the row is
    /// called otherwise.
    private void isAnEdit(Where where, String value, String what) {
        var ids = SimFields.items(value);
        var wanted = typed(where.there(), Kind.LINKS, fields.links().other()).stream()
                .map(SimFields::items)
                .anyMatch(words -> words.size() == ids.size()
                        && ids.stream().allMatch(id -> words.stream().anyMatch(firms().everCalled(id)::contains)));
        if (!wanted && !ids.isEmpty()) {
            broken("links", where.worker(), "a new name was taken for an edit: " + what);
        }
    }

    private void loses(Where where, Kind kind, String before, String value, String what) {
        var sync = where.worker().sync;
        if (!where.strict() || sync.direction() != Flow.BOTH || mayBeLost.contains(before) || before.isEmpty()) {
            return;
        }
        if (kind == Kind.TAGS) {
            var removed = new HashSet<>(where.row().removed);
            where.here().forEach(row -> removed.addAll(row.removed));
            where.there().forEach(row -> removed.addAll(row.removed));
            SimFields.items(before).stream()
                    .filter(item -> !SimFields.items(value).contains(item))
                    .filter(item -> !removed.contains(item) && !mayBeLost.contains(item))
                    .forEach(item -> broken("union", where.worker(), "nobody took out " + item + ": " + what));
            return;
        }
        var policy = fields.onConflict(kind);
        var givesUp = policy == OnConflict.NEWEST
                || policy == (where.side() == Side.LEFT ? OnConflict.RIGHT : OnConflict.LEFT);
        if (!givesUp && unseen(where, kind, before)) {
            broken("I4 no lost update", where.worker(), "an edit was overwritten that no policy gives up: " + what);
        }
    }

    /// A person put it there, and the other side has never had it.
    private boolean unseen(Where where, Kind kind, String value) {
        var field = kind.field(where.side());
        return !value.isEmpty()
                && where.row().personal.contains(field)
                && ever(where.there(), kind, where.side().other()).stream()
                        .noneMatch(other ->
                                where.side() == Side.LEFT ? agreed(kind, value, other) : agreed(kind, other, value));
    }

    /// Whether the two may have said the same at any time.
    private boolean agreed(Kind kind, String left, String right) {
        return switch (kind) {
            case MAPPED -> right.equals(fields.across(Side.LEFT, left));
            case TAGS -> same(kind, left, right);
            case LINKS -> {
                var ids = SimFields.items(fields.links() == Side.LEFT ? left : right);
                var words = SimFields.items(fields.links() == Side.LEFT ? right : left);
                yield ids.size() == words.size()
                        && ids.stream().allMatch(id -> words.stream().anyMatch(firms().everCalled(id)::contains));
            }
        };
    }

    /// A row with an edit in one of these fields that the other side has not seen stays.
    void deletes(Where where) {
        for (var kind : fields.kinds()) {
            var value = cell(where.row(), kind, where.side());
            if (where.worker().sync.direction() == Flow.BOTH && unseen(where, kind, value)) {
                broken(
                        "I4 no lost update",
                        where.worker(),
                        "deleted with an edit in it: " + where.row().label + " " + value);
            }
        }
    }

    // ---- when all is quiet

    /// Whether these two say the same, or have a reason not to.
    boolean agree(SyncChoice sync, SimRow left, SimRow right) {
        return fields.kinds().stream().allMatch(kind -> {
            var here = cell(left, kind, Side.LEFT);
            var there = cell(right, kind, Side.RIGHT);
            var says = sync.isSource(Side.LEFT) ? here : sync.isSource(Side.RIGHT) ? there : "?";
            return says.isEmpty() || agree(kind, here, there);
        });
    }

    private boolean agree(Kind kind, String left, String right) {
        return switch (kind) {
            case MAPPED ->
                right.equals(fields.across(Side.LEFT, left))
                        || fields.across(Side.LEFT, left) == null
                        || fields.across(Side.RIGHT, right) == null;
            case TAGS -> same(kind, left, right);
            case LINKS ->
                fields.links() == Side.LEFT
                        ? shown(SimFields.items(left), SimFields.items(right))
                        : shown(SimFields.items(right), SimFields.items(left));
        };
    }

    /// The names are those of the linked rows, or one of them is a name that nobody has, or that several have.
    private boolean shown(List<String> ids, List<String> words) {
        var names = firms().today();
        var called =
                ids.stream().map(id -> names.getOrDefault(id, "?")).sorted().toList();
        return called.equals(words.stream().sorted().toList())
                || words.stream().anyMatch(word -> SimFirms.called(names, word).size() != 1);
    }

    /// What was ever put into a pair's options is there unless somebody took it out.
    void joined(SyncChoice sync, SimRow left, SimRow right) {
        if (!fields.has(Kind.TAGS) || sync.direction() != Flow.BOTH) {
            return;
        }
        var expected = new TreeSet<String>();
        expected.addAll(left.added);
        expected.addAll(right.added);
        expected.removeAll(left.removed);
        expected.removeAll(right.removed);
        expected.removeAll(mayBeLost);
        var there = new TreeSet<>(SimFields.items(cell(left, Kind.TAGS, Side.LEFT)));
        there.removeAll(mayBeLost);
        if (!there.equals(expected)) {
            trace.broken("union: " + sync.name() + ": " + left.label + " and " + right.label + " say " + there
                    + ", and people want " + expected);
        }
    }
}
