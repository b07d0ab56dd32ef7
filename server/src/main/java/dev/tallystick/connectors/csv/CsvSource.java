package dev.tallystick.connectors.csv;

import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One file as a table.
///
/// It is read to its end and kept, looked through once, and only then handed on row by row: a header that
/// does not fit
/// stops everything before the first row, and of a key that stands twice neither line is believed.
final class CsvSource implements Source {
    private static final int HEAD_BYTES = 256 * 1024;

    private final String table;
    private final TableOptions options;
    private final Files files;
    private final Surroundings surroundings;
    private final int pageRows;

    CsvSource(String table, TableOptions options, Files files, Surroundings surroundings, int pageRows) {
        this.table = table;
        this.options = options;
        this.files = files;
        this.surroundings = surroundings;
        this.pageRows = pageRows;
    }

    @Override
    public Schema schema() {
        return new Schema(header().names().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .map(name -> Field.of(name, FieldType.TEXT))
                .toList());
    }

    /// The header alone, of the beginning of the file.
    Header header() {
        byte[] head = files.read(table, body -> body.stream().readNBytes(HEAD_BYTES));
        // A character may be cut at the end; it stands below the header.
        return Lines.header(new ByteArrayInputStream(upToLineEnd(head)), options, options.needed(Set.of()), table);
    }

    /// The header and the rows below it, whatever their key.
    Glimpse glimpse(int most) {
        byte[] head = upToLineEnd(files.read(table, body -> body.stream().readNBytes(HEAD_BYTES)));
        var header = Lines.header(new ByteArrayInputStream(head), options, options.needed(Set.of()), table);
        List<Map<String, Value>> found = new ArrayList<>();
        // A quote that is open where the beginning ends is no fault of the file.
        var _ = Lines.below(new ByteArrayInputStream(head), options, header, table, (_, cells) -> {
            Map<String, Value> values = new HashMap<>();
            header.cells(cells).forEach((name, cell) -> values.put(name, Value.text(cell)));
            found.add(values);
            return found.size() < most;
        });
        var fields = header.names().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .map(name -> Field.of(name, FieldType.TEXT))
                .toList();
        return new Glimpse(fields, found, List.of(), true, Map.of());
    }

    private static byte[] upToLineEnd(byte[] head) {
        if (head.length < HEAD_BYTES) {
            return head;
        }
        int end = head.length;
        while (end > 1 && head[end - 1] != '\n') {
            end--;
        }
        return java.util.Arrays.copyOf(head, end);
    }

    @Override
    public boolean incremental() {
        return false;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        try (var spool = files.read(table, body -> Spool.of(body, surroundings.stopping()))) {
            var needed = options.needed(request.fields());
            var header = Lines.header(spool.read(), options, needed, table);
            return new Reading(spool, header, needed).list(sink);
        } catch (Stopped _) {
            return new Listing.Partial("It was asked to stop before the end.");
        }
    }

    /// One reading of one file.
    private final class Reading {
        private final Spool spool;
        private final Header header;
        private final Set<String> needed;
        private final DoubledKeys doubled = new DoubledKeys();
        private List<Integer> keyPlaces = List.of();

        private final List<Row> rows = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();

        Reading(Spool spool, Header header, Set<String> needed) {
            this.spool = spool;
            this.header = header;
            this.needed = needed;
        }

        Listing list(PageSink sink) {
            lookThrough();
            var broken = Lines.below(spool.read(), options, header, table, (line, cells) -> {
                take(line, cells);
                if (rows.size() + unreadable.size() >= pageRows) {
                    handOn(sink);
                }
                return true;
            });
            if (!rows.isEmpty() || !unreadable.isEmpty()) {
                handOn(sink);
            }
            if (broken.isPresent()) {
                return new Listing.Partial(broken.get().sentence());
            }
            return spool.endIsTold()
                    ? new Listing.Complete(null, files.scope(table), true)
                    : new Listing.Partial("The other side does not say where its file ends, so it may have been cut"
                            + " short; rows that are missing from it are not taken for deleted.");
        }

        private void lookThrough() {
            var filled = new BitSet();
            boolean keyed = header.names().containsAll(options.key());
            keyPlaces = keyed ? header.places(options.key()) : List.of();
            Lines.below(spool.read(), options, header, table, (_, cells) -> {
                stopping();
                for (int place = 0; place < cells.size(); place++) {
                    if (!cells.get(place).isBlank()) {
                        filled.set(place);
                    }
                }
                key(cells).ifPresent(doubled::look);
                return true;
            });
            header.check(table, needed, filled);
            if (doubled.mayBe()) {
                Lines.below(spool.read(), options, header, table, (line, cells) -> {
                    stopping();
                    key(cells).ifPresent(key -> doubled.lookAgain(key, line));
                    return true;
                });
            }
        }

        private void stopping() {
            if (surroundings.stopping().getAsBoolean()) {
                throw new Stopped();
            }
        }

        private void handOn(PageSink sink) {
            stopping();
            sink.page(new Page(rows, unreadable));
            rows.clear();
            unreadable.clear();
        }

        private void take(long line, List<String> cells) {
            var where = "line " + line;
            var key = key(cells).orElse(null);
            var width = header.width();
            if (cells.size() < width || cells.stream().skip(width).anyMatch(cell -> !cell.isEmpty())) {
                unreadable.add(new Unreadable(
                        where,
                        "It has " + cells.size() + (cells.size() == 1 ? " cell" : " cells") + ", and the header has "
                                + width + "; a delimiter is missing or one too many, perhaps inside a text that needs"
                                + " quotes.",
                        key));
            } else if (key == null) {
                unreadable.add(new Unreadable(
                        where,
                        "It has nothing in " + String.join(" or ", options.key()) + ", which tells rows apart."));
            } else if (doubled.has(key)) {
                unreadable.add(new Unreadable(
                        where,
                        "Its key '" + key + "' stands in " + doubled.where(key)
                                + ", so nobody can tell which one is meant; keep one.",
                        key));
            } else {
                Map<String, Value> values = new HashMap<>();
                header.cells(cells).forEach((name, cell) -> values.put(name, Value.text(cell)));
                rows.add(new Row(key, values));
            }
        }

        /// The row id; several columns are joined as a JSON list, so that no two pairs run together.
        private Optional<String> key(List<String> cells) {
            List<String> parts = keyPlaces.stream()
                    .map(place -> place < cells.size() ? cells.get(place).strip() : "")
                    .toList();
            if (parts.isEmpty() || parts.contains("")) {
                return Optional.empty();
            }
            return Optional.of(
                    parts.size() == 1
                            ? parts.getFirst()
                            : parts.stream()
                                    .map(part ->
                                            "\"" + part.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                                    .collect(Collectors.joining(",", "[", "]")));
        }
    }
}
