package dev.tallystick.lab.airtable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the tables of a base of its recipe: first all plain fields, then links, then what is computed from them.
final class MakeTables {

    private static final Pattern BRACES = Pattern.compile("\\{([^}]*)}");

    private final Base base;

    MakeTables(Base base) {
        this.base = base;
    }

    void of(BaseRecipe recipe) {
        base.collaborators.addAll(recipe.people());
        if (base.collaborators.isEmpty()) {
            base.collaborators.add(new Collaborator(base.ids.next("usr"), "ada@lab.example", "Ada Okafor"));
        }
        for (TableRecipe each : recipe.tables()) {
            String id = each.id().isEmpty() ? base.ids.next("tbl") : each.id();
            base.tables.put(id, new Table(base, id, each.name(), ""));
        }
        for (Phase phase : Phase.values()) {
            recipe.tables().forEach(each -> fields(each, phase));
        }
        recipe.tables().forEach(this::views);
    }

    private enum Phase {
        PLAIN,
        LINK,
        COMPUTED;

        static Phase of(FieldType type) {
            return type.computed() ? COMPUTED : type == FieldType.MULTIPLE_RECORD_LINKS ? LINK : PLAIN;
        }
    }

    private void fields(TableRecipe recipe, Phase phase) {
        Table table = base.table(recipe.name());
        for (TableRecipe.Wish wish : recipe.fields()) {
            if (Phase.of(wish.type()) == phase) {
                add(table, wish);
            }
        }
    }

    Field add(Table table, TableRecipe.Wish wish) {
        List<String> words = wish.words();
        Map<String, Object> options = new LinkedHashMap<>(wish.options());
        switch (wish.type()) {
            case SINGLE_SELECT, MULTIPLE_SELECTS -> options.put("choices", FieldOptions.choices(base.ids, words));
            case MULTIPLE_RECORD_LINKS ->
                options.put("linkedTableId", base.table(words.getFirst()).id());
            case FORMULA -> formula(table, options, words.getFirst());
            case COUNT ->
                options.put("recordLinkFieldId", table.field(words.getFirst()).id());
            case MULTIPLE_LOOKUP_VALUES, ROLLUP -> through(table, options, words);
            case LAST_MODIFIED_TIME ->
                options.put(
                        "referencedFieldIds",
                        words.stream().map(name -> table.field(name).id()).toList());
            default -> {}
        }
        @Nullable String aggregate = wish.type() == FieldType.ROLLUP ? words.get(2) : null;
        Field field = new Field(base.ids.next("fld"), wish.name(), wish.type(), options, aggregate);
        ChangeSchema.put(table, field);
        return new ChangeSchema(base).addInverse(table, field, words.size() == 2 ? words.get(1) : null);
    }

    /// Kept and shown with ids for names, so that a renamed field stays in it.
    private static void formula(Table table, Map<String, Object> options, String text) {
        Matcher braces = BRACES.matcher(text);
        String byId =
                braces.replaceAll(found -> "{" + table.field(found.group(1)).id() + "}");
        options.put("formula", byId);
        options.put(
                "referencedFieldIds", ParseFormula.of(byId).cells().distinct().toList());
    }

    private void through(Table table, Map<String, Object> options, List<String> words) {
        Field link = table.field(words.getFirst());
        Table other = base.table(link.text("linkedTableId"));
        options.put("recordLinkFieldId", link.id());
        options.put("fieldIdInLinkedTable", other.field(words.get(1)).id());
    }

    private void views(TableRecipe recipe) {
        Table table = base.table(recipe.name());
        var change = new ChangeSchema(base);
        if (recipe.views().isEmpty()) {
            change.addView(table, "Grid view", null, List.of());
        }
        recipe.views()
                .forEach(each -> change.addView(
                        table, each.name(), each.filter().isEmpty() ? null : each.filter(), each.order()));
    }
}
