package dev.tallystick.history;

import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values as JSON: exactly for the database, simply for people.
///
/// In the database a text is a string, a truth value a boolean, empty is null, and every other type is an object with
/// one
/// key that names it. PostgreSQL's jsonb holds no U+0000 and no half of a surrogate pair, so a text with one of these
/// is
/// kept as its UTF-16 bytes.
public final class ValueJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ValueJson() {}

    public static String write(Map<String, Value> values) {
        var object = NODES.objectNode();
        new TreeMap<>(values).forEach((field, value) -> object.set(field, exact(value)));
        return object.toString();
    }

    public static SortedMap<String, Value> read(String json) {
        var values = new TreeMap<String, Value>();
        JSON.readTree(json).properties().forEach(field -> values.put(field.getKey(), exact(field.getValue())));
        return values;
    }

    /// A value as people expect it in an answer of the API: numbers as numbers, times as ISO text.
    public static JsonNode simple(Value value) {
        return switch (value) {
            case Value.Empty _ -> NODES.nullNode();
            case Value.Text(String text) -> NODES.stringNode(text);
            case Value.Decimal(BigDecimal number) -> NODES.numberNode(number);
            case Value.Bool(boolean truth) -> NODES.booleanNode(truth);
            case Value.Date(LocalDate date) -> NODES.stringNode(date.toString());
            case Value.Timestamp(Instant instant) -> NODES.stringNode(instant.toString());
            case Value.LocalDateTime(LocalDateTime dateTime) -> NODES.stringNode(dateTime.toString());
            case Value.Choice(String option) -> NODES.stringNode(option);
            case Value.Choices(List<String> options) -> strings(options);
            case Value.Links(List<String> rowIds) -> strings(rowIds);
            case Value.Attachments(List<Value.Attachment> files) ->
                strings(files.stream().map(Value.Attachment::name).toList());
            case Value.Json(String json) -> JSON.readTree(json);
        };
    }

    private static JsonNode exact(Value value) {
        return switch (value) {
            case Value.Empty _ -> NODES.nullNode();
            case Value.Text(String text) -> text(text);
            case Value.Bool(boolean truth) -> NODES.booleanNode(truth);
            case Value.Decimal(BigDecimal number) -> one("decimal", NODES.stringNode(number.toString()));
            case Value.Date(LocalDate date) -> one("date", NODES.stringNode(date.toString()));
            case Value.Timestamp(Instant instant) -> one("instant", NODES.stringNode(instant.toString()));
            case Value.LocalDateTime(LocalDateTime dateTime) ->
                one("local-date-time", NODES.stringNode(dateTime.toString()));
            case Value.Choice(String option) -> one("choice", text(option));
            case Value.Choices(List<String> options) -> one("choices", texts(options));
            case Value.Links(List<String> rowIds) -> one("links", texts(rowIds));
            case Value.Attachments(List<Value.Attachment> files) -> one("attachments", attachments(files));
            case Value.Json(String json) -> one("json", text(json));
        };
    }

    private static Value exact(JsonNode node) {
        if (node.isNull()) {
            return Value.empty();
        }
        if (node.isBoolean()) {
            return new Value.Bool(node.booleanValue());
        }
        if (node.isString() || node.has("utf16")) {
            return Value.text(text(node));
        }
        var typed = node.properties().iterator().next();
        var content = typed.getValue();
        return switch (typed.getKey()) {
            case "decimal" -> new Value.Decimal(new BigDecimal(content.stringValue()));
            case "date" -> new Value.Date(LocalDate.parse(content.stringValue()));
            case "instant" -> new Value.Timestamp(Instant.parse(content.stringValue()));
            case "local-date-time" -> new Value.LocalDateTime(LocalDateTime.parse(content.stringValue()));
            case "choice" -> new Value.Choice(text(content));
            case "choices" -> new Value.Choices(texts(content));
            case "links" -> new Value.Links(texts(content));
            case "attachments" -> attachments(content);
            case "json" -> new Value.Json(text(content));
            default -> throw new IllegalStateException("No value type is called " + typed.getKey());
        };
    }

    private static JsonNode text(String text) {
        return storable(text)
                ? NODES.stringNode(text)
                : one("utf16", NODES.stringNode(Base64.getEncoder().encodeToString(utf16(text))));
    }

    private static String text(JsonNode node) {
        return node.isString()
                ? node.stringValue()
                : fromUtf16(Base64.getDecoder().decode(node.get("utf16").stringValue()));
    }

    /// Not through a charset: encoders replace a lone surrogate.
    private static byte[] utf16(String text) {
        var bytes = new byte[text.length() * 2];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
            bytes[2 * i + 1] = (byte) text.charAt(i);
        }
        return bytes;
    }

    private static String fromUtf16(byte[] bytes) {
        var text = new StringBuilder(bytes.length / 2);
        for (int i = 0; i < bytes.length; i += 2) {
            text.append((char) ((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
        }
        return text.toString();
    }

    private static boolean storable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static ObjectNode one(String type, JsonNode content) {
        return NODES.objectNode().set(type, content);
    }

    private static ArrayNode texts(List<String> texts) {
        var array = NODES.arrayNode();
        texts.forEach(text -> array.add(text(text)));
        return array;
    }

    private static ArrayNode strings(List<String> texts) {
        var array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text(text)));
        return texts;
    }

    private static ArrayNode attachments(List<Value.Attachment> files) {
        var array = NODES.arrayNode();
        files.forEach(
                file -> array.add(NODES.objectNode().set("id", text(file.id())).set("name", text(file.name()))));
        return array;
    }

    private static Value attachments(JsonNode array) {
        var files = new ArrayList<Value.Attachment>();
        array.forEach(file -> files.add(new Value.Attachment(text(file.get("id")), text(file.get("name")))));
        return new Value.Attachments(files);
    }
}
