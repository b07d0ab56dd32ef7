package dev.tallystick.connectors.http.select;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.egress.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Reads a body. Unlike the reference, which takes an unreadable body for an empty one, this fails: an HTML page with
/// status 200 must never look like a table without rows.
public sealed interface Decoder {

    /// The values in the body: the items of a JSON array, or the one value.
    ///
    /// @throws BadAnswer when it is not what it should be
    List<Object> decode(byte[] body, String mediaType);

    /// Whether templates of the pagination can see the body.
    boolean shown();

    static List<Object> decode(Decoder decoder, Response response) {
        return decoder.decode(response.body(), response.mediaType());
    }

    static Decoder of(Component component) {
        return switch (component.type()) {
            case "JsonDecoder" -> JSON;
            case "JsonlDecoder" -> new Lines();
            case "CsvDecoder" -> Csv.of(component);
            case "GzipDecoder" -> new Gzip(of(component.requiredChild("decoder")));
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }

    Decoder JSON = new Json();

    record Json() implements Decoder {
        private static final Set<String> NEVER_JSON =
                Set.of("text/html", "application/xhtml+xml", "text/xml", "application/xml");

        @Override
        public List<Object> decode(byte[] body, String mediaType) {
            if (NEVER_JSON.contains(mediaType) || mediaType.startsWith("image/")) {
                throw new BadAnswer("a page of type " + mediaType + " instead of JSON");
            }
            Object value;
            try {
                value = JsonValues.read(body);
            } catch (JsonValues.NotJson broken) {
                throw new BadAnswer("text that is no JSON, or JSON that was cut short (" + broken.getMessage() + ")");
            }
            return value instanceof List<?> items ? List.copyOf(items) : List.of(value);
        }

        @Override
        public boolean shown() {
            return true;
        }
    }

    record Lines() implements Decoder {
        @Override
        public List<Object> decode(byte[] body, String mediaType) {
            List<Object> values = new ArrayList<>();
            try {
                new String(body, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(line -> values.add(JsonValues.read(line)));
            } catch (JsonValues.NotJson broken) {
                throw new BadAnswer("a line that is no JSON (" + broken.getMessage() + ")");
            }
            return values;
        }

        @Override
        public boolean shown() {
            return false;
        }
    }

    record Csv(Charset charset, char delimiter, Set<Object> nulls) implements Decoder {
        static Csv of(Component component) {
            var encoding = component.text("encoding").orElse("utf-8");
            var delimiter = component.text("delimiter").orElse(",").replace("\\t", "\t");
            try {
                return new Csv(
                        encoding.equalsIgnoreCase("utf-8-sig") ? StandardCharsets.UTF_8 : Charset.forName(encoding),
                        delimiter.charAt(0),
                        new HashSet<>(component.list("set_values_to_none")));
            } catch (IllegalArgumentException _) {
                throw new ManifestException("The encoding '" + encoding + "' of a CsvDecoder is not known.");
            }
        }

        @Override
        public List<Object> decode(byte[] body, String mediaType) {
            if (mediaType.equals("text/html")) {
                throw new BadAnswer("a page of type text/html instead of CSV");
            }
            var text = new String(body, charset);
            var lines = cells(text.startsWith("\ufeff") ? text.substring(1) : text);
            List<Object> values = new ArrayList<>();
            if (lines.isEmpty()) {
                return values;
            }
            var header = lines.getFirst();
            for (var line : lines.subList(1, lines.size())) {
                Map<String, Object> record = new LinkedHashMap<>();
                for (int i = 0; i < header.size(); i++) {
                    Object cell = i < line.size() ? line.get(i) : dev.tallystick.connectors.http.value.None.NONE;
                    record.put(
                            header.get(i),
                            nulls.contains(cell) ? dev.tallystick.connectors.http.value.None.NONE : cell);
                }
                values.add(record);
            }
            return values;
        }

        private List<List<String>> cells(String text) {
            List<List<String>> lines = new ArrayList<>();
            List<String> line = new ArrayList<>();
            var cell = new StringBuilder();
            boolean quoted = false;
            boolean any = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quoted) {
                    if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                        cell.append('"');
                        i++;
                    } else if (c == '"') {
                        quoted = false;
                    } else {
                        cell.append(c);
                    }
                    continue;
                }
                if (c == '"' && cell.isEmpty()) {
                    quoted = true;
                    any = true;
                } else if (c == delimiter) {
                    line.add(cell.toString());
                    cell.setLength(0);
                    any = true;
                } else if (c == '\n' || c == '\r') {
                    if (any || !cell.isEmpty()) {
                        line.add(cell.toString());
                        lines.add(line);
                    }
                    line = new ArrayList<>();
                    cell.setLength(0);
                    any = false;
                } else {
                    cell.append(c);
                }
            }
            if (quoted) {
                throw new BadAnswer("CSV that was cut short inside a quoted cell");
            }
            if (any || !cell.isEmpty()) {
                line.add(cell.toString());
                lines.add(line);
            }
            return lines;
        }

        @Override
        public boolean shown() {
            return false;
        }
    }

    record Gzip(Decoder inner) implements Decoder {
        /// A small body can unpack into one that fills the memory.
        private static final int LARGEST = 256 * 1024 * 1024;

        @Override
        public List<Object> decode(byte[] body, String mediaType) {
            if (body.length < 2 || (body[0] & 0xff) != 0x1f || (body[1] & 0xff) != 0x8b) {
                return inner.decode(body, mediaType);
            }
            try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
                var bytes = unpacked.readNBytes(LARGEST);
                if (unpacked.read() >= 0) {
                    throw new BadAnswer("a packed body larger than 256 MiB");
                }
                return inner.decode(bytes, "");
            } catch (IOException _) {
                throw new BadAnswer("a packed body that cannot be unpacked");
            }
        }

        @Override
        public boolean shown() {
            return inner.shown();
        }
    }
}
