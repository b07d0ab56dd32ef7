package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where the rows of writes stand in one reading.
final class Places {
    /// A cell cannot hold an empty text.
    static final Equality EQUALITY = new Equality(true, false);

    private final Reading reading;
    private final Columns columns;
    private final TabOptions options;
    private final Fields fields;
    private final int identity;
    private final Map<String, Integer> byId = new HashMap<>();
    private final Set<String> doubled = new HashSet<>();

    Places(Reading reading, TabOptions options, Fields fields) {
        this.reading = reading;
        this.columns = Columns.of(reading, options.headerRow());
        this.options = options;
        this.fields = fields;
        this.identity = columns.find(options.identity())
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "The column '" + options.identity() + "', which tells the rows apart, is not in row "
                                + (options.headerRow() + 1) + " any more."));
        for (int row = options.headerRow() + 1; row < reading.rows().size(); row++) {
            var id = id(row);
            if (!id.isEmpty() && byId.putIfAbsent(id, row) != null) {
                doubled.add(id);
            }
        }
        byId.keySet().removeAll(doubled);
    }

    Reading reading() {
        return reading;
    }

    Columns columns() {
        return columns;
    }

    int identity() {
        return identity;
    }

    String id(int row) {
        return Columns.text(reading.cell(row, identity));
    }

    boolean has(String id) {
        return byId.containsKey(id) || doubled.contains(id);
    }

    @Nullable
    Integer row(String id) {
        return byId.get(id);
    }

    int column(String field) {
        return columns.find(field)
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "The column '" + field + "' is not in row " + (options.headerRow() + 1)
                                + " any more. Was it renamed or deleted?"));
    }

    /// The id that a write's row has or gets.
    String idOf(Write write) {
        if (write.row() != null) {
            return write.row();
        }
        if (!options.keyIsIdentity()) {
            return RowId.of(write.id());
        }
        return switch (fields.values().write(write.values().getOrDefault(options.key(), Value.empty()))) {
            case CellValues.Written.To(Cell cell) -> Columns.text(cell);
            case CellValues.Written.Not _ -> "";
        };
    }

    /// By write id; writes whose row is not there, or not clearly, are left out. Creates have no place.
    Map<String, Integer> of(List<Write> writes) {
        Map<String, Integer> rows = new TreeMap<>();
        Set<Integer> taken = new HashSet<>();
        for (var write : writes) {
            if (write.kind() == Kind.CREATE) {
                continue;
            }
            var row = write.place() == null
                    ? Optional.ofNullable(byId.get(idOf(write)))
                    : loose(write, write.place(), taken);
            row.ifPresent(at -> {
                rows.put(write.id(), at);
                taken.add(at);
            });
        }
        return rows;
    }

    /// A row without an id of its own is the nearest to where it stood that still says what it said. Of several
    /// that say the same it does not matter which.
    private Optional<Integer> loose(Write write, String place, Set<Integer> taken) {
        var parts = place.split(" ", 2);
        int stood = Integer.parseInt(parts[0]) - 1;
        var claims = parts.length > 1 ? parts[1] : "";
        List<Integer> rows = new ArrayList<>();
        for (int row = options.headerRow() + 1; row < reading.rows().size(); row++) {
            if (id(row).equals(claims) && !taken.contains(row) && says(row, write.expected())) {
                rows.add(row);
            }
        }
        return rows.stream().min(Comparator.comparingInt(row -> Math.abs(row - stood)));
    }

    boolean says(int row, Map<String, Value> expected) {
        return expected.entrySet().stream()
                .filter(entry -> columns.find(entry.getKey()).isPresent())
                .allMatch(entry -> EQUALITY.same(
                        entry.getValue(), fields.value(entry.getKey(), reading.cell(row, column(entry.getKey())))));
    }

    Row row(String id, int row) {
        return fields.row(id, columns, column -> reading.cell(row, column));
    }

    Map<String, Value> values(int row, Set<String> of) {
        Map<String, Value> values = new TreeMap<>();
        of.forEach(field -> values.put(field, fields.value(field, reading.cell(row, column(field)))));
        return values;
    }

    /// Why this write must not be made; null when it may.
    @Nullable
    String refusal(Write write, @Nullable Integer row) {
        int at = row == null ? reading.rows().size() : row;
        if (write.kind() == Kind.DELETE) {
            for (int column = 0; column < Math.max(reading.width(), 1); column++) {
                var closed = reading.protection(at, column);
                if (closed != null) {
                    return protectedBy(closed, at, column);
                }
            }
            return null;
        }
        if (write.place() != null || write.kind() == Kind.CREATE) {
            var closed = reading.protection(at, identity);
            if (closed != null && !options.keyIsIdentity()) {
                return protectedBy(closed, at, identity);
            }
        }
        if (write.kind() == Kind.CREATE && idOf(write).isEmpty()) {
            return "It has nothing in '" + options.key() + "', which tells the rows apart.";
        }
        for (var entry : new TreeMap<>(write.values()).entrySet()) {
            int column = column(entry.getKey());
            if (fields.values().write(entry.getValue()) instanceof CellValues.Written.Not(String reason)) {
                return "'" + entry.getKey() + "' " + reason + ".";
            }
            var closed = reading.protection(at, column);
            if (closed != null
                    && !(write.kind() == Kind.CREATE && entry.getValue().isEmpty())) {
                return protectedBy(closed, at, column);
            }
            if (row != null && reading.cell(row, column) instanceof Cell.Formula) {
                return "The cell " + A1.cell(at, column) + " ('" + entry.getKey()
                        + "') holds a formula, which is never overwritten. Map the column one way, or replace the"
                        + " formula.";
            }
        }
        return null;
    }

    private static String protectedBy(Reading.Protection closed, int row, int column) {
        var name = closed.name().isEmpty() ? "a protected range" : "the protected range '" + closed.name() + "'";
        return "The cell " + A1.cell(row, column) + " is in " + name
                + ", which is never written to. Remove the protection, or map the column one way.";
    }
}
