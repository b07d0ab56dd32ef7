package dev.tallystick.sync;

import dev.tallystick.connection.Connection;
import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.connection.ReadTables;
import dev.tallystick.connector.OpenTable.Traits;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.plan.Flow;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.ProposeFields.Proposed;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.workspace.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Proposes a mapping for two tables that somebody wants to keep in agreement. It only looks; what is proposed
/// is not
/// stored.
@RestController
@RequestMapping("/api/v1/mappings")
class MappingController {
    private static final int LONGEST_NAME = 500;

    /// Enough to see a type and a key, little enough to be there at once.
    private static final int ROWS_LOOKED_AT = 200;

    private final Transactions transactions;
    private final ConnectionStore connections;
    private final ReadTables read;

    MappingController(Transactions transactions, ConnectionStore connections, ReadTables read) {
        this.transactions = transactions;
        this.connections = connections;
        this.read = read;
    }

    /// Each side as a sync says it: `connection`, `table`, and what else the table needs.
    record Wanted(
            @Nullable Map<String, Object> left, @Nullable Map<String, Object> right) {}

    /// @param fields fields that belong together by name
    /// @param leftAlone fields of the left table without a counterpart
    record Proposal(List<PairView> fields, List<FieldView> leftAlone, List<FieldView> rightAlone) {}

    /// @param left as `tallystick.yaml` names it: the name, or the id where a name stands twice
    /// @param flow `both`, `to-right`, `to-left`; null when the two cannot be mapped, the note says why
    record PairView(
            String left,
            String leftType,
            String right,
            String type,
            @Nullable String flow,
            @Nullable String note) {}

    record FieldView(String id, String name, String type, boolean readOnly) {
        static FieldView of(Field field) {
            return new FieldView(field.id(), field.name(), field.type().word(), field.readOnly());
        }
    }

    @PostMapping("/propose")
    Proposal propose(Identity identity, @RequestBody Wanted wanted) {
        var problems = new FieldProblems();
        var leftSide = side("left", wanted.left(), problems);
        var rightSide = side("right", wanted.right(), problems);
        problems.refuse();
        var left = read(identity.workspace(), leftSide);
        var right = read(identity.workspace(), rightSide);
        var equality = equality(left.shape().traits(), right.shape().traits());
        var leftTable = table(left);
        var rightTable = table(right);
        var proposal = new ProposeFields(equality).propose(leftTable, rightTable);
        return new Proposal(
                proposal.pairs().stream()
                        .map(pair -> view(pair, leftTable, rightTable))
                        .toList(),
                proposal.leftAlone().stream().map(FieldView::of).toList(),
                proposal.rightAlone().stream().map(FieldView::of).toList());
    }

    /// How the rows of the left table would go into the right one, by a key.
    ///
    /// @param keySentence why these fields
    /// @param needsKey whether the left side of the sync has to say `key`
    /// @param left what else its left side has to say
    /// @param unique fields that were filled and never the same twice in the rows looked at
    /// @param table that the rows go to, which is another than was named in a rehearsal
    /// @param exists whether that table is there; else the first run makes it
    /// @param keys columns that rows can be found by
    /// @param lacks columns in which the right system says how each row stands and that its table does not have
    /// @param amended what the right side says to have missing columns added
    /// @param untouched what it says to do without them
    /// @param looked how many rows the proposal was made from
    record OneWay(
            List<String> key,
            String keySentence,
            boolean needsKey,
            Map<String, Object> left,
            List<String> unique,
            String table,
            boolean exists,
            String rightKey,
            List<String> keys,
            List<FieldView> columns,
            List<String> required,
            List<String> lacks,
            Map<String, Object> amended,
            Map<String, Object> untouched,
            List<LineView> lines,
            int looked) {}

    /// @param right null where a person has to choose
    /// @param exists whether that column is there
    record LineView(
            String left, String leftType, @Nullable String right, String type, boolean exists, List<FitView> fits) {}

    /// @param level `fits`, `some` values do, or `none` does
    record FitView(String type, String level, @Nullable String note) {}

    @PostMapping("/propose-one-way")
    OneWay proposeOneWay(Identity identity, @RequestBody Wanted wanted) {
        var problems = new FieldProblems();
        var left = side("left", wanted.left(), problems);
        var live = side("right", wanted.right(), problems);
        problems.refuse();
        // Invented rows go into a table of their own, so that is the one to look at.
        var right = rehearsal(identity, left) || rehearsal(identity, live) ? live.inRehearsal() : live;
        var source = read.glimpse(identity.workspace(), left.connection(), left.table(), ROWS_LOOKED_AT);
        var target = read.standing(identity.workspace(), right.connection(), right.table());
        var propose = new ProposeOneWay(source, target);
        var proposal = propose.propose();
        return new OneWay(
                proposal.key().fields(),
                proposal.key().sentence(),
                source.needsKey(),
                source.needsKey() ? source.options() : Map.of(),
                source.fields().stream()
                        .map(Field::name)
                        .filter(name -> propose.unique(List.of(name)))
                        .toList(),
                right.table().name(),
                target.exists(),
                proposal.rightKey(),
                target.keys(),
                target.fields().stream().map(FieldView::of).toList(),
                target.fields().stream()
                        .filter(Field::required)
                        .map(Field::name)
                        .toList(),
                target.lacks(),
                target.amended(),
                target.untouched(),
                proposal.lines().stream().map(MappingController::view).toList(),
                source.rows().size());
    }

    private boolean rehearsal(Identity identity, Sync.Side side) {
        return transactions
                .in(identity.workspace(), jdbc -> connections.find(jdbc, identity.workspace(), side.connection()))
                .map(Connection::rehearsal)
                .orElse(false);
    }

    private static LineView view(ProposeOneWay.Line line) {
        return new LineView(
                line.left().name(),
                line.left().type().word(),
                line.right(),
                line.type().word(),
                line.exists(),
                line.fits().stream()
                        .map(fit -> new FitView(fit.type().word(), ReadSync.word(fit.level()), fit.note()))
                        .toList());
    }

    private ReadTables.Found read(WorkspaceId workspace, Sync.Side side) {
        return read.fields(workspace, side.connection(), side.table());
    }

    private static ProposeFields.Table table(ReadTables.Found found) {
        return new ProposeFields.Table(found.shape().schema().fields(), found.typed());
    }

    private static Equality equality(Traits left, Traits right) {
        return new Equality(left.blankIsEmpty() || right.blankIsEmpty(), left.falseIsEmpty() || right.falseIsEmpty());
    }

    private static Sync.Side side(String which, @Nullable Map<String, Object> said, FieldProblems problems) {
        var options = new LinkedHashMap<String, Object>(said == null ? Map.of() : said);
        var connection = problems.text(which + "/connection", text(options.remove("connection")), LONGEST_NAME);
        var table = problems.text(which + "/table", text(options.remove("table")), LONGEST_NAME);
        options.values().removeIf(java.util.Objects::isNull);
        return new Sync.Side(connection, new TableRef(table, new SettingValues(options)));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static PairView view(Proposed pair, ProposeFields.Table left, ProposeFields.Table right) {
        return new PairView(
                written(pair.left(), left),
                pair.leftType().word(),
                written(pair.right(), right),
                pair.rightType().word(),
                pair.flow() == null ? null : word(pair.flow()),
                pair.note());
    }

    private static String written(Field field, ProposeFields.Table table) {
        boolean twice = table.fields().stream()
                        .filter(other -> other.name().equals(field.name()))
                        .count()
                > 1;
        return twice ? field.id() : field.name();
    }

    private static String word(Flow flow) {
        return switch (flow) {
            case BOTH -> "both";
            case TO_RIGHT -> "to-right";
            case TO_LEFT -> "to-left";
        };
    }
}
