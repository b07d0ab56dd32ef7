package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.Target.Result;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The proof that a batch landed: a row with what became of each change, written in the batch's own transaction. It is
/// there exactly when the rows are.
///
/// A result is `["w", id, before, after]`, `["m", id]` or `["r", id, reason]`. Numbers and times are texts: `jsonb`
/// would spell them anew.
final class Marker {
    private Marker() {}

    static void write(Connection connection, TableName name, String batchId, List<Result> results) throws SQLException {
        try (var statement = connection.prepareStatement(
                "INSERT INTO " + name.batch() + " (id, outcome, written_at) VALUES (?, ?::jsonb, now())")) {
            statement.setString(1, batchId);
            statement.setString(2, json(results));
            statement.execute();
        }
    }

    static Optional<List<Result>> read(Connection connection, TableName name, String batchId) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT outcome::text FROM " + name.batch() + " WHERE id = ?")) {
            statement.setString(1, batchId);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(results(rows.getString(1))) : Optional.empty();
            }
        }
    }

    static void forget(Connection connection, TableName name, Collection<String> batchIds) throws SQLException {
        try (var statement = connection.prepareStatement("DELETE FROM " + name.batch() + " WHERE id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("text", batchIds.toArray()));
            statement.execute();
        }
    }

    static String json(List<Result> results) {
        var all = CanonicalJson.MAPPER.createArrayNode();
        for (var result : results) {
            var one = all.addArray();
            switch (result) {
                case Result.Written(long id, var before, var after) -> {
                    one.add("w").add(id);
                    add(one, before);
                    add(one, after);
                }
                case Result.Moved(long id) -> one.add("m").add(id);
                case Result.Refused(long id, String reason) ->
                    one.add("r").add(id).add(reason);
            }
        }
        return all.toString();
    }

    static List<Result> results(String json) {
        var results = new ArrayList<Result>();
        for (JsonNode one : CanonicalJson.MAPPER.readTree(json)) {
            long id = one.get(1).longValue();
            results.add(
                    switch (one.get(0).stringValue()) {
                        case "w" -> new Result.Written(id, values(one.get(2)), values(one.get(3)));
                        case "m" -> new Result.Moved(id);
                        case "r" -> new Result.Refused(id, one.get(2).stringValue());
                        default -> throw new IllegalStateException("A marker of an unknown kind: " + one.get(0));
                    });
        }
        return results;
    }

    private static void add(ArrayNode result, Map<String, Value> values) {
        var object = result.addObject();
        values.forEach((field, value) -> {
            var pair = object.putArray(field);
            switch (value) {
                case Value.Empty _ -> pair.add("empty");
                case Value.Text(var text) -> pair.add("text").add(text);
                case Value.Decimal(var number) -> pair.add("decimal").add(number.toString());
                case Value.Bool(var truth) -> pair.add("boolean").add(truth);
                case Value.Date(var date) -> pair.add("date").add(date.toString());
                case Value.Timestamp(var instant) -> pair.add("instant").add(instant.toString());
                case Value.LocalDateTime(var time) -> pair.add("time").add(time.toString());
                case Value.Choice(var option) -> pair.add("choice").add(option);
                case Value.Choices(var options) -> {
                    pair.add("choices");
                    options.forEach(pair::add);
                }
                case Value.Links(var rowIds) -> {
                    pair.add("links");
                    rowIds.forEach(pair::add);
                }
                case Value.Attachments(var files) -> {
                    pair.add("files");
                    files.forEach(file -> pair.addArray().add(file.id()).add(file.name()));
                }
                case Value.Json(var text) -> pair.add("json").add(text);
            }
        });
    }

    private static Map<String, Value> values(JsonNode object) {
        var values = new HashMap<String, Value>();
        object.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        return values;
    }

    private static Value value(JsonNode pair) {
        return switch (pair.get(0).stringValue()) {
            case "empty" -> Value.empty();
            case "text" -> Value.text(pair.get(1).stringValue());
            case "decimal" -> new Value.Decimal(new BigDecimal(pair.get(1).stringValue()));
            case "boolean" -> new Value.Bool(pair.get(1).booleanValue());
            case "date" -> new Value.Date(LocalDate.parse(pair.get(1).stringValue()));
            case "instant" -> new Value.Timestamp(Instant.parse(pair.get(1).stringValue()));
            case "time" ->
                new Value.LocalDateTime(LocalDateTime.parse(pair.get(1).stringValue()));
            case "choice" -> new Value.Choice(pair.get(1).stringValue());
            case "choices" -> new Value.Choices(texts(pair));
            case "links" -> new Value.Links(texts(pair));
            case "files" -> new Value.Attachments(files(pair));
            case "json" -> new Value.Json(pair.get(1).stringValue());
            default -> throw new IllegalStateException("A value of an unknown kind: " + pair.get(0));
        };
    }

    private static List<String> texts(JsonNode pair) {
        var texts = new ArrayList<String>();
        for (int at = 1; at < pair.size(); at++) {
            texts.add(pair.get(at).stringValue());
        }
        return texts;
    }

    private static List<Value.Attachment> files(JsonNode pair) {
        var files = new ArrayList<Value.Attachment>();
        for (int at = 1; at < pair.size(); at++) {
            files.add(new Value.Attachment(
                    pair.get(at).get(0).stringValue(), pair.get(at).get(1).stringValue()));
        }
        return files;
    }
}
