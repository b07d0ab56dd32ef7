package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.OpenTable.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Makes rows below the last one, each with its id inside. They can hit nobody; but a column that was moved in
/// that instant takes values that belong elsewhere, and then they are put where they belong.
final class AppendRows {
    private final Tab tab;
    private final TabOptions options;
    private final Fields fields;
    private final PutCells put;

    AppendRows(Tab tab, TabOptions options, Fields fields, PutCells put) {
        this.tab = tab;
        this.options = options;
        this.fields = fields;
        this.put = put;
    }

    Reading write(Places places, List<Write> writes, String batch) {
        var before = places.reading();
        List<List<Cell>> rows = new ArrayList<>();
        List<Map<String, Cell>> byHeader = new ArrayList<>();
        for (var write : writes) {
            var cells = wanted(places, write);
            byHeader.add(cells);
            rows.add(row(places, cells));
        }
        var requests = new Requests(tab.sheetId()).mark(before.marker(), batch).append(rows);
        var after = tab.write(requests, before, batch);
        return put.putRight(after, misplaced(before, after, rows, byHeader));
    }

    /// What a created row holds, by header.
    Map<String, Cell> wanted(Places places, Write write) {
        Map<String, Cell> cells = new TreeMap<>();
        write.values().forEach((field, value) -> {
            if (fields.values().write(value) instanceof CellValues.Written.To(Cell cell)) {
                cells.put(field, cell);
            }
        });
        if (!options.keyIsIdentity()) {
            cells.put(options.idColumn(), Cell.text(places.idOf(write)));
        }
        return cells;
    }

    private static List<Cell> row(Places places, Map<String, Cell> cells) {
        List<Cell> row = new ArrayList<>();
        cells.forEach((header, cell) -> {
            int column = places.column(header);
            while (row.size() <= column) {
                row.add(Cell.Blank.CELL);
            }
            row.set(column, cell);
        });
        return row;
    }

    private List<PutCells.Put> misplaced(
            Reading before, Reading after, List<List<Cell>> rows, List<Map<String, Cell>> byHeader) {
        List<PutCells.Put> puts = new ArrayList<>();
        var lines = Lines.between(before, after, options.headerRow(), options.identity(), List.of(), Set.of());
        var headers = Columns.of(before, options.headerRow());
        for (int write = 0; write < rows.size(); write++) {
            var id = byHeader.get(write).get(options.identity());
            int sent = headers.find(options.identity()).orElse(-1);
            int at = row(after, id == null ? Cell.Blank.CELL : id, sent);
            if (at < 0) {
                continue; // gone again, by somebody's hand
            }
            Map<Integer, Cell> wanted = new TreeMap<>();
            byHeader.get(write).forEach((header, cell) -> {
                Integer column = lines.columnAfter(headers.find(header).orElse(-1));
                if (column != null) {
                    wanted.put(column, cell);
                }
            });
            int width = Math.max(after.row(at).size(), wanted.isEmpty() ? 0 : Collections.max(wanted.keySet()) + 1);
            for (int column = 0; column < width; column++) {
                var should = wanted.getOrDefault(column, Cell.Blank.CELL);
                var is = after.cell(at, column);
                if (!is.same(should) && !(is instanceof Cell.Formula)) {
                    puts.add(new PutCells.Put(PutCells.PUT_RIGHT, at, column, should, is));
                }
            }
        }
        return puts;
    }

    /// The row with this id, which was sent to this column and may stand in another by now.
    private static int row(Reading reading, Cell id, int column) {
        for (int row = reading.rows().size() - 1; row >= 0; row--) {
            if (reading.cell(row, column).same(id)) {
                return row;
            }
        }
        for (int row = reading.rows().size() - 1; row >= 0; row--) {
            if (reading.row(row).contains(id)) {
                return row;
            }
        }
        return -1;
    }
}
