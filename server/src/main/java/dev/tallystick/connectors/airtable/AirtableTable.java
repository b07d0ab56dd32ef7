package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Source.Unreadable;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.connectors.airtable.ListRecords.End;
import dev.tallystick.connectors.airtable.ListRecords.Query;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table of an Airtable base, in use as one side of a sync.
final class AirtableTable implements OpenTable {
    private static final int GUARD_ROWS = 100;

    private final BaseInUse base;
    private final String name;
    private final TableOptions options;
    private final Timing timing;
    private PrepareTable.@Nullable Prepared prepared;
    private @Nullable Cells cells;
    private Optional<Column> changed = Optional.empty();
    private @Nullable Instant guarded;

    AirtableTable(BaseInUse base, String name, TableOptions options, Timing timing) {
        this.base = base;
        this.name = name;
        this.options = options;
        this.timing = timing;
    }

    @Override
    public String identity() {
        var id = prepared == null
                ? base.table(name).map(TableSchema::id).orElse(name)
                : prepared.table().id();
        return "airtable/" + base.id() + "/" + id;
    }

    @Override
    public Optional<String> called() {
        return Optional.of(prepared().table().name()).filter(called -> !called.equals(name));
    }

    // ---- preparing

    @Override
    public Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make) {
        var found = new PrepareTable(base, name, options, remembered, make).of(wishes);
        prepared = found;
        var mapped = mapped(found);
        changed = Increment.column(found.table(), mapped);
        cells = new Cells(found.table(), found.found(), changed.orElse(null));
        var ids = new LinkedHashMap<String, String>();
        found.found().forEach((wish, column) -> ids.put(wish, column.id()));
        return new Shape(
                schema(found),
                ids,
                found.missing(),
                found.made(),
                found.table().fingerprint(),
                found.remembered().text(),
                traits());
    }

    private List<Column> mapped(PrepareTable.Prepared found) {
        return found.found().entrySet().stream()
                .filter(each -> options.marker().filter(each.getKey()::equals).isEmpty())
                .map(Map.Entry::getValue)
                .toList();
    }

    /// As the sync is to see it: nobody maps the marker field.
    private Schema schema(PrepareTable.Prepared found) {
        return new Schema(cells().columns().stream()
                .map(column -> found.marker()
                                .filter(marker -> marker.id().equals(column.id()))
                                .isPresent()
                        ? new Field(column.id(), column.name(), column.type(), true, false)
                        : column.field())
                .toList());
    }

    private Traits traits() {
        return new Traits(
                true,
                true,
                true,
                true,
                options.all(),
                false,
                changed.isPresent(),
                false,
                timing.settleAfter(),
                GUARD_ROWS,
                options.batch());
    }

    private PrepareTable.Prepared prepared() {
        return Objects.requireNonNull(prepared, "The table is prepared before anything else");
    }

    private Cells cells() {
        return Objects.requireNonNull(cells, "The table is prepared before anything else");
    }

    private ListRecords records() {
        return new ListRecords(base.client(), base.id(), prepared().table());
    }

    /// What is asked for; the primary field stands in where no field is, since a listing without fields brings
    /// all.
    private List<String> fields() {
        var fields = new LinkedHashSet<String>();
        mapped(prepared()).forEach(column -> fields.add(column.id()));
        changed.ifPresent(column -> fields.add(column.id()));
        if (fields.isEmpty()) {
            fields.add(prepared().table().primaryField());
        }
        return List.copyOf(fields);
    }

    private List<String> values() {
        return mapped(prepared()).stream().map(Column::id).distinct().toList();
    }

    // ---- reading

    @Override
    public Listing list(Source.Request request, PageSink sink) {
        if (prepared().imagined()) {
            return new Listing.Complete(null, scope(), true);
        }
        var cursorScope = scope() + " " + prepared().table().fingerprint();
        var cursor = changed.isPresent() ? Increment.Cursor.of(request.cursor(), cursorScope) : null;
        var latest = new Latest();
        var end = records().walk(query(cursor), page -> {
            List<Unreadable> remarks = new ArrayList<>();
            var rows = page.stream()
                    .map(record -> cells().row(record, values(), remarks))
                    .toList();
            rows.forEach(row -> latest.see(row.changedAt()));
            sink.page(new Page(rows, List.of(), remarks));
        });
        return switch (end) {
            case End.Broken(var reason) -> new Listing.Partial(reason);
            case End.Seen(var begun) -> {
                var next = changed.isPresent() ? Increment.next(latest.time, cursor, begun) : null;
                yield new Listing.Complete(
                        next == null ? null : new Increment.Cursor(next, cursorScope).text(), scope(), cursor == null);
            }
        };
    }

    private static final class Latest {
        private @Nullable Instant time;

        void see(@Nullable Instant other) {
            if (other != null && (time == null || other.isAfter(time))) {
                time = other;
            }
        }
    }

    private Query query(Increment.@Nullable Cursor cursor) {
        var filter = options.filter();
        if (cursor != null) {
            var since = Formula.changedAfter(changed.orElseThrow().id(), cursor.from(timing.overlap()));
            filter = Optional.of(filter.map(own -> Formula.and(own, since)).orElse(since));
        }
        return new Query(fields(), prepared().view().map(TableSchema.View::id), filter, false);
    }

    /// Rows of a base are seen by everybody who may read it, so the account is no part of it.
    private String scope() {
        var text = new StringBuilder(identity());
        prepared().view().ifPresent(view -> text.append(" view ").append(view.id()));
        options.filter()
                .ifPresent(filter -> text.append(" filter ")
                        .append(new Fingerprint(Equality.EXACT).add(filter).hex(), 0, 16));
        return text.toString();
    }

    @Override
    public Map<String, Row> fetch(Collection<String> ids) {
        if (prepared().imagined()) {
            return Map.of();
        }
        return fetch(ids, fields(), values());
    }

    private Map<String, Row> fetch(Collection<String> ids, List<String> asked, List<String> values) {
        Map<String, Row> rows = new LinkedHashMap<>();
        var distinct = List.copyOf(new LinkedHashSet<>(ids));
        for (int from = 0; from < distinct.size(); from += ListRecords.PAGE_ROWS) {
            var part = distinct.subList(from, Math.min(from + ListRecords.PAGE_ROWS, distinct.size()));
            for (var record :
                    records().all(Query.fields(asked).filter(Formula.rows(part)).posted())) {
                rows.put(record.id(), cells().row(record, values));
            }
        }
        rows.keySet().retainAll(distinct);
        return rows;
    }

    @Override
    public List<Row> find(String field, Collection<Value> values) {
        if (prepared().imagined()) {
            return List.of();
        }
        return new FindRows(records(), cells(), fields(), values()).find(column(field), values);
    }

    /// By id, or as the sync wrote it.
    private Column column(String field) {
        return Optional.ofNullable(prepared().found().get(field)).orElseGet(() -> cells().column(field));
    }

    @Override
    public Map<String, String> names(String linkField) {
        var column = column(linkField);
        var options = column.options();
        // A lookup of links says it of its result.
        var linked = options.path("linkedTableId")
                .asString(options.path("result")
                        .path("options")
                        .path("linkedTableId")
                        .asString(""));
        return namesOf(base.table(linked)
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "The table that the field " + column + " of the table '"
                                + prepared().table().name()
                                + "' links to is not to be seen, so its rows cannot be called by their names.")));
    }

    /// All of it, without view or filter: whether a row is there does not depend on what this sync shows.
    @Override
    public Optional<Linked> linked(String linkField) {
        var column = column(linkField);
        if (column.field().readOnly()) {
            return Optional.empty();
        }
        return base.table(column.options().path("linkedTableId").asString(""))
                .flatMap(table -> table.primary()
                        .map(primary -> new Linked(
                                table.name(),
                                new AirtableTable(
                                        base, table.id(), TableOptions.of(new SettingValues(Map.of())), timing),
                                primary.id())));
    }

    private Map<String, String> namesOf(TableSchema table) {
        Map<String, String> names = new LinkedHashMap<>();
        table.primary()
                .ifPresent(primary -> new ListRecords(base.client(), base.id(), table)
                        .all(Query.fields(List.of(primary.id())))
                        .forEach(record -> names.put(
                                record.id(),
                                ReadCell.shown(ReadCell.of(primary, record.cell(primary.id()))
                                        .value()))));
        return names;
    }

    // ---- writing

    /// A create looks at nothing: there is no row yet, and a check of the key is the planner's.
    @Override
    public Guard guard(List<Write> writes) {
        var look = writer();
        Map<String, String> refused = new LinkedHashMap<>();
        writes.forEach(write -> look.fault(write).ifPresent(reason -> refused.put(write.id(), reason)));
        Map<String, Row> rows = new LinkedHashMap<>();
        var existing =
                writes.stream().filter(write -> write.kind() != Kind.CREATE).toList();
        guarded = null;
        if (!existing.isEmpty()) {
            var values = new LinkedHashSet<>(values());
            existing.forEach(write -> values.addAll(write.expected().keySet()));
            values.removeIf(field -> !cells().has(field));
            var asked = new LinkedHashSet<>(fields());
            asked.addAll(values);
            var found =
                    fetch(existing.stream().map(AirtableTable::row).toList(), List.copyOf(asked), List.copyOf(values));
            for (var write : existing) {
                var row = found.get(row(write));
                if (row != null) {
                    rows.put(write.id(), row);
                }
            }
        }
        if (!existing.isEmpty()) {
            guarded = base.client().sentAt();
        }
        return new Guard(rows, refused, "");
    }

    private static String row(Write write) {
        return Objects.requireNonNull(write.row(), "An update or delete names its row");
    }

    private WriteRows writer() {
        return new WriteRows(
                base,
                prepared().table(),
                cells(),
                options.createOptions(),
                prepared().marker());
    }

    @Override
    public Outcome write(Batch batch, Guard guard) {
        var results = writer().write(batch.writes(), guard);
        var window = guarded == null
                ? Duration.ZERO
                : Duration.between(guarded, base.client().clock().instant());
        return new Outcome(results, List.of(), window.isNegative() ? Duration.ZERO : window);
    }

    @Override
    public Outcome settle(Batch batch, String kept, Instant begun) {
        var key = batch.key() == null ? null : keyOf(batch.key());
        // The rows' times are Airtable's, and its clock may be off from ours.
        var since = begun.plus(base.client().ahead()).minus(timing.skew());
        var results = new SettleRows(records(), cells(), prepared().marker(), values()).settle(batch, key, since);
        return new Outcome(results, List.of(), Duration.ZERO);
    }

    /// Null for a field that is gone: its rows must be told apart without it.
    private @Nullable String keyOf(String key) {
        return prepared().found().containsKey(key) || cells().has(key)
                ? column(key).id()
                : null;
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
