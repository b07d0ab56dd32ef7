package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Method;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes tables and fields that are missing.
/// Source: airtable.com/developers/web/api/create-table, create-field, field-model.
final class MakeSchema {
    private final BaseInUse base;

    MakeSchema(BaseInUse base) {
        this.base = base;
    }

    /// @param options what the API demands to be said of such a field
    private record Recipe(String word, Map<String, Object> options) {}

    /// What a field of this type is made as. Links would need the other table, and files an address: nobody can
    /// ask for them by a type alone.
    private static Recipe recipe(FieldType type) {
        var iso = Map.of("name", "iso", "format", "YYYY-MM-DD");
        return switch (type) {
            case TEXT, JSON -> new Recipe(type == FieldType.JSON ? "multilineText" : "singleLineText", Map.of());
            case DECIMAL -> new Recipe("number", Map.of("precision", 8));
            case BOOLEAN -> new Recipe("checkbox", Map.of("icon", "check", "color", "greenBright"));
            case DATE -> new Recipe("date", Map.of("dateFormat", iso));
            case INSTANT, LOCAL_DATE_TIME ->
                new Recipe(
                        "dateTime",
                        Map.of(
                                "timeZone",
                                "utc",
                                "dateFormat",
                                iso,
                                "timeFormat",
                                Map.of("name", "24hour", "format", "HH:mm")));
            case CHOICE -> new Recipe("singleSelect", Map.of("choices", List.of()));
            case CHOICES -> new Recipe("multipleSelects", Map.of("choices", List.of()));
            case LINKS, ATTACHMENTS -> new Recipe("", Map.of());
        };
    }

    static boolean canMake(Wish wish) {
        return !wish.name().startsWith("fld") && !recipe(type(wish)).word().isEmpty();
    }

    private static FieldType type(Wish wish) {
        return wish.type() == null ? FieldType.TEXT : wish.type();
    }

    static String sentence(Wish wish) {
        return "The field '" + wish.name() + "' of type " + recipe(type(wish)).word();
    }

    /// As it would be, for a dry run: its id is not known yet, so its name stands for it.
    static Column imagined(Wish wish) {
        return Column.of(json(wish).put("id", wish.name()));
    }

    private static ObjectNode json(Wish wish) {
        var recipe = recipe(type(wish));
        var field =
                JsonBodies.mapper().createObjectNode().put("name", wish.name()).put("type", recipe.word());
        if (!recipe.options().isEmpty()) {
            field.set("options", JsonBodies.mapper().<JsonNode>valueToTree(recipe.options()));
        }
        return field;
    }

    /// The first field becomes the primary one, which cannot be a checkbox or a select; text is put first.
    TableSchema table(String name, List<Wish> wishes) {
        var fields = JsonBodies.mapper().createArrayNode();
        ordered(wishes).forEach(wish -> fields.add(json(wish)));
        var body = JsonBodies.mapper().createObjectNode().put("name", name);
        body.set("fields", fields);
        return TableSchema.of(
                made(Client.path("meta", "bases", base.id(), "tables"), body, "the table '" + name + "'"));
    }

    static List<Wish> ordered(List<Wish> wishes) {
        List<Wish> ordered = new ArrayList<>(wishes);
        var first = wishes.stream().filter(wish -> type(wish) == FieldType.TEXT).findFirst();
        if (first.isPresent()) {
            ordered.remove(first.get());
            ordered.addFirst(first.get());
        } else {
            ordered.addFirst(new Wish("Name", FieldType.TEXT, false));
        }
        return ordered;
    }

    Column field(TableSchema table, Wish wish) {
        return Column.of(made(
                Client.path("meta", "bases", base.id(), "tables", table.id(), "fields"),
                json(wish),
                "the field '" + wish.name() + "' of the table '" + table.name() + "'"));
    }

    private JsonNode made(String path, JsonNode body, String subject) {
        try {
            return base.client()
                    .send(Call.write(Method.POST, base.id(), path, "", body, subject))
                    .body();
        } catch (ConnectorException e) {
            if (e.problem() == Problem.PERMISSION) {
                throw new ConnectorException(
                        Problem.PERMISSION,
                        "The credential may not make " + subject + ". Making tables and fields needs the scope"
                                + " schema.bases:write and the role of a creator in the base; or make it in Airtable by"
                                + " hand.",
                        e);
            }
            throw e;
        } finally {
            base.forget();
        }
    }
}
