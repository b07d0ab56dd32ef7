package dev.tallystick.connectors.airtable;

import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Makes a value of the JSON of a cell. It never fails: what cannot be read is empty, with a remark.
/// Source: airtable.com/developers/web/api/field-model; error cells as users recorded them.
final class ReadCell {
    /// What a double keeps of every decimal number.
    private static final int DOUBLE_DIGITS = 15;

    private ReadCell() {}

    /// @param remark why the value is empty although the cell is not, as the rest of a sentence; null when all is
    ///     well
    record Read(Value value, @Nullable String remark) {
        static Read of(Value value) {
            return new Read(value, null);
        }

        static Read empty(@Nullable String remark) {
            return new Read(Value.empty(), remark);
        }
    }

    static Read of(Column column, JsonNode cell) {
        return switch (column.kind()) {
            case LOOKUP -> joined(column.of(), cell);
            case ONE -> one(column.of(), cell);
            case SET -> set(column.of(), cell);
            default -> plain(column.kind(), cell);
        };
    }

    private static Read plain(CellKind kind, JsonNode cell) {
        if (cell.isMissingNode() || cell.isNull()) {
            return Read.empty(null);
        }
        if (cell.has("error") || cell.has("specialValue")) {
            return Read.empty("holds "
                    + cell.path("error").asString(cell.path("specialValue").asString("an error")));
        }
        if (cell.isArray() && kind != CellKind.JSON && !many(kind)) {
            // A rollup may come out as an array, whatever its field says.
            return kind == CellKind.TEXT ? joined(kind, cell) : one(kind, cell);
        }
        return switch (kind) {
            case TEXT -> text(cell);
            case NUMBER -> cell.isNumber() ? Read.of(new Value.Decimal(asShown(cell.decimalValue()))) : unfit(kind);
            case CHECKBOX -> cell.isBoolean() ? truth(cell.booleanValue()) : unfit(kind);
            case DATE -> date(cell);
            case DATE_TIME -> dateTime(cell);
            case CHOICE -> choice(cell);
            case CHOICES -> choices(cell);
            case LINKS -> links(cell);
            case ATTACHMENTS -> attachments(cell);
            case PERSON -> Read.of(textOrEmpty(person(cell)));
            case PEOPLE -> people(cell);
            case BARCODE -> Read.of(textOrEmpty(cell.path("text").asString("")));
            case BUTTON -> Read.of(textOrEmpty(cell.path("url").asString("")));
            case AI_TEXT -> generated(cell);
            case JSON -> Read.of(new Value.Json(CellJson.canonical(cell)));
            case LOOKUP, ONE, SET -> throw new IllegalArgumentException("A lookup has values of another kind");
        };
    }

    private static boolean many(CellKind kind) {
        return switch (kind) {
            case CHOICES, LINKS, ATTACHMENTS, PEOPLE -> true;
            default -> false;
        };
    }

    /// Airtable works with doubles, and a formula such as `12345 * 0.3` comes out as 3703.4999999999995, which it shows
    /// as 3703.5: what stands behind the fifteenth digit of a fraction is noise, and no other system could keep it.
    private static BigDecimal asShown(BigDecimal number) {
        return number.scale() > 0 && number.precision() > DOUBLE_DIGITS
                ? number.round(new MathContext(DOUBLE_DIGITS)).stripTrailingZeros()
                : number;
    }

    /// Anything that has a text, since a formula's result is not always what its field says.
    private static Read text(JsonNode cell) {
        if (cell.isString()) {
            return Read.of(textOrEmpty(cell.stringValue()));
        }
        return Read.of(Value.text(cell.isNumber() ? cell.decimalValue().toPlainString() : CellJson.canonical(cell)));
    }

    private static Value textOrEmpty(String text) {
        return text.isEmpty() ? Value.empty() : Value.text(text);
    }

    /// An unticked box is an empty one: Airtable cannot tell them apart.
    private static Read truth(boolean ticked) {
        return Read.of(ticked ? new Value.Bool(true) : Value.empty());
    }

    private static Read date(JsonNode cell) {
        var text = cell.asString("");
        try {
            return Read.of(new Value.Date(LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text)));
        } catch (DateTimeException _) {
            return unfit(CellKind.DATE);
        }
    }

    /// Always with an offset; a date alone, as some formulas give, begins its day in UTC.
    private static Read dateTime(JsonNode cell) {
        return instant(cell)
                .map(instant -> Read.of(new Value.Timestamp(instant)))
                .orElseGet(() -> unfit(CellKind.DATE_TIME));
    }

    static Optional<Instant> instant(JsonNode cell) {
        var text = cell.asString("");
        try {
            return Optional.of(OffsetDateTime.parse(text.length() == 10 ? text + "T00:00:00Z" : text)
                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Read choice(JsonNode cell) {
        // In the other shape, which webhooks have, it is an object with the name inside.
        var name = cell.isString() ? cell.stringValue() : cell.path("name").asString("");
        return name.isEmpty() ? unfit(CellKind.CHOICE) : Read.of(new Value.Choice(name));
    }

    private static Read choices(JsonNode cell) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : each(cell)) {
            names.add(each.isString() ? each.stringValue() : each.path("name").asString(""));
        }
        names.removeIf(String::isEmpty);
        return Read.of(names.isEmpty() ? Value.empty() : new Value.Choices(names));
    }

    private static Read links(JsonNode cell) {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : each(cell)) {
            ids.add(each.isString() ? each.stringValue() : each.path("id").asString(""));
        }
        ids.removeIf(String::isEmpty);
        return Read.of(ids.isEmpty() ? Value.empty() : new Value.Links(ids));
    }

    private static Read attachments(JsonNode cell) {
        List<Value.Attachment> files = new ArrayList<>();
        for (JsonNode each : each(cell)) {
            var id = each.path("id").asString("");
            if (!id.isEmpty()) {
                files.add(new Value.Attachment(id, each.path("filename").asString("")));
            }
        }
        return Read.of(files.isEmpty() ? Value.empty() : new Value.Attachments(files));
    }

    /// By e-mail address; a group has none and goes by its name.
    static String person(JsonNode cell) {
        for (var part : List.of("email", "name", "id")) {
            var text = cell.path(part).asString("");
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static Read people(JsonNode cell) {
        List<String> people = new ArrayList<>();
        each(cell).forEach(each -> people.add(person(each)));
        people.removeIf(String::isEmpty);
        return Read.of(people.isEmpty() ? Value.empty() : new Value.Choices(people));
    }

    private static Read generated(JsonNode cell) {
        if (cell.path("state").asString("").equals("error")) {
            return Read.empty("holds a text that could not be generated");
        }
        return Read.of(textOrEmpty(cell.path("value").asString("")));
    }

    // ---- lookups

    private static Iterable<JsonNode> each(JsonNode cell) {
        return cell.isArray() ? cell : List.of(cell);
    }

    private static Read joined(CellKind of, JsonNode cell) {
        return parts(of, cell, texts -> Read.of(textOrEmpty(String.join(", ", texts))));
    }

    private static Read set(CellKind of, JsonNode cell) {
        return parts(of, cell, texts -> Read.of(texts.isEmpty() ? Value.empty() : new Value.Choices(texts)));
    }

    private static Read parts(CellKind of, JsonNode cell, Function<List<String>, Read> all) {
        if (cell.isMissingNode() || cell.isNull()) {
            return Read.empty(null);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : each(cell)) {
            // Whole cells of many, as a lookup of a multiple select has them, lie flat or as arrays of their own.
            var read = plain(each.isArray() ? CellKind.TEXT : single(of), each);
            if (read.remark() != null) {
                return read;
            }
            if (!read.value().isEmpty()) {
                texts.add(shown(read.value()));
            }
        }
        return all.apply(texts);
    }

    private static CellKind single(CellKind of) {
        return switch (of) {
            case CHOICES -> CellKind.CHOICE;
            case PEOPLE -> CellKind.PERSON;
            default -> of;
        };
    }

    private static Read one(CellKind of, JsonNode cell) {
        if (cell.isArray() && cell.size() > 1) {
            return Read.empty("holds " + cell.size() + " values where one was expected");
        }
        return plain(of, cell.isArray() ? cell.path(0) : cell);
    }

    private static Read unfit(CellKind kind) {
        return Read.empty("holds no " + kind.type().word());
    }

    /// As a text for people, also for what a linked row is called.
    static String shown(Value value) {
        return switch (value) {
            case Value.Empty _ -> "";
            case Value.Text(var text) -> text;
            case Value.Decimal(var number) -> number.toPlainString();
            case Value.Bool(var truth) -> truth ? "true" : "false";
            case Value.Date(var date) -> date.toString();
            case Value.Timestamp(var instant) -> instant.toString();
            case Value.LocalDateTime(var dateTime) -> dateTime.toString();
            case Value.Choice(var option) -> option;
            case Value.Choices(var options) -> String.join(", ", options);
            case Value.Links(var rows) -> String.join(", ", rows);
            case Value.Attachments(var files) ->
                files.stream().map(Value.Attachment::name).collect(Collectors.joining(", "));
            case Value.Json(var json) -> json;
        };
    }
}
