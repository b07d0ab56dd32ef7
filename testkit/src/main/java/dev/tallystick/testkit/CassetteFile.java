package dev.tallystick.testkit;

import dev.tallystick.syncjob.JobHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How recordings stand in a file: JSON that a person can read and edit. What is JSON itself stands there as such.
final class CassetteFile {
    private static final int VERSION = 1;

    private CassetteFile() {}

    static List<Recording> read(Path file) {
        try {
            var root = Recording.JSON.readTree(Files.readString(file));
            if (root.path("cassette").asInt(0) != VERSION || !root.path("calls").isArray()) {
                throw new IllegalStateException(
                        file + " is no cassette: it must have \"cassette\": " + VERSION + " and a list of \"calls\".");
            }
            var recordings = new ArrayList<Recording>();
            root.path("calls").forEach(call -> recordings.add(recording(file, call)));
            return recordings;
        } catch (JacksonException broken) {
            throw new IllegalStateException(
                    file + " is no cassette: " + broken.getOriginalMessage() + "; mend it, or record it again.",
                    broken);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
    }

    private static Recording recording(Path file, JsonNode call) {
        var asked = call.path("call").asString("").split(" ", 2);
        var answer = call.path("answer");
        if (asked.length < 2 || !answer.path("status").isInt()) {
            throw new IllegalStateException(file + " is no cassette: each call needs a \"call\" like \"GET https://…\""
                    + " and an \"answer\" with a \"status\".");
        }
        var headers = new TreeMap<String, String>();
        call.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString("")));
        var answered = new TreeMap<String, List<String>>();
        answer.path("headers")
                .properties()
                .forEach(header -> answered.put(
                        header.getKey(), List.of(header.getValue().asString("").split("\n", -1))));
        @Nullable String body = body(answer);
        return new Recording(
                new Recording.Asked(asked[0], URI.create(asked[1]), headers, body(call)),
                new JobHttp.Answer(answer.path("status").asInt(), answered, body == null ? "" : body));
    }

    private static @Nullable String body(JsonNode holder) {
        if (holder.has("json")) {
            return Recording.print(holder.get("json"));
        }
        return holder.has("text") ? holder.get("text").asString() : null;
    }

    /// Whole or not at all.
    static void write(Path file, List<Recording> recordings) {
        var root = Recording.JSON.createObjectNode();
        root.put("cassette", VERSION);
        var calls = root.putArray("calls");
        for (var recording : recordings) {
            var call = calls.addObject();
            call.put("call", recording.asked().sentence());
            headers(call, recording.asked().headers());
            body(call, recording.asked().body());
            var answer = call.putObject("answer");
            answer.put("status", recording.answer().status());
            var headers = new TreeMap<String, String>();
            recording.answer().headers().forEach((name, values) -> headers.put(name, String.join("\n", values)));
            headers(answer, headers);
            body(answer, recording.answer().body());
        }
        var folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            var whole = Files.createTempFile(folder, file.getFileName().toString(), ".new");
            Files.writeString(whole, pretty(root));
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(file + " cannot be written", unwritable);
        }
    }

    private static String pretty(ObjectNode root) {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return Recording.JSON.writer().with(printer).writeValueAsString(root) + "\n";
    }

    private static void headers(ObjectNode holder, Map<String, String> headers) {
        if (!headers.isEmpty()) {
            var object = holder.putObject("headers");
            headers.forEach(object::put);
        }
    }

    private static void body(ObjectNode holder, @Nullable String body) {
        if (body == null || body.isEmpty()) {
            return;
        }
        var json = Recording.json(body);
        if (json == null) {
            holder.put("text", body);
        } else {
            holder.set("json", json);
        }
    }
}
