package dev.tallystick.connectors.airtable;

import dev.tallystick.egress.JsonBodies;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Makes the JSON of a cell of a value, or says why no such cell can be.
/// Source: airtable.com/developers/web/api/field-model.
final class WriteCell {
    private static final JsonNodeFactory JSON = JsonBodies.mapper().getNodeFactory();
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final int MOST_OPTIONS_NAMED = 20;

    private final boolean newOptions;
    private final Map<String, String> people;

    /// @param newOptions an option that a select lacks is made
    /// @param people ids of people by what they are read as, as far as they were seen: several can be written only
    ///     by their ids
    WriteCell(boolean newOptions, Map<String, String> people) {
        this.newOptions = newOptions;
        this.people = people;
    }

    /// A value that the cell cannot hold, with a sentence that names the field.
    static final class Unfit extends Exception {
        Unfit(Column column, String rest) {
            super("The field " + column + " " + rest);
        }

        /// It was there when the write was planned.
        Unfit(String field) {
            super("The field " + field + " is not in the table any more. Take it out of the mapping, or restore it.");
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    JsonNode of(Column column, Value value) throws Unfit {
        if (column.readOnly()) {
            throw new Unfit(column, "is computed by Airtable and cannot be written.");
        }
        if (value.isEmpty()) {
            return JSON.nullNode();
        }
        return switch (column.kind()) {
            case TEXT -> text(column, value);
            case NUMBER -> number(column, value);
            case CHECKBOX -> value instanceof Value.Bool(var truth) ? JSON.booleanNode(truth) : refuse(column, value);
            case DATE -> value instanceof Value.Date(var date) ? date(column, date) : refuse(column, value);
            case DATE_TIME ->
                value instanceof Value.Timestamp(var instant) ? dateTime(column, instant) : refuse(column, value);
            case CHOICE -> choice(column, value);
            case CHOICES -> choices(column, value);
            case LINKS -> links(column, value);
            case ATTACHMENTS -> attachments(column, value);
            case PERSON -> person(column, value);
            case PEOPLE -> people(column, value);
            case BARCODE ->
                value instanceof Value.Text(var text) ? JSON.objectNode().put("text", text) : refuse(column, value);
            case BUTTON, AI_TEXT, LOOKUP, ONE, SET, JSON ->
                throw new Unfit(column, "is computed by Airtable and cannot be written.");
        };
    }

    private static JsonNode refuse(Column column, Value value) throws Unfit {
        throw new Unfit(
                column,
                "holds " + column.type().word() + " and cannot take a value of another type ("
                        + value.getClass().getSimpleName() + "). Convert it in the mapping.");
    }

    private static JsonNode text(Column column, Value value) throws Unfit {
        return switch (value) {
            case Value.Text(var text) when text.isEmpty() -> JSON.nullNode();
            case Value.Text(var text) -> JSON.stringNode(text);
            case Value.Choice(var option) -> JSON.stringNode(option);
            default -> refuse(column, value);
        };
    }

    private static JsonNode number(Column column, Value value) throws Unfit {
        if (!(value instanceof Value.Decimal(BigDecimal number))) {
            return refuse(column, value);
        }
        if (Double.isInfinite(number.doubleValue())) {
            throw new Unfit(column, "cannot hold a number of that size.");
        }
        if (column.word().equals("rating")) {
            long max = column.options().path("max").asLong(10);
            boolean whole = number.stripTrailingZeros().scale() <= 0;
            if (!whole || number.signum() <= 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
                throw new Unfit(column, "is a rating and holds whole numbers from 1 to " + max + ", or nothing.");
            }
        }
        return JSON.numberNode(number);
    }

    private static JsonNode date(Column column, LocalDate date) throws Unfit {
        if (date.getYear() < 0 || date.getYear() > 9999) {
            throw new Unfit(column, "holds dates of the years 0 to 9999.");
        }
        return JSON.stringNode(date.toString());
    }

    private static JsonNode dateTime(Column column, Instant instant) throws Unfit {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < 0 || year > 9999) {
            throw new Unfit(column, "holds times of the years 0 to 9999.");
        }
        return JSON.stringNode(MILLIS.format(instant));
    }

    private JsonNode choice(Column column, Value value) throws Unfit {
        String name = switch (value) {
            case Value.Choice(var option) -> option;
            case Value.Text(var text) -> text;
            default -> "";
        };
        if (name.isEmpty()) {
            return value instanceof Value.Text ? JSON.nullNode() : refuse(column, value);
        }
        known(column, List.of(name));
        return JSON.stringNode(name);
    }

    private JsonNode choices(Column column, Value value) throws Unfit {
        if (!(value instanceof Value.Choices(List<String> names))) {
            return refuse(column, value);
        }
        known(column, names);
        return texts(names.stream().distinct().toList());
    }

    /// Airtable's own refusal says that the permission to create the option is missing, which helps nobody.
    private void known(Column column, List<String> names) throws Unfit {
        var unknown = unknown(column, names);
        if (unknown.isEmpty() || newOptions) {
            return;
        }
        var choices = column.choices();
        var listed = choices.stream().limit(MOST_OPTIONS_NAMED).collect(Collectors.joining("', '"));
        throw new Unfit(
                column,
                "has no option '" + String.join("', '", unknown) + "'. "
                        + (choices.isEmpty() ? "It has none at all" : "It has '" + listed + "'")
                        + (choices.size() > MOST_OPTIONS_NAMED
                                ? " and " + (choices.size() - MOST_OPTIONS_NAMED) + " more"
                                : "")
                        + ". Add it in Airtable, map the value, or set 'create_options' for the table.");
    }

    private static List<String> unknown(Column column, List<String> names) {
        var choices = column.choices();
        return names.stream().filter(name -> !choices.contains(name)).distinct().toList();
    }

    /// Whether an option is to be made for this value, which Airtable does only with its typecast.
    boolean needsNewOption(Column column, Value value) {
        if (!newOptions || !column.select()) {
            return false;
        }
        return switch (value) {
            case Value.Choice(var option) -> !unknown(column, List.of(option)).isEmpty();
            case Value.Text(var text) -> !unknown(column, List.of(text)).isEmpty();
            case Value.Choices(var options) -> !unknown(column, options).isEmpty();
            default -> false;
        };
    }

    private static JsonNode links(Column column, Value value) throws Unfit {
        if (!(value instanceof Value.Links(List<String> rows))) {
            return refuse(column, value);
        }
        for (var row : rows) {
            if (!row.startsWith("rec")) {
                throw new Unfit(column, "links to rows by their Airtable ids (rec…), and '" + row + "' is none.");
            }
        }
        return texts(rows.stream().distinct().toList());
    }

    /// A new file would have to be fetched by Airtable from a public address.
    private static JsonNode attachments(Column column, Value value) throws Unfit {
        if (!(value instanceof Value.Attachments(List<Value.Attachment> files))) {
            return refuse(column, value);
        }
        var list = JSON.arrayNode();
        for (var file : files) {
            if (!file.id().startsWith("att")) {
                throw new Unfit(column, "can keep and drop the files it has; new files are not brought to it yet.");
            }
            list.addObject().put("id", file.id());
        }
        return list;
    }

    private JsonNode person(Column column, Value value) throws Unfit {
        if (!(value instanceof Value.Text(var who))) {
            return refuse(column, value);
        }
        if (who.contains("@")) {
            return JSON.objectNode().put("email", who);
        }
        return JSON.objectNode()
                .put("id", id(who).orElseThrow(() -> new Unfit(column, "needs a person's e-mail address.")));
    }

    private JsonNode people(Column column, Value value) throws Unfit {
        if (!(value instanceof Value.Choices(List<String> names))) {
            return refuse(column, value);
        }
        var ids = JSON.arrayNode();
        for (var who : names) {
            ids.add(id(who).orElseThrow(() -> new Unfit(
                    column,
                    "holds several people, who can be written only when they stand somewhere in this table already;"
                            + " '" + who + "' does not.")));
        }
        return ids;
    }

    private Optional<String> id(String who) {
        return who.matches("(usr|ugp)[0-9A-Za-z]{8,30}") ? Optional.of(who) : Optional.ofNullable(people.get(who));
    }

    private static ArrayNode texts(List<String> texts) {
        var list = JSON.arrayNode();
        texts.forEach(list::add);
        return list;
    }
}
