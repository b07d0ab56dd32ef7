package dev.tallystick.connectors.http.conformance;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.Manifest;
import dev.tallystick.connectors.http.stream.BuildStream;
import dev.tallystick.connectors.http.stream.Exchange;
import dev.tallystick.connectors.http.stream.ReadStream;
import dev.tallystick.connectors.http.stream.Secrets;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.egress.Headers;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads one recorded stream against its recording: the same requests, the same records, the same state.
final class Replay {
    private static final List<String> NOT_RECORDED =
            List.of("user-agent", "accept", "accept-encoding", "connection", "content-length", "host");

    private Replay() {}

    /// Why it differs, empty when it does not.
    @SuppressWarnings("unchecked") // the corpus is JSON with text keys
    static Optional<String> difference(Manifest manifest, Map<String, Object> trace) {
        var config = (Map<String, Object>) trace.get("config");
        var name = (String) trace.get("stream");
        var stream = manifest.streams().get(name);
        if (stream == null) {
            return Optional.of("the stream is generated");
        }
        var first = run(stream, config, (String) trace.get("now"), None.NONE, (Map<String, Object>) trace.get("run1"));
        if (first.isPresent() || !(trace.get("run2") instanceof Map<?, ?> second)) {
            return first;
        }
        var state = ((Map<String, Object>) trace.get("run1")).get("final_state");
        return run(stream, config, (String) second.get("now"), state, (Map<String, Object>) second)
                .map(reason -> "second run: " + reason);
    }

    @SuppressWarnings("unchecked") // the corpus is JSON with text keys
    private static Optional<String> run(
            Component component, Map<String, Object> config, String now, Object state, Map<String, Object> recorded) {
        Map<String, List<Map<String, Object>>> answers = new LinkedHashMap<>();
        for (var each : (List<Object>) recorded.get("requests")) {
            var request = (Map<String, Object>) each;
            answers.computeIfAbsent(
                            key(
                                    (String) request.get("method"),
                                    (String) request.get("url"),
                                    request.get("body") instanceof String body ? body : ""),
                            _ -> new ArrayList<>())
                    .add(request);
        }
        Map<String, Integer> sent = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        var clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        var exchange = new Exchange(
                request -> answer(request, answers, sent, wrong),
                (_, _) -> true,
                clock,
                () -> false,
                new Secrets(Map.of(), List.of()));
        List<String> records = new ArrayList<>();
        Object after;
        try {
            ReadStream stream = new BuildStream(new Expressions(config, clock), exchange).build(component);
            after = stream.read(
                    state, (_, page, _, _) -> page.forEach(record -> records.add(JsonValues.canonical(record))));
        } catch (ConnectorException e) {
            return Optional.of(wrong.isEmpty() ? "refused: " + e.getMessage() : "unknown request " + wrong.getFirst());
        } catch (RuntimeException e) {
            return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        if (!wrong.isEmpty()) {
            return Optional.of("unknown request " + wrong.getFirst());
        }
        for (var key : answers.keySet()) {
            if (!sent.containsKey(key)) {
                return Optional.of("request not sent: " + key);
            }
        }
        records.sort(null);
        var wanted = new ArrayList<>(((List<Object>) recorded.get("records"))
                .stream().map(JsonValues::canonical).toList());
        wanted.sort(null);
        if (!records.equals(wanted)) {
            return Optional.of("other records: " + records.size() + " instead of " + wanted.size()
                    + firstDifference(records, wanted));
        }
        var one = normal(after);
        var other = normal(recorded.get("final_state"));
        return one.equals(other) ? Optional.empty() : Optional.of("another state: " + one + " instead of " + other);
    }

    private static String firstDifference(List<String> records, List<String> wanted) {
        for (int i = 0; i < Math.min(records.size(), wanted.size()); i++) {
            if (!records.get(i).equals(wanted.get(i))) {
                return ": " + records.get(i) + " instead of " + wanted.get(i);
            }
        }
        return "";
    }

    @SuppressWarnings("unchecked") // states are maps with text keys
    private static String normal(Object state) {
        if (!(state instanceof Map<?, ?>)) {
            return String.valueOf(state);
        }
        var copy = new LinkedHashMap<>((Map<String, Object>) state);
        copy.remove("lookback_window");
        if (copy.get("states") instanceof List<?> list) {
            copy.put("states", list.stream().map(JsonValues::canonical).sorted().toList());
        }
        if (copy.get("parent_state") instanceof Map<?, ?> parents) {
            Map<String, Object> all = new TreeMap<>();
            parents.forEach((name, each) -> all.put(String.valueOf(name), normal(each)));
            copy.put("parent_state", all);
        }
        return JsonValues.canonical(copy);
    }

    @SuppressWarnings("unchecked") // the corpus is JSON with text keys
    private static Response answer(
            Request request,
            Map<String, List<Map<String, Object>>> answers,
            Map<String, Integer> sent,
            List<String> wrong) {
        var bytes = request.body();
        var body = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        var key = key(request.method().name(), request.uri().toString(), body);
        var known = answers.get(key);
        if (known == null) {
            wrong.add(key);
            throw new ConnectorException(dev.tallystick.connector.Problem.REJECTED, "not recorded");
        }
        var recorded = known.getFirst();
        var headers = headers(request);
        if (known.stream().noneMatch(each -> headers.equals(lower((Map<String, Object>) each.get("headers"))))) {
            wrong.add("headers " + headers + " instead of " + lower((Map<String, Object>) recorded.get("headers")));
        }
        sent.merge(key, 1, Integer::sum);
        var response = new ArrayList<Headers.Header>();
        ((Map<String, Object>) recorded.get("response_headers"))
                .forEach((name, value) -> response.add(new Headers.Header(name, String.valueOf(value))));
        var text =
                recorded.get("response") instanceof String plain ? plain : JsonValues.compact(recorded.get("response"));
        return new Response(request.uri(), 200, new Headers(response), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().lines().forEach(line -> {
            if (!NOT_RECORDED.contains(line.name().toLowerCase(java.util.Locale.ROOT))) {
                headers.put(line.name().toLowerCase(java.util.Locale.ROOT), line.value());
            }
        });
        return headers;
    }

    private static Map<String, String> lower(Map<String, Object> recorded) {
        Map<String, String> headers = new TreeMap<>();
        recorded.forEach((name, value) -> {
            if (!NOT_RECORDED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                headers.put(name.toLowerCase(java.util.Locale.ROOT), String.valueOf(value));
            }
        });
        return headers;
    }

    private static String key(String method, String url, String body) {
        int mark = url.indexOf('?');
        var sorted = mark < 0
                ? url
                : url.substring(0, mark + 1)
                        + String.join(
                                "&",
                                java.util.Arrays.stream(url.substring(mark + 1).split("&"))
                                        .sorted()
                                        .toList());
        Object normal;
        try {
            normal = body.isEmpty() ? "" : JsonValues.canonical(JsonValues.read(body));
        } catch (JsonValues.NotJson _) {
            normal = String.join(
                    "&", java.util.Arrays.stream(body.split("&")).sorted().toList());
        }
        return method + " " + sorted + " " + normal;
    }
}
