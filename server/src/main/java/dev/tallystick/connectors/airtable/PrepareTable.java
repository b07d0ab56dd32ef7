package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Missing;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the fields that a sync wishes for in the schema as it is, or makes what may be made.
///
/// A name alone is no proof that a field is the one of the last time: when another one bears the name by now, its
/// cells are others, and taking them would blank or overwrite the other side. So a wish that was met once is met
/// again only by the same field, and a person who wants another one names it by its id.
final class PrepareTable {
    private final BaseInUse base;
    private final String name;
    private final TableOptions options;
    private final boolean make;

    private final Map<String, Column> found = new LinkedHashMap<>();
    private final List<Missing> missing = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private Remembered remembered;

    PrepareTable(BaseInUse base, String name, TableOptions options, @Nullable String remembered, boolean make) {
        this.base = base;
        this.name = name;
        this.options = options;
        this.remembered = Remembered.of(remembered);
        this.make = make;
    }

    /// @param found by wish
    /// @param imagined the table is not there, and this is what it would be
    record Prepared(
            TableSchema table,
            Map<String, Column> found,
            Optional<Column> marker,
            Optional<TableSchema.View> view,
            List<Missing> missing,
            List<String> made,
            Remembered remembered,
            boolean imagined) {}

    Prepared of(List<Wish> wishes) {
        List<Wish> all = new ArrayList<>(wishes);
        options.marker()
                .filter(marker -> wishes.stream().noneMatch(wish -> wish.name().equals(marker)))
                .ifPresent(marker -> all.add(new Wish(marker, FieldType.TEXT, true)));
        var there = base.table(name);
        if (there.isEmpty()) {
            return missingTable(all);
        }
        var table = there.get();
        for (var wish : all) {
            var column = find(table, wish);
            if (column.isPresent()) {
                found.put(wish.name(), column.get().as(wish.type()));
                if (make || table.byId(column.get().id()).isPresent()) {
                    remembered = remembered.with(wish.name(), column.get());
                }
            }
        }
        if (!made.isEmpty() && make) {
            table = base.table(name).orElseThrow(() -> base.noTable(name));
        }
        return new Prepared(table, found, marker(), view(table), missing, made, remembered, false);
    }

    // ---- one wish

    private Optional<Column> find(TableSchema table, Wish wish) {
        var byId = table.byId(wish.name());
        if (byId.isPresent()) {
            return byId;
        }
        var named = table.named(wish.name());
        if (named.size() > 1) {
            missing.add(new Missing(
                    wish.name(),
                    null,
                    "The table '" + table.name() + "' has " + named.size() + " fields with the name '" + wish.name()
                            + "'. Name one by its id: "
                            + String.join(", ", named.stream().map(Column::id).toList()) + "."));
            return Optional.empty();
        }
        var known = remembered.field(wish.name());
        if (known.isPresent()) {
            return again(table, wish, known.get(), named);
        }
        return named.isEmpty() ? made(table, wish) : Optional.of(named.getFirst());
    }

    /// It was met before, by a field that may have another name by now, or be gone.
    private Optional<Column> again(TableSchema table, Wish wish, Remembered.Known known, List<Column> named) {
        if (!named.isEmpty() && named.getFirst().id().equals(known.id())) {
            return Optional.of(named.getFirst());
        }
        var renamed = table.byId(known.id());
        String now = renamed.map(column -> "The field '" + wish.name() + "' is called '" + column.name() + "' now")
                .orElse("The field '" + wish.name() + "' (" + known.id() + ") was deleted");
        String other = named.isEmpty()
                ? ""
                : ", and another field bears its name: " + named.getFirst().id();
        String what = renamed.isPresent()
                ? "Write the new name, or the id " + known.id() + ", in the mapping."
                : named.isEmpty()
                        ? "Take it out of the mapping, or restore it in Airtable."
                        : "Write the id of the field that is meant in the mapping.";
        missing.add(new Missing(wish.name(), renamed.map(Column::name).orElse(null), now + other + ". " + what));
        return Optional.empty();
    }

    private Optional<Column> made(TableSchema table, Wish wish) {
        if (options.create() && MakeSchema.canMake(wish)) {
            made.add(MakeSchema.sentence(wish) + (make ? " was made." : " would be made."));
            return Optional.of(make ? new MakeSchema(base).field(table, wish) : MakeSchema.imagined(wish));
        }
        missing.add(new Missing(
                wish.name(),
                null,
                "The table '" + table.name() + "' has no field '" + wish.name() + "'. "
                        + (wish.name().matches("fld[0-9A-Za-z]{14}")
                                ? "A field of that id was deleted, or is of another table."
                                : options.create()
                                        ? "A field of type " + typeWord(wish) + " must be made in Airtable by hand."
                                        : "Correct the name, or set 'create' for the table to make it.")));
        return Optional.empty();
    }

    private static String typeWord(Wish wish) {
        return wish.type() == null ? FieldType.TEXT.word() : wish.type().word();
    }

    // ---- what belongs to the table

    private Prepared missingTable(List<Wish> wishes) {
        if (!options.create() || name.matches("tbl[0-9A-Za-z]{14}")) {
            throw base.noTable(name);
        }
        var possible = wishes.stream().filter(MakeSchema::canMake).toList();
        var impossible =
                wishes.stream().filter(wish -> !MakeSchema.canMake(wish)).toList();
        impossible.forEach(wish -> missing.add(new Missing(
                wish.name(), null, "A field of type " + typeWord(wish) + " must be made in Airtable by hand.")));
        made.add("The table '" + name + "' with the fields "
                + String.join(
                        ", ",
                        MakeSchema.ordered(possible).stream().map(Wish::name).toList())
                + (make ? " was made." : " would be made."));
        var table = make
                ? new MakeSchema(base).table(name, possible)
                : new TableSchema(
                        name,
                        name,
                        possible.isEmpty()
                                ? ""
                                : MakeSchema.ordered(possible).getFirst().name(),
                        MakeSchema.ordered(possible).stream()
                                .map(MakeSchema::imagined)
                                .toList(),
                        List.of());
        for (var wish : possible) {
            table.named(wish.name()).stream().findFirst().ifPresent(column -> {
                found.put(wish.name(), column.as(wish.type()));
                if (make) {
                    remembered = remembered.with(wish.name(), column);
                }
            });
        }
        return new Prepared(table, found, marker(), Optional.empty(), missing, made, remembered, !make);
    }

    /// An upsert matches by text and a few other types; only text can hold what we write.
    private Optional<Column> marker() {
        var marker = options.marker().flatMap(wish -> Optional.ofNullable(found.get(wish)));
        marker.filter(column -> !column.word().equals("singleLineText")
                        && !column.word().equals("multilineText"))
                .ifPresent(column -> {
                    throw new ConnectorException(
                            Problem.SETTINGS,
                            "The 'marker_field' " + column + " must be a text field, and is of type " + column.word()
                                    + ".");
                });
        return marker;
    }

    private Optional<TableSchema.View> view(TableSchema table) {
        return options.view()
                .map(view -> table.view(view)
                        .orElseThrow(() -> new ConnectorException(
                                Problem.SETTINGS,
                                "The view '" + view + "' of the table '" + table.name() + "' is not there. It has: "
                                        + String.join(
                                                ", ",
                                                table.views().stream()
                                                        .map(TableSchema.View::name)
                                                        .toList())
                                        + ".")));
    }
}
