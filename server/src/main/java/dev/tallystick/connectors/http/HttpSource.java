package dev.tallystick.connectors.http;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.stream.BuildStream;
import dev.tallystick.connectors.http.stream.Exchange;
import dev.tallystick.connectors.http.stream.Pause;
import dev.tallystick.connectors.http.stream.Secrets;
import dev.tallystick.connectors.http.stream.Stopped;
import dev.tallystick.connectors.http.stream.Wire;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.TemplateException;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A stream as a table.
final class HttpSource implements Source {
    private final TableRef table;
    private final Component stream;
    private final HttpSettings settings;
    private final RowKey key;
    private final Wire wire;
    private final Pause pause;
    private final Surroundings surroundings;

    HttpSource(
            TableRef table,
            Component stream,
            HttpSettings settings,
            Wire wire,
            Pause pause,
            Surroundings surroundings) {
        this.table = table;
        this.stream = stream;
        this.settings = settings;
        this.key = RowKey.of(stream, table);
        this.wire = wire;
        this.pause = pause;
        this.surroundings = surroundings;
    }

    /// Types only describe here: a time stays the text it is, for the mapping to read.
    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>();
        BuildStream.schema(stream)
                .flatMap(schema -> schema.child("properties"))
                .ifPresent(properties ->
                        properties.fields().forEach((name, property) -> fields.add(Field.of(name, type(property)))));
        return new Schema(fields);
    }

    private static FieldType type(Object property) {
        if (!(property instanceof Map<?, ?> map)) {
            return FieldType.TEXT;
        }
        var types = (map.get("type") instanceof List<?> all ? all : List.of(String.valueOf(map.get("type"))))
                .stream()
                        .map(String::valueOf)
                        .filter(type -> !type.equals("null"))
                        .toList();
        if (types.size() != 1) {
            return types.stream().allMatch(type -> type.equals("number") || type.equals("integer")) && !types.isEmpty()
                    ? FieldType.DECIMAL
                    : FieldType.TEXT;
        }
        return switch (types.getFirst()) {
            case "number", "integer" -> FieldType.DECIMAL;
            case "boolean" -> FieldType.BOOLEAN;
            case "object", "array" -> FieldType.JSON;
            default -> FieldType.TEXT;
        };
    }

    @Override
    public boolean incremental() {
        return stream.child("incremental_sync").isPresent();
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        var secrets = settings.secrets();
        var exchange = new Exchange(
                wire,
                (wait, stopping) -> surroundings.beforeTryingAgain(() -> pause.pass(wait, stopping)),
                surroundings.clock(),
                surroundings.stopping(),
                secrets);
        var build = new BuildStream(new Expressions(settings.config(), surroundings.clock()), exchange);
        try {
            var reading = build.build(stream);
            var state = reading.read(
                    state(request.cursor()),
                    (number, records, notRecords, _) -> sink.page(page(number, records, notRecords)));
            boolean full = request.full() && !build.doubts().any();
            return new Listing.Complete(incremental() ? JsonValues.canonical(state) : null, scope(), full);
        } catch (Stopped _) {
            return new Listing.Partial("It was asked to stop before the end.");
        } catch (ManifestException | TemplateException wrong) {
            throw broken(wrong, secrets);
        }
    }

    /// Ends a reading at its first page.
    private static final class Enough extends RuntimeException {
        Enough() {
            super("enough", null, false, false);
        }
    }

    /// The first page, whatever its rows are known by; a manifest that describes no fields shows them there.
    Glimpse glimpse(int most) {
        var secrets = settings.secrets();
        var exchange = new Exchange(wire, pause, surroundings.clock(), surroundings.stopping(), secrets);
        var build = new BuildStream(new Expressions(settings.config(), surroundings.clock()), exchange);
        List<Map<String, Value>> rows = new ArrayList<>();
        try {
            var _ = build.build(stream).read(None.NONE, (_, records, _, _) -> {
                records.stream().limit(most).map(RecordValues::of).forEach(rows::add);
                throw new Enough();
            });
        } catch (Enough _) {
            // One page says what its rows look like.
        } catch (Stopped _) {
            throw new ConnectorException(Problem.UNAVAILABLE, "It was asked to stop before the first page.");
        } catch (ManifestException | TemplateException wrong) {
            throw broken(wrong, secrets);
        }
        var fields = new LinkedHashMap<String, Field>();
        schema().fields().forEach(field -> fields.put(field.name(), field));
        rows.forEach(row -> row.keySet().stream()
                .sorted()
                .forEach(name -> fields.putIfAbsent(name, Field.of(name, FieldType.TEXT))));
        var identity = BuildStream.primaryKey(stream);
        return new Glimpse(List.copyOf(fields.values()), rows, identity, identity.isEmpty(), Map.of());
    }

    private ConnectorException broken(RuntimeException wrong, Secrets secrets) {
        return new ConnectorException(
                Problem.SETTINGS,
                secrets.hide("The manifest does not fit what the API sent or the settings say, in the stream '"
                        + table.name() + "': " + wrong.getMessage()));
    }

    private static Object state(@Nullable String cursor) {
        if (cursor == null) {
            return None.NONE;
        }
        try {
            return JsonValues.read(cursor);
        } catch (JsonValues.NotJson _) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The stored cursor cannot be read. Run a full listing to begin anew.");
        }
    }

    private Page page(int number, List<Map<String, Object>> records, int notRecords) {
        List<Row> rows = new ArrayList<>(records.size());
        List<Unreadable> unreadable = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            var record = records.get(i);
            var id = key.of(record);
            if (id.isPresent()) {
                rows.add(new Row(id.get(), RecordValues.of(record)));
            } else {
                unreadable.add(new Unreadable(
                        "page " + number + ", row " + (i + 1),
                        "It has nothing in " + key.names() + ", which tells rows apart."));
            }
        }
        for (int i = 0; i < notRecords; i++) {
            unreadable.add(new Unreadable("page " + number, "It is no object with fields."));
        }
        return new Page(rows, unreadable);
    }

    /// What is asked for: the stream as the manifest describes it, and the settings that are no secrets.
    private String scope() {
        Map<String, Object> open = new LinkedHashMap<>(settings.config());
        open.keySet().removeAll(settings.manifest().secretFields());
        var text = JsonValues.canonical(stream.fields()) + JsonValues.canonical(open);
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "stream " + table.name() + " " + HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
