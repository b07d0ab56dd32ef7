package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Source;
import dev.tallystick.table.Field;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A table that is only read, for a sync that fills a database with it: every field, by its name, as its mapping says
/// it. A row is known by its record id, and a link holds those of the rows it points at, so that they can be keys
/// there.
///
/// It is read whole each time: which fields a sync maps is not known here, so no "last modified time" can be trusted to
/// watch all of them.
final class AirtableSource implements Source {
    private final AirtableTable table;
    private final Schema schema;
    private final Map<String, String> names = new HashMap<>();
    private final boolean stopped;

    AirtableSource(AirtableTable table) {
        this.table = table;
        List<Field> fields;
        try {
            fields = prepared(table);
        } catch (StoppedException _) {
            this.schema = new Schema(List.of());
            this.stopped = true;
            return;
        }
        var once = new HashSet<String>();
        Set<String> doubled = new HashSet<>();
        fields.stream().map(Field::name).filter(name -> !once.add(name)).forEach(doubled::add);
        // People make no two fields of one name, but nothing promises it.
        fields.forEach(field -> names.put(field.id(), doubled.contains(field.name()) ? field.id() : field.name()));
        this.schema = new Schema(fields.stream()
                .map(field -> new Field(
                        names.getOrDefault(field.id(), field.id()),
                        field.name(),
                        field.type(),
                        field.readOnly(),
                        field.required()))
                .toList());
        this.stopped = false;
    }

    /// First to see which fields there are, then to have all of them; Airtable is asked once.
    private static List<Field> prepared(AirtableTable table) {
        var wishes = table.prepare(List.of(), null, false).schema().fields().stream()
                .map(field -> new Wish(field.id(), null, false))
                .toList();
        return table.prepare(wishes, null, false).schema().fields();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean closed() {
        return !stopped;
    }

    @Override
    public boolean incremental() {
        return false;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        if (stopped) {
            return new Listing.Partial("It was asked to stop before the end.");
        }
        var listing = table.list(new Request(null), page -> sink.page(new Page(named(page.rows()), page.unreadable())));
        return switch (listing) {
            case Listing.Complete complete -> new Listing.Complete(null, complete.scope(), true);
            case Listing.Partial partial -> partial;
        };
    }

    private List<Row> named(List<Row> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, Value> values = new LinkedHashMap<>();
                    row.values().forEach((field, value) -> values.put(names.getOrDefault(field, field), value));
                    return new Row(row.id(), values, row.changedAt());
                })
                .toList();
    }
}
