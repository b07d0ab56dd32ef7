package dev.tallystick.connectors.airtable;

import dev.tallystick.connectors.airtable.ListRecords.Query;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds rows of the whole table by what one of their fields holds.
final class FindRows {
    private final ListRecords records;
    private final Cells cells;
    private final List<String> asked;
    private final List<String> values;

    /// @param asked fields to ask for
    /// @param values fields to give back
    FindRows(ListRecords records, Cells cells, List<String> asked, List<String> values) {
        this.records = records;
        this.cells = cells;
        this.asked = asked;
        this.values = values;
    }

    List<Row> find(Column column, Collection<Value> wanted) {
        Set<Value> normal = new HashSet<>();
        List<Value> distinct = new ArrayList<>();
        for (var value : wanted) {
            if (!Cells.EQUALITY.normal(value).isEmpty() && normal.add(Cells.EQUALITY.normal(value))) {
                distinct.add(value);
            }
        }
        if (distinct.isEmpty()) {
            return List.of();
        }
        var fields = new ArrayList<>(asked);
        if (!fields.contains(column.id())) {
            fields.add(column.id());
        }
        var query = Query.fields(fields);
        var formulas =
                distinct.stream().map(value -> Formula.equal(column, value)).toList();
        if (formulas.stream().anyMatch(Optional::isEmpty)) {
            return kept(records.all(query), column, normal); // no formula can tell: all of it is read
        }
        List<Row> rows = new ArrayList<>();
        for (int from = 0; from < formulas.size(); from += Formula.MOST_VALUES) {
            var part = formulas.subList(from, Math.min(from + Formula.MOST_VALUES, formulas.size())).stream()
                    .flatMap(Optional::stream)
                    .toList();
            rows.addAll(kept(records.all(query.filter(Formula.or(part)).posted()), column, normal));
        }
        return rows;
    }

    /// A formula may see as equal what is not: Airtable compares some texts without regard to what we keep apart.
    private List<Row> kept(List<AirtableRecord> found, Column column, Set<Value> normal) {
        return found.stream()
                .filter(record -> normal.contains(Cells.EQUALITY.normal(
                        ReadCell.of(column, record.cell(column.id())).value())))
                .map(record -> cells.row(record, values))
                .toList();
    }
}
