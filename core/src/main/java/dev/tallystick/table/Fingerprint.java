package dev.tallystick.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// A SHA-256 over meanings: equal for values that [Equality] calls the same, and for the same content in any map order.
/// Every part goes in with its length in front, so that no two different contents run together into the same bytes.
public final class Fingerprint {
    private final MessageDigest digest;
    private final Equality equality;

    public Fingerprint(Equality equality) {
        this.equality = equality;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }

    /// The fingerprint of these values, empty ones left out: a field that is missing and one that is empty are the
    /// same.
    public static byte[] of(Map<String, Value> values, Equality equality) {
        return new Fingerprint(equality).add(values).bytes();
    }

    public Fingerprint add(Map<String, Value> values) {
        new TreeMap<>(values).forEach((field, value) -> {
            var normal = equality.normal(value);
            if (!normal.isEmpty()) {
                add(field);
                add(normal);
            }
        });
        return add("");
    }

    public Fingerprint add(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(new byte[] {
            (byte) (bytes.length >>> 24), (byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length
        });
        digest.update(bytes);
        return this;
    }

    private void add(Value normal) {
        // The record's own text names its type and its content; lists of strings are spelled out part by part.
        switch (normal) {
            case Value.Choices(var options) -> {
                add("choices" + options.size());
                options.forEach(this::add);
            }
            case Value.Links(var rowIds) -> {
                add("links" + rowIds.size());
                rowIds.forEach(this::add);
            }
            case Value.Attachments(var files) -> {
                add("attachments" + files.size());
                files.forEach(file -> add(file.id()));
            }
            case Value.Decimal(var number) -> add("decimal").add(number.toString());
            case Value.Empty _ -> add("empty");
            case Value.Text(var text) -> add("text").add(text);
            case Value.Bool(var truth) -> add("boolean").add(Boolean.toString(truth));
            case Value.Date(var date) -> add("date").add(date.toString());
            case Value.Timestamp(var instant) -> add("instant").add(instant.toString());
            case Value.LocalDateTime(var dateTime) -> add("local-date-time").add(dateTime.toString());
            case Value.Choice(var option) -> add("choice").add(option);
            case Value.Json(var json) -> add("json").add(json);
        }
    }

    /// The 32 bytes. The fingerprint is spent afterwards.
    public byte[] bytes() {
        return digest.digest();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}
