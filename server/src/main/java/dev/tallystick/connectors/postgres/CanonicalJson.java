package dev.tallystick.connectors.postgres;

import dev.tallystick.table.Value;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON in the one spelling a [Value.Json] has: keys sorted, no blanks, numbers as written. `jsonb` has an order and
/// blanks of its own.
final class CanonicalJson {

    /// PostgreSQL's numbers have up to 147,455 digits, and documents up to 1 GB.
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(200_000)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private CanonicalJson() {}

    /// Text that cannot be read as JSON comes back as it is.
    static String of(String json) {
        try (var parser = MAPPER.createParser(json)) {
            parser.nextToken();
            var out = new StringWriter(json.length());
            write(parser, out);
            return out.toString();
        } catch (JacksonException _) {
            return json;
        }
    }

    /// What makes a text unfit for a JSON column, as the rest of a sentence; null when nothing does.
    static @Nullable String fault(String json) {
        try (var parser = MAPPER.createParser(json)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
                    var fault = ValueText.textFault(parser.getString());
                    if (fault != null) {
                        return fault;
                    }
                }
            }
            return null;
        } catch (JacksonException _) {
            return "is no JSON, or nested too deeply.";
        }
    }

    private static void write(JsonParser parser, StringWriter out) {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                var properties = new TreeMap<String, String>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    var name = parser.getString();
                    parser.nextToken();
                    var value = new StringWriter();
                    write(parser, value);
                    properties.put(name, value.toString());
                }
                out.append('{');
                properties.forEach((name, value) -> {
                    if (!name.equals(properties.firstKey())) {
                        out.append(',');
                    }
                    out.append(quoted(name)).append(':').append(value);
                });
                out.append('}');
            }
            case START_ARRAY -> {
                out.append('[');
                boolean first = true;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (!first) {
                        out.append(',');
                    }
                    first = false;
                    write(parser, out);
                }
                out.append(']');
            }
            case VALUE_STRING -> out.append(quoted(parser.getString()));
            default -> out.append(parser.getString());
        }
    }

    private static String quoted(String text) {
        return MAPPER.writeValueAsString(text);
    }

    static List<String> strings(String json) {
        var strings = new ArrayList<String>();
        for (JsonNode node : MAPPER.readTree(json)) {
            strings.add(node.isString() ? node.stringValue() : node.toString());
        }
        return strings;
    }

    static String ofFiles(List<Value.Attachment> files) {
        var array = MAPPER.createArrayNode();
        files.forEach(file -> array.addObject().put("id", file.id()).put("name", file.name()));
        return array.toString();
    }

    /// Something else than a list of files comes back as JSON, so that it differs from every list of files.
    static Value files(String json) {
        var files = new ArrayList<Value.Attachment>();
        for (JsonNode node : MAPPER.readTree(json)) {
            if (!node.path("id").isString()) {
                return new Value.Json(of(json));
            }
            files.add(new Value.Attachment(
                    node.path("id").stringValue(), node.path("name").asString("")));
        }
        return new Value.Attachments(files);
    }
}
