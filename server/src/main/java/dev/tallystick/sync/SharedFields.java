package dev.tallystick.sync;

import dev.tallystick.plan.Flow;
import dev.tallystick.sync.Sync.Definition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/// Looks over all syncs of a file for fields that several of them write.
///
/// Syncs that go both ways may share a field as long as they form a tree: an edit then reaches every table once. A
/// field that one sync fills one way has no second writer, or the two would overwrite each other for ever; and
/// syncs in
/// a circle would send an edit round without end.
///
/// Which table it is, the connector says from the settings: two connections to one base, or an address and an id of one
/// spreadsheet, lead to one table. An id and a name of one table, or of one field, meet only when the system is asked.
final class SharedFields {
    private final Findings findings;
    private final Function<Sync.Side, String> identity;
    private final List<Line> lines = new ArrayList<>();

    /// What the file calls the tables, the first name it uses: by identity.
    private final Map<String, String> called = new HashMap<>();

    /// @param identity equal for two sides that are one table
    SharedFields(Findings findings, Function<Sync.Side, String> identity) {
        this.findings = findings;
        this.identity = identity;
    }

    private record Place(String table, String field) {}

    private String text(Place place) {
        return "'" + place.field() + "' of table '" + called.get(place.table()) + "'";
    }

    /// One mapped field of one sync.
    ///
    /// @param to what is written; with `both`, so is `from`
    /// @param oldWay the sync only has rows on its right side, where two writers are found elsewhere
    private record Line(String sync, Place from, Place to, boolean both, boolean oldWay, Node at) {}

    void add(Definition sync, List<Node> nodes) {
        var twoSided = sync.twoSided();
        if (twoSided == null) {
            var fields = sync.mapping().fields();
            for (int i = 0; i < Math.min(fields.size(), nodes.size()); i++) {
                add(sync, fields.get(i).left(), fields.get(i).right(), Flow.TO_RIGHT, true, nodes.get(i));
            }
            return;
        }
        for (int i = 0; i < Math.min(twoSided.fields().size(), nodes.size()); i++) {
            var field = twoSided.fields().get(i);
            var flow = field.flow() == null ? twoSided.direction() : field.flow();
            add(sync, field.left(), field.right(), flow, false, nodes.get(i));
        }
    }

    private void add(Definition sync, String leftField, String rightField, Flow flow, boolean oldWay, Node at) {
        if (leftField.isEmpty() || rightField.isEmpty()) {
            return;
        }
        var left = place(sync.left(), leftField);
        var right = place(sync.right(), rightField);
        var leftwards = flow == Flow.TO_LEFT;
        lines.add(new Line(
                sync.name(), leftwards ? right : left, leftwards ? left : right, flow == Flow.BOTH, oldWay, at));
    }

    private Place place(Sync.Side side, String field) {
        var table = identity.apply(side);
        called.putIfAbsent(table, side.table().name());
        return new Place(table, field);
    }

    void check() {
        var joined = new Joined();
        var first = new LinkedHashMap<Place, List<Line>>();
        for (var line : lines) {
            if (!secondWriter(line, first)) {
                circle(line, joined);
            }
            for (var place : line.both() ? List.of(line.from(), line.to()) : List.of(line.to())) {
                first.computeIfAbsent(place, _ -> new ArrayList<>()).add(line);
            }
        }
    }

    /// @return whether something was wrong
    private boolean secondWriter(Line line, Map<Place, List<Line>> before) {
        for (var place : line.both() ? List.of(line.from(), line.to()) : List.of(line.to())) {
            for (var other : before.getOrDefault(place, List.of())) {
                if (other.sync().equals(line.sync())) {
                    // Two writers within one sync are found where its fields are read.
                    return true;
                }
                if (line.both() && other.both()) {
                    continue;
                }
                if (!line.oldWay() || !other.oldWay()) {
                    var master = other.both() ? line : other;
                    findings.problem(
                            line.at(),
                            "The field " + text(place) + " has two writers: the sync '" + master.sync()
                                    + "' fills it one way, and '"
                                    + (other.both() ? other : line).sync()
                                    + "' writes it too, so they would overwrite each other. Let one of them leave it"
                                    + " out, or let both go both ways.");
                }
                return true;
            }
        }
        return false;
    }

    private void circle(Line line, Joined joined) {
        if (joined.together(line.from(), line.to())) {
            findings.problem(
                    line.at(),
                    "With this field of '" + line.sync() + "' the syncs form a circle: "
                            + text(line.from()) + " and "
                            + text(line.to())
                            + " are joined already by others, so an edit would go round. Take the field out of one of"
                            + " them.");
            return;
        }
        joined.join(line.from(), line.to());
    }

    /// Which places are joined, over however many syncs.
    private static final class Joined {
        private final Map<Place, Place> towards = new HashMap<>();

        private Place root(Place place) {
            var at = place;
            while (towards.containsKey(at)) {
                at = Objects.requireNonNull(towards.get(at));
            }
            return at;
        }

        boolean together(Place one, Place other) {
            return root(one).equals(root(other));
        }

        void join(Place one, Place other) {
            towards.put(root(one), root(other));
        }
    }
}
