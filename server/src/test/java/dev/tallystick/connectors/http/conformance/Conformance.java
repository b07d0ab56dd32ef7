package dev.tallystick.connectors.http.conformance;

import dev.tallystick.connectors.http.manifest.Manifest;
import dev.tallystick.connectors.http.template.TemplateConformance;
import dev.tallystick.connectors.http.value.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// Prints the metrics of the corpus that the first argument names. Run it with `make conformance CORPUS=folder`.
public final class Conformance {
    private Conformance() {}

    public static void main(String[] arguments) throws Exception {
        var corpus = Path.of(arguments[0]);
        resolved(corpus);
        templates(corpus);
        traces(corpus);
    }

    @SuppressWarnings("unchecked") // the corpus is JSON with text keys
    private static void traces(Path corpus) throws IOException {
        var streams = new Score("M4 streams");
        var connectors = new Score("M5 connectors");
        Map<String, Manifest> manifests = new HashMap<>();
        Map<String, String> failed = new TreeMap<>();
        for (var line : lines(corpus.resolve("traces.jsonl.gz"))) {
            var trace = (Map<String, Object>) JsonValues.read(line);
            if (!"ok".equals(trace.get("status"))) {
                continue;
            }
            var connector = (String) trace.get("connector");
            if (!manifests.containsKey(connector)) {
                manifests.put(
                        connector,
                        Manifest.load(Files.readString(
                                corpus.resolve("manifests").resolve(connector).resolve("manifest.yaml"))));
            }
            failed.putIfAbsent(connector, "");
            var reason = Replay.difference(manifests.get(connector), trace);
            if (reason.isEmpty()) {
                streams.pass();
            } else {
                streams.fail(kind(reason.get()), connector + "/" + trace.get("stream") + ": " + reason.get());
                failed.put(connector, kind(reason.get()));
            }
        }
        failed.forEach((connector, reason) -> {
            if (reason.isEmpty()) {
                connectors.pass();
            } else {
                connectors.fail(reason, connector);
            }
        });
        streams.print();
        connectors.print();
    }

    private static String kind(String reason) {
        int end = reason.startsWith("unknown request headers") ? 23 : 60;
        return reason.substring(
                0, Math.min(reason.length(), reason.contains("://") ? Math.min(end, reason.indexOf("://")) : end));
    }

    private static void resolved(Path corpus) throws IOException, GeneralSecurityException {
        var score = new Score("M1 resolved manifests");
        for (var line : Files.readAllLines(corpus.resolve("resolved.tsv"))) {
            if (line.startsWith("#")) {
                continue;
            }
            var columns = line.split("\t");
            try {
                var manifest = Manifest.load(Files.readString(
                        corpus.resolve("manifests").resolve(columns[0]).resolve("manifest.yaml")));
                var hash = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(manifest.canonical().getBytes(StandardCharsets.UTF_8)));
                if (hash.equals(columns[2])) {
                    score.pass();
                } else {
                    score.fail("another hash", columns[0]);
                }
            } catch (RuntimeException e) {
                score.fail(String.valueOf(e), columns[0]);
            }
        }
        score.print();
    }

    private static void templates(Path corpus) throws IOException {
        var score = new Score("M2 templates");
        for (var line : lines(corpus.resolve("templates.jsonl.gz"))) {
            var reason = TemplateConformance.difference(line);
            if (reason.isEmpty()) {
                score.pass();
            } else {
                score.fail(reason.get(), line.length() > 260 ? line.substring(0, 260) : line);
            }
        }
        score.print();
    }

    static List<String> lines(Path gzip) throws IOException {
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
