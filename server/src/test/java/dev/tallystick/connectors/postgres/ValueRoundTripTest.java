package dev.tallystick.connectors.postgres;

import static dev.tallystick.connectors.postgres.Destination.batch;
import static dev.tallystick.connectors.postgres.Destination.creation;
import static dev.tallystick.connectors.postgres.Destination.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.Target;
import dev.tallystick.connector.Target.Result;
import dev.tallystick.connector.Target.Write;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValueRoundTripTest {
    private static final Schema EVERYTHING = fields(
            "text", FieldType.TEXT,
            "decimal", FieldType.DECIMAL,
            "boolean", FieldType.BOOLEAN,
            "date", FieldType.DATE,
            "instant", FieldType.INSTANT,
            "local", FieldType.LOCAL_DATE_TIME,
            "choice", FieldType.CHOICE,
            "choices", FieldType.CHOICES,
            "links", FieldType.LINKS,
            "files", FieldType.ATTACHMENTS,
            "json", FieldType.JSON);

    private Destination destination;
    private Target target;

    @BeforeEach
    void open() {
        destination = new Destination();
        target = destination.target("everything");
    }

    @AfterEach
    void close() {
        destination.close();
    }

    private static Value date(int year, int month, int day) {
        return new Value.Date(LocalDate.of(year, month, day));
    }

    private static Value instant(String text) {
        return new Value.Timestamp(Instant.parse(text));
    }

    private static Value local(LocalDateTime time) {
        return new Value.LocalDateTime(time);
    }

    private static List<Map.Entry<String, Value>> kept() {
        var kept = new ArrayList<Map.Entry<String, Value>>();
        for (var text : List.of(
                "",
                " ",
                "\t\r\n",
                "null",
                "NULL",
                "\\N",
                "\\",
                "'; DROP TABLE everything; --",
                "\"",
                "{}",
                "{a,b}",
                "?",
                "$1",
                "%s",
                "ÅÍÎÏ˝ÓÔ",
                "\u202Etest\u202C",
                "\u200B",
                "\uFFFE",
                "\uFEFF",
                "👩‍👩‍👧",
                "Z̮̞̠͙͔ͅ",
                "a\r\nb",
                "a\rb",
                "社會科學院",
                "\u0001\u001F\u007F\u0085",
                "x".repeat(100_000))) {
            kept.add(Map.entry("text", Value.text(text)));
            kept.add(Map.entry("choice", new Value.Choice(text)));
            kept.add(Map.entry("choices", new Value.Choices(List.of(text, "b", "a\"\\,{}"))));
            kept.add(Map.entry("links", new Value.Links(List.of(text))));
        }
        for (var number : List.of(
                "9007199254740993",
                "0",
                "-0.0",
                "1.10",
                "0.1",
                "1e400",
                "-1e-400",
                "1E+3",
                "12345678901234567890.123")) {
            kept.add(Map.entry("decimal", Value.decimal(number)));
        }
        kept.add(Map.entry("choices", new Value.Choices(List.of())));
        kept.add(Map.entry("boolean", new Value.Bool(true)));
        kept.add(Map.entry("boolean", new Value.Bool(false)));
        for (var year : new int[] {-4000, 0, 1, 99, 1582, 1970, 2026, 10_000, 5_874_897}) {
            kept.add(Map.entry("date", date(year, 2, 28)));
        }
        for (var text : List.of(
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "2026-10-25T00:30:00.123456789Z",
                "0000-02-28T23:59:59.999Z",
                "-4000-01-01T00:00:00Z",
                "+200000-01-01T00:00:00.001Z")) {
            kept.add(Map.entry("instant", instant(text)));
            kept.add(Map.entry("local", local(LocalDateTime.parse(text.replace("Z", "")))));
        }
        kept.add(Map.entry(
                "files",
                new Value.Attachments(List.of(new Value.Attachment("1", "a\"b"), new Value.Attachment("2", "")))));
        for (var json : List.of(
                "null",
                "[]",
                "{\"a\":[1,2.50,\"x\",null,true],\"aa\":{\"b\":{}}}",
                "\"text\"",
                "12345678901234567890.10")) {
            kept.add(Map.entry("json", new Value.Json(json)));
        }
        return kept;
    }

    @Test
    void everyValueComesBackAsWhatItWas() {
        target.prepare(EVERYTHING, true);
        var kept = kept();
        var writes = new ArrayList<Write>();
        for (int at = 0; at < kept.size(); at++) {
            writes.add(creation(
                    "k" + at, Map.of(kept.get(at).getKey(), kept.get(at).getValue())));
        }

        var batch = batch(1, writes);
        var results = target.write(batch);
        var found = target.fetch(writes.stream().map(Write::key).toList());

        for (int at = 0; at < kept.size(); at++) {
            var field = kept.get(at).getKey();
            var value = kept.get(at).getValue();
            assertThat(results.get(at)).as("%s", value).isInstanceOf(Result.Written.class);
            var after = ((Result.Written) results.get(at)).after().get(field);
            var read = found.get("k" + at).row().value(field);
            assertThat(Equality.EXACT.same(value, after))
                    .as("%s came back as %s", value, after)
                    .isTrue();
            assertThat(read).isEqualTo(after);
        }
        assertThat(target.probe(batch.id())).contains(results);
    }

    @Test
    void whatCannotBeKeptIsRefusedByName() {
        target.prepare(EVERYTHING, true);
        var bad = new LinkedHashMap<Map<String, Value>, String>();
        bad.put(Map.of("text", Value.text("a\0")), "'text' holds the character U+0000 at position 2");
        bad.put(Map.of("text", Value.text("\uDC00")), "'text' holds half of a character (U+DC00) at position 1");
        bad.put(Map.of("choices", new Value.Choices(List.of("\uD800"))), "'choices' holds half of a character");
        bad.put(Map.of("json", new Value.Json("{\"a\":\"\\u0000\"}")), "'json' holds the character U+0000");
        bad.put(Map.of("json", new Value.Json("{")), "'json' is no JSON");
        bad.put(Map.of("decimal", new Value.Decimal(new BigDecimal("1e999999999"))), "'decimal' is too large");
        bad.put(Map.of("decimal", new Value.Decimal(new BigDecimal("1e-20000"))), "'decimal' has more decimals");
        bad.put(Map.of("date", date(5_874_898, 1, 1)), "'date' lies outside");
        bad.put(Map.of("date", date(-4713, 11, 23)), "'date' lies outside");
        bad.put(Map.of("instant", new Value.Timestamp(Instant.MAX)), "'instant' lies outside");
        bad.put(Map.of("local", local(LocalDateTime.MIN)), "'local' lies outside");
        bad.put(Map.of("boolean", Value.text("yes")), "'boolean' is a text");
        var writes = new ArrayList<Write>();
        bad.keySet().forEach(values -> writes.add(creation("bad" + writes.size(), values)));
        writes.add(creation("key\0", Map.of()));
        writes.add(creation("good", Map.of("text", Value.text("kept"))));

        var results = target.write(batch(1, writes));

        var expected = List.copyOf(bad.values());
        for (int at = 0; at < expected.size(); at++) {
            assertThat(Destination.reason(results.get(at))).startsWith(expected.get(at));
        }
        assertThat(Destination.reason(results.get(expected.size()))).startsWith("The key holds the character U+0000");
        assertThat(destination.rows("SELECT external_id FROM everything")).containsExactly("good");
    }

    @Test
    void aColumnWithLimitsTakesWhatFitsExactly() {
        destination.run("CREATE TYPE mood AS ENUM ('glad', 'sad')");
        destination.run("CREATE TABLE narrow (external_id varchar(4) UNIQUE, name varchar(3), price numeric(5,2),"
                + " small smallint, size integer, ratio double precision, day timestamp(0), mood mood)");
        var narrow = destination.target("narrow", Map.of("sync_columns", false));
        narrow.prepare(
                fields(
                        "name", FieldType.TEXT,
                        "price", FieldType.DECIMAL,
                        "small", FieldType.DECIMAL,
                        "size", FieldType.DECIMAL,
                        "ratio", FieldType.DECIMAL,
                        "day", FieldType.LOCAL_DATE_TIME,
                        "mood", FieldType.CHOICE),
                true);
        var half = LocalDateTime.of(2026, 1, 1, 0, 0, 0, 500_000_000);

        var results = narrow.write(batch(
                creation("a", Map.of("name", Value.text("ab "), "price", Value.decimal("999.990"))),
                creation("b", Map.of("name", Value.text("abc "))),
                creation("c", Map.of("price", Value.decimal("1.005"))),
                creation("d", Map.of("price", Value.decimal("1000"))),
                creation("e", Map.of("small", Value.decimal("32768"))),
                creation("f", Map.of("size", Value.decimal("1.5"))),
                creation("g", Map.of("ratio", Value.decimal("0.12345678901234567890"))),
                creation("h", Map.of("day", local(half))),
                creation("i", Map.of("mood", new Value.Choice("angry"))),
                creation("toolong", Map.of()),
                creation("k", Map.of("ratio", Value.decimal("0.1"), "mood", new Value.Choice("glad")))));

        assertThat(Destination.kinds(results))
                .isEqualTo("written refused refused refused refused refused refused refused refused refused written");
        assertThat(destination.rows("SELECT external_id, name, price, ratio, mood FROM narrow ORDER BY 1"))
                .containsExactly("a|ab |999.99|~|~", "k|~|~|0.1|glad");
    }
}
