package dev.tallystick.sync;

import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.Standing;
import dev.tallystick.plan.Trial;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Proposes how the rows of one table go into another by a key: which fields tell rows apart, which column each field
/// fills, and of which type it is, by the names and by the first rows.
final class ProposeOneWay {
    /// Types that a person can choose from for a field.
    static final List<FieldType> CHOICES = List.of(
            FieldType.TEXT,
            FieldType.DECIMAL,
            FieldType.BOOLEAN,
            FieldType.DATE,
            FieldType.INSTANT,
            FieldType.LOCAL_DATE_TIME,
            FieldType.CHOICES,
            FieldType.JSON);

    /// A text is taken for the first of these that all the rows looked at fit.
    private static final List<FieldType> LIKELY =
            List.of(FieldType.DECIMAL, FieldType.BOOLEAN, FieldType.DATE, FieldType.INSTANT);

    /// `007` and `+49 30` are texts: as numbers they would lose what stands in front.
    private static final Pattern NO_NUMBER = Pattern.compile("[+\\s].*|0\\d.*");

    private static final List<Pattern> KEY_WORDS = Stream.of(
                    "(external|row|record)?(id|key|code|sku|uuid|number|no)",
                    ".*(id|key|code|sku|uuid|number)",
                    ".*(mail).*",
                    "(name|title)")
            .map(Pattern::compile)
            .toList();

    /// More columns than these are not tried in pairs.
    private static final int PAIRED = 8;

    /// @param level how well the rows looked at fit
    /// @param note null where nothing is to be said
    record Fit(FieldType type, Level level, @Nullable String note) {}

    enum Level {
        FITS,
        SOME,
        NONE
    }

    /// @param right the column it would fill, which is made where it is not there yet; null where it needs a person
    record Line(Field left, @Nullable String right, FieldType type, boolean exists, List<Fit> fits) {}

    /// @param fields that tell rows apart; none where the system's own ids do
    record Key(List<String> fields, String sentence) {}

    record Proposal(Key key, String rightKey, List<Line> lines) {}

    private final Glimpse source;
    private final Standing target;

    ProposeOneWay(Glimpse source, Standing target) {
        this.source = source;
        this.target = target;
    }

    Proposal propose() {
        var key = key();
        var rightKey = rightKey(key.fields());
        var taken = new HashSet<String>();
        taken.add(rightKey);
        var lines = new ArrayList<Line>();
        // Columns that are there come first: a new one must not take the name of one that another field fits.
        for (var field : source.fields()) {
            column(field, taken).ifPresent(column -> {
                taken.add(column.name());
                lines.add(new Line(field, column.name(), column.type(), true, fits(field)));
            });
        }
        var bound = new HashSet<>(lines.stream().map(line -> line.left().id()).toList());
        for (var field : source.fields()) {
            if (!bound.contains(field.id())) {
                lines.add(anew(field, key.fields(), taken));
            }
        }
        lines.sort(Comparator.comparingInt(line -> source.fields().indexOf(line.left())));
        return new Proposal(key, rightKey, lines);
    }

    private Key key() {
        if (!source.identity().isEmpty()) {
            return new Key(
                    source.identity(),
                    "The system itself tells its rows apart by " + listed(source.identity())
                            + ", so a row keeps its counterpart whatever else changes in it.");
        }
        if (!source.needsKey()) {
            return new Key(
                    List.of(), "Each row has an id that its system never changes; it is written beside the fields.");
        }
        var names = source.fields().stream()
                .map(Field::name)
                .sorted(Comparator.comparingInt(ProposeOneWay::keyRank))
                .toList();
        if (source.rows().isEmpty()) {
            var likely = names.stream().limit(1).toList();
            return new Key(
                    likely,
                    "Its name sounds like it. A key must be filled in every row and never stand twice; the first plan"
                            + " shows whether it is.");
        }
        var alone = names.stream().filter(name -> unique(List.of(name))).findFirst();
        if (alone.isPresent()) {
            return new Key(
                    List.of(alone.get()),
                    "In the " + looked() + " it is filled everywhere and never the same twice, so it finds the row"
                            + " again when others change.");
        }
        return pair(names)
                .map(both -> new Key(
                        both, "No single field tells the " + looked() + " apart; " + listed(both) + " together do."))
                .orElseGet(() -> new Key(
                        List.of(),
                        "No field tells the " + looked() + " apart. Choose one anyway, and rows that share its value"
                                + " are left out and named; or give the table a column of ids."));
    }

    private String looked() {
        return source.rows().size() == 1
                ? "one row looked at"
                : "first " + source.rows().size() + " rows";
    }

    private Optional<List<String>> pair(List<String> names) {
        var few = names.stream().limit(PAIRED).toList();
        for (int one = 0; one < few.size(); one++) {
            for (int other = one + 1; other < few.size(); other++) {
                var both = List.of(few.get(one), few.get(other));
                if (unique(both)) {
                    return Optional.of(both);
                }
            }
        }
        return Optional.empty();
    }

    /// Whether these fields are filled in all rows looked at, and together never the same twice.
    boolean unique(List<String> fields) {
        var seen = new HashSet<List<Value>>();
        return !source.rows().isEmpty()
                && source.rows().stream().allMatch(row -> {
                    var values = fields.stream()
                            .map(field -> row.getOrDefault(field, Value.empty()))
                            .toList();
                    return values.stream().noneMatch(ProposeOneWay::blank) && seen.add(values);
                });
    }

    private static boolean blank(Value value) {
        return value.isEmpty() || (value instanceof Value.Text(String text) && text.isBlank());
    }

    private static int keyRank(String name) {
        var plain = ProposeFields.plain(name);
        for (int rank = 0; rank < KEY_WORDS.size(); rank++) {
            if (KEY_WORDS.get(rank).matcher(plain).matches()) {
                return rank;
            }
        }
        return KEY_WORDS.size();
    }

    private String rightKey(List<String> fields) {
        if (!target.exists()) {
            return fields.size() == 1 && source.needsKey() ? columnName(fields.getFirst()) : target.keyOfNew();
        }
        return target.keys().stream()
                .filter(column -> fields.size() == 1
                        && ProposeFields.plain(column).equals(ProposeFields.plain(fields.getFirst())))
                .findFirst()
                .or(() ->
                        target.keys().stream().filter(target.keyOfNew()::equals).findFirst())
                .or(() -> target.keys().stream().findFirst())
                .orElse(target.keyOfNew());
    }

    private Optional<Field> column(Field field, Set<String> taken) {
        return target.fields().stream()
                .filter(column -> !column.readOnly() && !taken.contains(column.name()))
                .filter(column -> ProposeFields.plain(column.name()).equals(ProposeFields.plain(field.name())))
                .min(Comparator.comparing(column -> !column.name().equals(field.name())));
    }

    private Line anew(Field field, List<String> key, Set<String> taken) {
        var fits = fits(field);
        var type = suggested(field, fits);
        var name = columnName(field.name());
        if (key.equals(List.of(field.name())) && taken.contains(name)) {
            return new Line(field, null, type, false, fits);
        }
        var exists = target.fields().stream().anyMatch(column -> column.name().equals(name));
        return new Line(field, !exists && taken.add(name) ? name : null, type, false, fits);
    }

    private FieldType suggested(Field field, List<Fit> fits) {
        if (field.type() != FieldType.TEXT) {
            return CHOICES.contains(field.type()) ? field.type() : FieldType.TEXT;
        }
        var values = values(field);
        if (values.stream().allMatch(Value::isEmpty)) {
            return FieldType.TEXT;
        }
        return LIKELY.stream()
                .filter(type -> fits.stream().anyMatch(fit -> fit.type() == type && fit.level() == Level.FITS))
                .filter(type -> type != FieldType.DECIMAL
                        || values.stream()
                                .noneMatch(value ->
                                        NO_NUMBER.matcher(Trial.text(value)).matches()))
                .findFirst()
                .orElse(FieldType.TEXT);
    }

    private List<Value> values(Field field) {
        return source.rows().stream()
                .map(row -> row.getOrDefault(field.id(), Value.empty()))
                .toList();
    }

    private List<Fit> fits(Field field) {
        var values = values(field);
        return CHOICES.stream().map(type -> fit(field, values, type)).toList();
    }

    private static Fit fit(Field field, List<Value> values, FieldType type) {
        var trial = Trial.of(values, type);
        if (trial.filled() == 0) {
            return untried(field, type);
        }
        if (trial.misfits().isEmpty()) {
            return new Fit(type, Level.FITS, null);
        }
        boolean none = trial.misfits().size() == trial.filled();
        var seen = "“" + trial.misfits().getFirst() + "”";
        return none
                ? new Fit(type, Level.NONE, "Does not fit: " + seen + " is no " + type.word() + ".")
                : new Fit(
                        type,
                        Level.SOME,
                        trial.misfits().size() + " of " + trial.filled() + " values looked at are no " + type.word()
                                + ", such as " + seen + "; those rows would fail.");
    }

    /// Nothing was seen of it, so a value of its type stands for all.
    private static Fit untried(Field field, FieldType type) {
        if (field.type() == type || type == FieldType.TEXT) {
            return new Fit(type, Level.FITS, null);
        }
        if (field.type() == FieldType.TEXT) {
            return new Fit(type, Level.SOME, "No value was seen; texts that are no " + type.word() + " would fail.");
        }
        return Trial.of(List.of(example(field.type())), type).misfits().isEmpty()
                ? new Fit(type, Level.FITS, null)
                : new Fit(type, Level.NONE, "Does not fit: a " + field.type().word() + " is no " + type.word() + ".");
    }

    private static Value example(FieldType type) {
        return switch (type) {
            case TEXT -> Value.text("some words");
            case DECIMAL -> new Value.Decimal(new BigDecimal("12.5"));
            case BOOLEAN -> new Value.Bool(true);
            case DATE -> new Value.Date(LocalDate.EPOCH);
            case INSTANT -> new Value.Timestamp(Instant.EPOCH.plusSeconds(1));
            case LOCAL_DATE_TIME -> new Value.LocalDateTime(LocalDateTime.of(1970, 1, 1, 0, 0, 1));
            case CHOICE -> new Value.Choice("an option");
            case CHOICES -> new Value.Choices(List.of("one", "other"));
            case LINKS -> new Value.Links(List.of("one", "other"));
            case ATTACHMENTS -> new Value.Attachments(List.of(new Value.Attachment("att", "a file")));
            case JSON -> new Value.Json("{}");
        };
    }

    private static String listed(List<String> names) {
        return String.join(" and ", names.stream().map(name -> "“" + name + "”").toList());
    }

    /// As databases name columns: `Brand code` is `brand_code`.
    static String columnName(String name) {
        var plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})", "_")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        var named = plain.isEmpty() ? "field" : Character.isDigit(plain.charAt(0)) ? "n_" + plain : plain;
        return named.substring(0, Math.min(named.length(), 63));
    }
}
