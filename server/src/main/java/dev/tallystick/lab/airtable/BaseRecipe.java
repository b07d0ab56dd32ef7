package dev.tallystick.lab.airtable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// What a base is made of. Link fields come after plain ones and computed ones last, for they name the others.
///
/// ```java
/// Base base = lab.airtable().add(BaseRecipe.named("Shop")
///         .table("Clients", t -> t.field("Name", FieldType.SINGLE_LINE_TEXT).select("Status", "open", "closed"))
///         .table("Visits", t -> t.field("Title", FieldType.SINGLE_LINE_TEXT).link("Client", "Clients", "Visits")));
/// ```
///
/// @param id "" for one that is made up
public record BaseRecipe(String id, String name, List<Collaborator> people, List<TableRecipe> tables) {

    public static BaseRecipe named(String name) {
        return new BaseRecipe("", name, List.of(), List.of());
    }

    public BaseRecipe id(String other) {
        return new BaseRecipe(other, name, people, tables);
    }

    /// The first one is who edits when nobody is named.
    public BaseRecipe person(Collaborator person) {
        return new BaseRecipe(id, name, and(people, person), tables);
    }

    public BaseRecipe table(String table, UnaryOperator<TableRecipe> fields) {
        return new BaseRecipe(id, name, people, and(tables, fields.apply(TableRecipe.named(table))));
    }

    static <T> List<T> and(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return List.copyOf(more);
    }
}
