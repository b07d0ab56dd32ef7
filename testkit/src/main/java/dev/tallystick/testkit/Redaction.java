package dev.tallystick.testkit;

import dev.tallystick.syncjob.JobHttp;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes secrets out of a call, by the name that they stand under and by what they are known to be.
final class Redaction {
    /// Stands for every secret alike, and may stand in an address as it is.
    static final String REDACTED = "REDACTED";

    /// What a name of a header, a parameter or a field of JSON need only contain.
    private static final List<String> IN_A_NAME = List.of(
            "authorization",
            "cookie",
            "token",
            "secret",
            "password",
            "passwd",
            "passphrase",
            "apikey",
            "appid",
            "accesskey",
            "privatekey",
            "credential",
            "signature");

    private static final Set<String> WHOLE_NAMES = Set.of("key", "auth", "sig", "sid", "session", "sessionid", "jwt");

    /// A shorter one stands in too many places where it is none.
    static final int SHORTEST_SECRET = 6;

    private final Set<String> hidden = new HashSet<>();
    private final Set<String> kept = new HashSet<>();
    private final Set<String> secrets = new LinkedHashSet<>();

    void hide(String name) {
        hidden.add(plain(name));
    }

    void keep(String name) {
        kept.add(plain(name));
    }

    void know(Collection<String> values) {
        for (var value : values) {
            if (value.equals(REDACTED)) {
                continue;
            }
            if (value.length() < SHORTEST_SECRET) {
                throw new IllegalArgumentException("A secret setting is shorter than " + SHORTEST_SECRET
                        + " characters, so it could not be told from other text in a cassette; use a longer one");
            }
            secrets.add(value);
        }
    }

    boolean hides(String name) {
        var plain = plain(name);
        return !kept.contains(plain)
                && (hidden.contains(plain)
                        || WHOLE_NAMES.contains(plain)
                        || IN_A_NAME.stream().anyMatch(plain::contains));
    }

    boolean keeps(String name) {
        return kept.contains(plain(name));
    }

    /// Each known secret in all the ways in which it may stand in a text, the longest first.
    List<String> spellings() {
        return secrets.stream()
                .flatMap(secret -> {
                    var bytes = secret.getBytes(StandardCharsets.UTF_8);
                    return List.of(
                            secret,
                            URLEncoder.encode(secret, StandardCharsets.UTF_8),
                            URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
                            Base64.getEncoder().withoutPadding().encodeToString(bytes),
                            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                            .stream();
                })
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    Recording.Asked asked(JobHttp.Call call) {
        return new Recording.Asked(call.method(), uri(call.uri()), requestHeaders(call.headers()), body(call));
    }

    JobHttp.Answer answer(JobHttp.Answer answer) {
        var headers = new TreeMap<String, List<String>>();
        answer.headers().forEach((name, values) -> {
            if (Recording.keepsHeader(name)) {
                headers.put(
                        name, values.stream().map(value -> header(name, value)).toList());
            }
        });
        return new JobHttp.Answer(answer.status(), headers, text(answer.body()));
    }

    private Map<String, String> requestHeaders(Map<String, String> headers) {
        var redacted = new TreeMap<String, String>();
        headers.forEach((name, value) -> redacted.put(name.toLowerCase(Locale.ROOT), header(name, value)));
        return redacted;
    }

    private String header(String name, String value) {
        return hides(name) ? REDACTED : known(value);
    }

    private URI uri(URI uri) {
        var address = new StringBuilder(uri.getScheme() + "://");
        address.append(uri.getRawUserInfo() == null ? "" : REDACTED + "@");
        address.append(uri.getHost() == null ? uri.getRawAuthority() : uri.getHost());
        address.append(uri.getPort() < 0 ? "" : ":" + uri.getPort());
        address.append(known(uri.getRawPath()));
        address.append(uri.getRawQuery() == null ? "" : "?" + form(uri.getRawQuery()));
        return URI.create(address.toString());
    }

    private @Nullable String body(JobHttp.Call call) {
        if (call.body() == null) {
            return null;
        }
        var form = call.headers().entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("Content-Type")
                        && header.getValue().contains("x-www-form-urlencoded"));
        return form ? form(call.body()) : text(call.body());
    }

    private String form(String form) {
        return Arrays.stream(form.split("&", -1)).map(this::parameter).collect(Collectors.joining("&"));
    }

    private String parameter(String parameter) {
        var end = parameter.indexOf('=');
        return end >= 0 && hides(decoded(parameter.substring(0, end)))
                ? parameter.substring(0, end + 1) + REDACTED
                : known(parameter);
    }

    static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /// A body: JSON by its fields, anything else by what is known.
    private String text(String body) {
        var json = Recording.json(body);
        return json == null ? known(body) : known(Recording.print(json(json)));
    }

    private JsonNode json(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var name : new ArrayList<>(object.propertyNames())) {
                var value = object.get(name);
                if (hides(name) && !value.isNull() && !value.isContainer()) {
                    object.put(name, REDACTED);
                } else {
                    json(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(this::json);
        }
        return node;
    }

    private String known(String text) {
        var without = text;
        for (var secret : spellings()) {
            without = without.replace(secret, REDACTED);
        }
        return without;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
