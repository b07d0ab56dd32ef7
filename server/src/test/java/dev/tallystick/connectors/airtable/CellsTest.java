package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.egress.JsonBodies;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every type of cell, there and back, as the table of types in the API's field model has them.
class CellsTest {

    /// @param type with its options: `number`, or `{"type":"formula","options":{…}}`
    /// @param cell as the API shows it; `-` for a cell that is left out
    /// @param written what is sent for the value; null where nobody can write it, `=` for the same as was read
    private record Line(
            String type,
            FieldType ours,
            String cell,
            Value value,
            @Nullable String written) {}

    private static Line line(String type, FieldType ours, String cell, Value value, @Nullable String written) {
        return new Line(type, ours, cell, value, written);
    }

    private static Value decimal(String number) {
        return new Value.Decimal(new BigDecimal(number));
    }

    private static Value instant(String text) {
        return new Value.Timestamp(Instant.parse(text));
    }

    private static final Value NOTHING = Value.empty();
    private static final Value ADA = Value.text("ada@lab.example");
    private static final String PERSON =
            "{\"id\":\"usrAAAAAAAAAAAAA1\",\"email\":\"ada@lab.example\",\"name\":\"Ada\"}";
    private static final String GROUP = "{\"id\":\"ugpAAAAAAAAAAAAA1\",\"name\":\"The desk\"}";
    private static final String SELECT = """
            {"type":"singleSelect","options":{"choices":[{"id":"selA","name":"Open"},{"id":"selB","name":"a, b"}]}}""";
    private static final String SELECTS = SELECT.replace("singleSelect", "multipleSelects");
    private static final String FILES =
            "[{\"id\":\"att1\",\"url\":\"https://x.test/1\",\"filename\":\"a.pdf\",\"size\":3},{\"id\":\"att2\",\"filename\":\"b\"}]";

    private static String result(String type, String of) {
        return "{\"type\":\"" + type + "\",\"options\":{\"result\":{\"type\":\"" + of + "\"}}}";
    }

    private static String lookup(String of) {
        return result("multipleLookupValues", of);
    }

    private static List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (var text : List.of("singleLineText", "multilineText", "richText", "email", "url", "phoneNumber")) {
            lines.add(line(text, FieldType.TEXT, "\"Zoë 🪵 \\\"x\\\"\\n\"", Value.text("Zoë 🪵 \"x\"\n"), "="));
            lines.add(line(text, FieldType.TEXT, "-", NOTHING, "null"));
            lines.add(line(text, FieldType.TEXT, "\"\"", NOTHING, "null"));
            lines.add(line(text, FieldType.TEXT, "null", NOTHING, "null"));
        }
        var mention = "<airtable:mention id=\\\"menAAA\\\">@Ada</airtable:mention> call";
        lines.add(line(
                "multilineText",
                FieldType.TEXT,
                "\"" + mention + "\"",
                Value.text("<airtable:mention id=\"menAAA\">@Ada</airtable:mention> call"),
                "="));
        for (var number : List.of("number", "currency", "percent", "duration")) {
            lines.add(line(number, FieldType.DECIMAL, "0.123", decimal("0.123"), "="));
            lines.add(line(number, FieldType.DECIMAL, "0", decimal("0"), "="));
            lines.add(line(number, FieldType.DECIMAL, "-12.50", decimal("-12.5"), "="));
            // Behind its fifteenth digit a fraction is the noise of a double.
            lines.add(line(number, FieldType.DECIMAL, "0.1000000000000000055", decimal("0.1"), "0.1"));
            lines.add(line(
                    number, FieldType.DECIMAL, "1e21", decimal("1000000000000000000000"), "1000000000000000000000"));
            lines.add(line(number, FieldType.DECIMAL, "9007199254740993", decimal("9007199254740993"), "="));
        }
        lines.add(line("rating", FieldType.DECIMAL, "4", decimal("4"), "="));
        lines.add(line("checkbox", FieldType.BOOLEAN, "true", new Value.Bool(true), "="));
        lines.add(line("checkbox", FieldType.BOOLEAN, "-", NOTHING, "null"));
        lines.add(line("checkbox", FieldType.BOOLEAN, "false", NOTHING, "null"));
        lines.add(line("date", FieldType.DATE, "\"2026-09-05\"", new Value.Date(LocalDate.of(2026, 9, 5)), "="));
        lines.add(line(
                "dateTime", FieldType.INSTANT, "\"2026-09-05T07:00:00.000Z\"", instant("2026-09-05T07:00:00Z"), "="));
        lines.add(line(
                "dateTime",
                FieldType.INSTANT,
                "\"2026-10-25T02:30:00.123+02:00\"",
                instant("2026-10-25T00:30:00.123Z"),
                "\"2026-10-25T00:30:00.123Z\""));
        lines.add(line(SELECT, FieldType.CHOICE, "\"a, b\"", new Value.Choice("a, b"), "="));
        lines.add(line(
                SELECT, FieldType.CHOICE, "{\"id\":\"selA\",\"name\":\"Open\"}", new Value.Choice("Open"), "\"Open\""));
        lines.add(line(
                SELECTS, FieldType.CHOICES, "[\"Open\",\"a, b\"]", new Value.Choices(List.of("Open", "a, b")), "="));
        lines.add(line(SELECTS, FieldType.CHOICES, "[]", NOTHING, "null"));
        lines.add(line(
                "multipleRecordLinks",
                FieldType.LINKS,
                "[\"recA\",\"recB\"]",
                new Value.Links(List.of("recA", "recB")),
                "="));
        lines.add(line(
                "multipleRecordLinks",
                FieldType.LINKS,
                "[{\"id\":\"recA\",\"name\":\"Ada\"}]",
                new Value.Links(List.of("recA")),
                "[\"recA\"]"));
        lines.add(line(
                "multipleAttachments",
                FieldType.ATTACHMENTS,
                FILES,
                new Value.Attachments(
                        List.of(new Value.Attachment("att1", "a.pdf"), new Value.Attachment("att2", "b"))),
                "[{\"id\":\"att1\"},{\"id\":\"att2\"}]"));
        lines.add(line("singleCollaborator", FieldType.TEXT, PERSON, ADA, "{\"email\":\"ada@lab.example\"}"));
        lines.add(line(
                "multipleCollaborators",
                FieldType.CHOICES,
                "[" + PERSON + "," + GROUP + "]",
                new Value.Choices(List.of("ada@lab.example", "The desk")),
                "[\"usrAAAAAAAAAAAAA1\",\"ugpAAAAAAAAAAAAA1\"]"));
        lines.add(line(
                "barcode",
                FieldType.TEXT,
                "{\"text\":\"4006381333931\",\"type\":\"ean13\"}",
                Value.text("4006381333931"),
                "{\"text\":\"4006381333931\"}"));
        lines.addAll(computed());
        return lines;
    }

    private static List<Line> computed() {
        var error = "{\"error\":\"#ERROR!\"}";
        return List.of(
                line(result("formula", "singleLineText"), FieldType.TEXT, "\"x\"", Value.text("x"), null),
                line(result("formula", "singleLineText"), FieldType.TEXT, "12.50", Value.text("12.50"), null),
                line(result("formula", "number"), FieldType.DECIMAL, "12.5", decimal("12.5"), null),
                line(result("formula", "number"), FieldType.DECIMAL, error, NOTHING, null),
                line(result("formula", "number"), FieldType.DECIMAL, "{\"specialValue\":\"NaN\"}", NOTHING, null),
                line(result("formula", "number"), FieldType.DECIMAL, "\"twelve\"", NOTHING, null),
                line(result("formula", "checkbox"), FieldType.BOOLEAN, "true", new Value.Bool(true), null),
                line(
                        result("formula", "dateTime"),
                        FieldType.INSTANT,
                        "\"2026-09-05T07:00:00.000Z\"",
                        instant("2026-09-05T07:00:00Z"),
                        null),
                line("{\"type\":\"formula\",\"options\":{\"isValid\":false}}", FieldType.TEXT, "-", NOTHING, null),
                line(result("rollup", "number"), FieldType.DECIMAL, "3", decimal("3"), null),
                line(result("rollup", "singleLineText"), FieldType.TEXT, "[\"a\",\"b\"]", Value.text("a, b"), null),
                line(lookup("singleLineText"), FieldType.TEXT, "[\"a\",\"b\"]", Value.text("a, b"), null),
                line(lookup("email"), FieldType.TEXT, "[\"a@x.test\"]", Value.text("a@x.test"), null),
                line(lookup("number"), FieldType.TEXT, "[1,2.50]", Value.text("1, 2.50"), null),
                line(lookup("number"), FieldType.TEXT, "[1," + error + "]", NOTHING, null),
                line(lookup("multipleSelects"), FieldType.TEXT, "[\"a\",\"b\"]", Value.text("a, b"), null),
                line(lookup("singleCollaborator"), FieldType.TEXT, "[" + PERSON + "]", ADA, null),
                line(
                        lookup("multipleRecordLinks"),
                        FieldType.LINKS,
                        "[\"recA\"]",
                        new Value.Links(List.of("recA")),
                        null),
                line("count", FieldType.DECIMAL, "2", decimal("2"), null),
                line("autoNumber", FieldType.DECIMAL, "17", decimal("17"), null),
                line(
                        result("createdTime", "dateTime"),
                        FieldType.INSTANT,
                        "\"2026-03-01T09:00:00.000Z\"",
                        instant("2026-03-01T09:00:00Z"),
                        null),
                line(
                        result("lastModifiedTime", "date"),
                        FieldType.DATE,
                        "\"2026-03-01\"",
                        new Value.Date(LocalDate.of(2026, 3, 1)),
                        null),
                line("createdBy", FieldType.TEXT, PERSON, ADA, null),
                line("lastModifiedBy", FieldType.TEXT, GROUP, Value.text("The desk"), null),
                line(
                        "button",
                        FieldType.TEXT,
                        "{\"label\":\"Open\",\"url\":\"https://x.test\"}",
                        Value.text("https://x.test"),
                        null),
                line("button", FieldType.TEXT, "{\"label\":\"Open\",\"url\":null}", NOTHING, null),
                line(
                        "aiText",
                        FieldType.TEXT,
                        "{\"state\":\"generated\",\"isStale\":false,\"value\":\"So it is.\"}",
                        Value.text("So it is."),
                        null),
                line(
                        "aiText",
                        FieldType.TEXT,
                        "{\"state\":\"loading\",\"isStale\":true,\"value\":null}",
                        NOTHING,
                        null),
                line("aiText", FieldType.TEXT, "{\"state\":\"error\",\"isStale\":true,\"value\":null}", NOTHING, null),
                line("externalSyncSource", FieldType.TEXT, "\"HR\"", Value.text("HR"), null),
                line(
                        "somethingNew",
                        FieldType.JSON,
                        "{\"b\":1.50,\"a\":[true,null,\"x\"]}",
                        new Value.Json("{\"a\":[true,null,\"x\"],\"b\":1.50}"),
                        null));
    }

    @TestFactory
    List<DynamicTest> everyTypeThereAndBack() {
        return lines().stream()
                .map(line -> DynamicTest.dynamicTest(line.type() + " " + line.cell(), () -> check(line)))
                .toList();
    }

    private static void check(Line line) throws WriteCell.Unfit {
        var column = column(line.type());
        assertThat(column.type()).isEqualTo(line.ours());
        assertThat(column.readOnly()).as("read-only").isEqualTo(line.written() == null);
        var value = read(column, line.cell()).value();
        assertThat(Equality.EXACT.same(value, line.value())).as("read " + value).isTrue();
        assertThat(value).hasSameClassAs(line.value());
        var write =
                new WriteCell(false, Map.of("ada@lab.example", "usrAAAAAAAAAAAAA1", "The desk", "ugpAAAAAAAAAAAAA1"));
        if (line.written() == null) {
            assertThatThrownBy(() -> write.of(column, line.value())).hasMessageContaining("computed");
            return;
        }
        var expected = json(line.written().equals("=") ? line.cell() : line.written());
        assertThat(CellJson.canonical(write.of(column, value))).isEqualTo(CellJson.canonical(expected));
    }

    @Test
    void coversEveryTypeThatTheFieldModelHas() {
        var types = lines().stream()
                .map(line -> column(line.type()).word())
                .distinct()
                .toList();
        assertThat(types)
                .contains(
                        "singleLineText",
                        "multilineText",
                        "richText",
                        "email",
                        "url",
                        "phoneNumber",
                        "number",
                        "currency",
                        "percent",
                        "duration",
                        "rating",
                        "checkbox",
                        "date",
                        "dateTime",
                        "singleSelect",
                        "multipleSelects",
                        "multipleRecordLinks",
                        "multipleAttachments",
                        "singleCollaborator",
                        "multipleCollaborators",
                        "barcode",
                        "formula",
                        "rollup",
                        "multipleLookupValues",
                        "count",
                        "autoNumber",
                        "createdTime",
                        "lastModifiedTime",
                        "createdBy",
                        "lastModifiedBy",
                        "button",
                        "aiText",
                        "externalSyncSource");
    }

    @Test
    void saysWhyACellIsReadAsEmpty() {
        var formula = column(result("formula", "number"));
        assertThat(read(formula, "{\"error\":\"#ERROR!\"}").remark()).contains("#ERROR!");
        assertThat(read(formula, "{\"specialValue\":\"Infinity\"}").remark()).contains("Infinity");
        assertThat(read(formula, "\"twelve\"").remark()).contains("decimal");
        assertThat(read(column(lookup("number")), "[1,{\"error\":\"#ERROR!\"}]").remark())
                .contains("#ERROR!");
        assertThat(read(column("aiText"), "{\"state\":\"error\",\"value\":null}")
                        .remark())
                .isNotNull();
        assertThat(read(formula, "-").remark()).isNull();
    }

    @Test
    void readsALookupAsItsSingleValueWhereThatIsWished() {
        var one = column(lookup("number")).as(FieldType.DECIMAL);
        assertThat(one.type()).isEqualTo(FieldType.DECIMAL);
        assertThat(read(one, "[12.5]").value()).isEqualTo(decimal("12.5"));
        assertThat(read(one, "[]").value()).isEqualTo(NOTHING);
        assertThat(read(one, "[1,2]").remark()).contains("2 values");
        var set = column(lookup("singleLineText")).as(FieldType.CHOICES);
        assertThat(read(set, "[\"a\",\"b\"]").value()).isEqualTo(new Value.Choices(List.of("a", "b")));
    }

    @Test
    void readsWhatHasPartsAsJsonWhereThatIsWished() {
        var person = column("singleCollaborator").as(FieldType.JSON);
        assertThat(person.readOnly()).isTrue();
        assertThat(read(person, PERSON).value())
                .isEqualTo(new Value.Json(
                        "{\"email\":\"ada@lab.example\",\"id\":\"usrAAAAAAAAAAAAA1\",\"name\":\"Ada\"}"));
        assertThat(column("singleLineText").as(FieldType.JSON).type()).isEqualTo(FieldType.TEXT);
    }

    @Test
    void namesTheFieldAndTheReasonOfWhatItCannotHold() {
        refuses("{\"type\":\"rating\",\"options\":{\"max\":5}}", decimal("6"), "1 to 5");
        refuses("{\"type\":\"rating\",\"options\":{\"max\":5}}", decimal("0"), "or nothing");
        refuses("rating", decimal("2.5"), "whole");
        refuses("number", Value.text("12"), "mapping");
        refuses("number", decimal("1e400"), "size");
        refuses("checkbox", Value.text("yes"), "boolean");
        refuses("date", instant("2026-01-01T00:00:00Z"), "date");
        refuses("dateTime", instant("+12026-01-01T00:00:00Z"), "years");
        refuses(SELECT, new Value.Choice("Closed"), "no option 'Closed'. It has 'Open', 'a, b'");
        refuses(SELECTS, new Value.Choices(List.of("Open", "x")), "no option 'x'");
        refuses("multipleRecordLinks", new Value.Links(List.of("Ada")), "'Ada' is none");
        refuses("multipleAttachments", new Value.Attachments(List.of(new Value.Attachment("1", "a"))), "new files");
        refuses("singleCollaborator", Value.text("Ada"), "e-mail");
        refuses("multipleCollaborators", new Value.Choices(List.of("eve@lab.example")), "eve@lab.example");
    }

    private static void refuses(String type, Value value, String reason) {
        assertThatThrownBy(() -> new WriteCell(false, Map.of()).of(column(type), value))
                .as(type)
                .isInstanceOf(WriteCell.Unfit.class)
                .hasMessageContaining("'F'")
                .hasMessageContaining(reason);
    }

    @Test
    void namesNoMoreThanTwentyOptions() {
        var choices = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            choices.append(i == 0 ? "" : ",").append("{\"name\":\"o").append(i).append("\"}");
        }
        refuses(
                "{\"type\":\"singleSelect\",\"options\":{\"choices\":[" + choices + "]}}",
                new Value.Choice("x"),
                "'o19' and 30 more");
    }

    private static ReadCell.Read read(Column column, String cell) {
        return ReadCell.of(
                column,
                cell.equals("-") ? JsonBodies.mapper().createObjectNode().path("no") : json(cell));
    }

    private static Column column(String type) {
        var field = type.startsWith("{")
                ? (tools.jackson.databind.node.ObjectNode) json(type)
                : JsonBodies.mapper().createObjectNode().put("type", type);
        return Column.of(field.put("id", "fldAAAAAAAAAAAAAA").put("name", "F"));
    }

    private static JsonNode json(String text) {
        return JsonBodies.mapper().readTree(text);
    }
}
