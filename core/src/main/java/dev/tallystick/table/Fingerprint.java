package dev.tallystick.table;

import java.nio.ByteBuffer;
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
        var filled = new TreeMap<String, Value>();
        values.forEach((field, value) -> {
            var normal = equality.normal(value);
            if (!normal.isEmpty()) {
                filled.put(field, normal);
            }
        });
        add("fields" + filled.size());
        filled.forEach((field, normal) -> {
            add(field);
            add(normal);
        });
        return this;
    }

    public Fingerprint add(String text) {
        // A lone surrogate has no UTF-8 form: it would come out as a question mark, the same as a real one.
        var utf8 = !hasLoneSurrogate(text);
        var bytes = utf8 ? text.getBytes(StandardCharsets.UTF_8) : chars(text);
        var length = utf8 ? bytes.length : ~bytes.length;
        digest.update(
                new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        digest.update(bytes);
        return this;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static byte[] chars(String text) {
        var bytes = ByteBuffer.allocate(2 * text.length());
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private void add(Value normal) {
        // The type's word, then the content; a list with its size in front.
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
