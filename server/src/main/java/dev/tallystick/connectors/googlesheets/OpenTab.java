package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connectors.googlesheets.PrepareTab.Prepared;
import dev.tallystick.table.Field;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A tab in use as one side of a sync. docs/why/sheets-identity.md says why it reads and writes as it does.
final class OpenTab implements OpenTable {
    private final SheetsClient client;
    private final TabOptions options;
    private final int pageRows;
    private final Duration settleAfter;
    private PrepareTab.@Nullable Ahead ahead;
    private @Nullable Prepared prepared;
    private @Nullable Guarded guarded;

    /// The guard's reading, so that the write need not unpack it.
    private record Guarded(String kept, Reading reading, Instant readAt) {}

    OpenTab(SheetsClient client, TabOptions options, int pageRows, Duration settleAfter) {
        this.client = client;
        this.options = options;
        this.pageRows = pageRows;
        this.settleAfter = settleAfter;
    }

    @Override
    public String identity() {
        var known = prepared == null ? null : prepared.tab();
        var name = known != null
                ? Integer.toString(known.sheetId())
                : options.gid().isPresent()
                        ? Integer.toString(options.gid().getAsInt())
                        : Integer.toString(found().sheetId());
        return "google-sheets/" + client.settings().spreadsheet() + "/" + name;
    }

    @Override
    public Optional<String> called() {
        return prepared == null || prepared.tab() == null || options.gid().isEmpty()
                ? Optional.empty()
                : Optional.of(prepared.tab().title());
    }

    private Tab found() {
        return new PrepareTab(client, options).find();
    }

    @Override
    public void ahead(@Nullable String remembered) {
        ahead = new PrepareTab(client, options).ahead(remembered);
    }

    @Override
    public Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make) {
        var prepare = new PrepareTab(client, options);
        var now = prepare.prepare(wishes, remembered, make, ahead != null ? ahead : prepare.ahead(remembered));
        ahead = null;
        prepared = now;
        List<Field> schema = new ArrayList<>();
        now.columns().byText().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .filter(entry -> !entry.getKey().equals(options.idColumn()))
                .forEach(entry -> schema.add(field(now, entry.getKey(), entry.getValue())));
        now.found().values().stream()
                .filter(header -> now.columns().find(header).isEmpty())
                .forEach(header -> schema.add(new Field(header, header, type(now, header), false, false)));
        return new Shape(
                new Schema(schema),
                now.found(),
                now.missing(),
                now.made(),
                fingerprint(schema),
                now.remember().write(),
                traits());
    }

    private static Field field(Prepared now, String header, int column) {
        return new Field(header, header, type(now, header, column), now.sample().computed(column), false);
    }

    private static dev.tallystick.table.FieldType type(Prepared now, String header, int column) {
        var wished = now.fields().type(header);
        return wished == null ? now.sample().type(column) : wished;
    }

    private static dev.tallystick.table.FieldType type(Prepared now, String header) {
        var wished = now.fields().type(header);
        return wished == null ? dev.tallystick.table.FieldType.TEXT : wished;
    }

    private static String fingerprint(List<Field> schema) {
        var fingerprint = new Fingerprint(Places.EQUALITY);
        schema.stream()
                .map(field -> field.id() + (field.readOnly() ? " computed" : ""))
                .sorted()
                .forEach(fingerprint::add);
        return fingerprint.hex();
    }

    private Traits traits() {
        return new Traits(
                true,
                false,
                true,
                true,
                true,
                options.keyIsIdentity(),
                false,
                true,
                settleAfter,
                options.batchRows(),
                options.batchRows());
    }

    private Prepared prepared() {
        if (prepared == null) {
            throw new IllegalStateException("prepare comes first");
        }
        return prepared;
    }

    private Tab tab() {
        var tab = prepared().tab();
        if (tab == null) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The tab '" + options.title() + "' is not there yet; the first run makes it.");
        }
        return tab;
    }

    @Override
    public Listing list(Source.Request request, PageSink sink) {
        if (prepared().tab() == null) {
            return new Listing.Complete(null, "a tab that is still to be made", true);
        }
        var identified = prepared().columns().find(options.identity()).isPresent();
        return new ListTab(tab(), options, prepared().fields(), identified, pageRows).list(sink);
    }

    @Override
    public Map<String, Row> fetch(Collection<String> ids) {
        var places = places(tab().read());
        Map<String, Row> rows = new HashMap<>();
        for (var id : new HashSet<>(ids)) {
            Integer row = places.row(id);
            if (row != null) {
                int at = row;
                var broken = prepared()
                        .fields()
                        .broken(places.columns(), column -> places.reading().cell(at, column));
                if (broken.isPresent()) {
                    throw new ConnectorException(
                            Problem.BAD_ANSWER,
                            "The row " + id + " shows an error in '" + broken.get() + "', so it cannot be read. Mend"
                                    + " its formula.");
                }
                rows.put(id, places.row(id, row));
            } else if (places.has(id)) {
                throw new ConnectorException(
                        Problem.BAD_ANSWER, "Two rows share the id " + id + ", so neither can be asked for by it.");
            }
        }
        return rows;
    }

    private Places places(Reading reading) {
        return new Places(reading, options, prepared().fields());
    }

    /// A full listing shows the whole tab.
    @Override
    public List<Row> find(String field, Collection<Value> values) {
        throw new UnsupportedOperationException("A listing of a tab has all its rows");
    }

    /// Cells link to nothing.
    @Override
    public Map<String, String> names(String linkField) {
        return Map.of();
    }

    @Override
    public Guard guard(List<Write> writes) {
        client.mayWrite();
        var reading = tab().read();
        var readAt = client.sentAt();
        var places = places(reading);
        var rows = places.of(writes);
        Map<String, Row> found = new HashMap<>();
        Map<String, String> refused = new HashMap<>();
        for (var write : writes) {
            Integer row = rows.get(write.id());
            if (row != null) {
                found.put(write.id(), places.row(places.idOf(write), row));
            }
            var refusal = places.refusal(write, row);
            if (refusal != null) {
                refused.put(write.id(), refusal);
            }
        }
        var kept = Kept.pack(reading);
        guarded = new Guarded(kept, reading, readAt);
        return new Guard(found, refused, kept);
    }

    @Override
    public Outcome write(Batch batch, Guard guard) {
        var latest = guarded;
        if (latest == null || !latest.kept().equals(guard.kept())) {
            // A guard of another process says where things stood, and nothing of how long ago.
            latest = new Guarded(guard.kept(), Kept.unpack(guard.kept(), tab().read()), Instant.EPOCH);
        }
        return new WriteBatch(tab(), options, prepared().fields(), batch.id(), batch.writes())
                .write(latest.reading(), latest.readAt());
    }

    @Override
    public Outcome settle(Batch batch, String kept, Instant begun) {
        return new SettleBatch(tab(), options, prepared().fields(), batch.id(), batch.writes()).settle(kept);
    }

    @Override
    public void close() {
        guarded = null;
        client.close();
    }
}
