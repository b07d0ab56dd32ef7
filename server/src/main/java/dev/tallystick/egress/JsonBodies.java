package dev.tallystick.egress;

import dev.tallystick.egress.EgressException.Kind;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ValueNode;

/// Reads JSON from outside without losing anything: as it comes, Jackson rounds 0.1000000000000000055 to 0.1, turns
/// 1e400 into infinity and lets the last of two equal keys win.
public final class JsonBodies {

    private static final int MIB = 1024 * 1024;
    private static final int DIGITS = 400;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(16 * MIB)
                            .maxNumberLength(DIGITS)
                            .maxNameLength(10_000)
                            .maxDocumentLength(256L * MIB)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(new PlainNumbers())
            .build();

    private static final Pattern JSON_TYPE = Pattern.compile("application/json|text/json|application/[^;]+\\+json");
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

    private JsonBodies() {}

    /// The mapper with these settings, for whoever reads or writes JSON of upstreams otherwise.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// @throws EgressException BAD_RESPONSE where it does not say that it is JSON, or is not; TOO_LARGE past a limit
    public static JsonNode read(Response response) {
        String host = host(response);
        String type = response.mediaType();
        if (type.equals("text/html")) {
            throw bad(host + " sent a web page where data was expected. It may ask for a sign-in.");
        }
        if (!JSON_TYPE.matcher(type).matches()) {
            throw bad(host + " sent an answer of another kind than JSON.");
        }
        return parse(response);
    }

    /// As [#read(Response)], whatever the answer says it is: some send JSON as plain text.
    public static JsonNode parse(Response response) {
        String host = host(response);
        Matcher charset =
                CHARSET.matcher(response.headers().first("Content-Type").orElse(""));
        if (charset.find() && !charset.group(1).toLowerCase(Locale.ROOT).matches("utf-?8|us-ascii")) {
            throw bad(host + " sent JSON in another character set than UTF-8.");
        }
        if (response.body().length == 0) {
            throw bad(host + " sent an empty answer where data was expected.");
        }
        try {
            JsonNode node = MAPPER.readTree(response.body());
            if (node.isMissingNode()) {
                throw bad(host + " sent an empty answer where data was expected.");
            }
            return node;
        } catch (StreamConstraintsException _) {
            throw new EgressException(
                    Kind.TOO_LARGE,
                    true,
                    host + " sent JSON with deeper nesting or longer values than are accepted.",
                    null);
        } catch (JacksonException e) {
            // Without the cause: its text quotes the answer, which may hold people's data.
            throw bad(host + " sent JSON that breaks off or is not valid, at byte "
                    + e.getLocation().getByteOffset() + " of " + response.body().length + ".");
        }
    }

    private static String host(Response response) {
        String host = response.uri().getHost();
        return host == null ? "The server" : host;
    }

    private static EgressException bad(String sentence) {
        return new EgressException(Kind.BAD_RESPONSE, true, sentence, null);
    }

    /// Refuses numbers such as 1e999999999, which are short to write and fill the memory once written out.
    private static final class PlainNumbers extends JsonNodeFactory {
        @Override
        public ValueNode numberNode(BigDecimal number) {
            if (Math.abs((long) number.scale()) > DIGITS) {
                throw new StreamConstraintsException("A number has more than " + DIGITS + " digits when written out");
            }
            return super.numberNode(number);
        }
    }
}
