package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.Crossing.Crossed;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Links cross by the names of the linked rows, either way.
class CrossingTest {
    private static final LinkNames OURS =
            new LinkNames(Map.of("1", "Ann", "2", "Smith, Eve", "3", "Bob", "4", "Bob", "5", "Cleo"));
    private static final LinkNames THEIRS = new LinkNames(Map.of("x1", "Ann", "x3", "Bob", "x5", "Cleo"));

    /// The links stand on `links`; the other side's field has this type.
    private static Crossing crossing(Side links) {
        return links == Side.LEFT
                ? new Crossing(Equality.EXACT, Map.of("l", OURS), Map.of("r", THEIRS))
                : new Crossing(Equality.EXACT, Map.of("l", THEIRS), Map.of("r", OURS));
    }

    private static FieldMapping field(Side links, FieldType other) {
        return links == Side.LEFT
                ? FieldMapping.twoWay("l", FieldType.LINKS, "r", other)
                : FieldMapping.twoWay("l", other, "r", FieldType.LINKS);
    }

    private static Crossed across(Side links, FieldType other, Value value) {
        return crossing(links).to(links.other(), field(links, other), Map.of("l", value), value, null);
    }

    private static Crossed back(Side links, FieldType other, Value value, @Nullable Base base) {
        return crossing(links).to(links, field(links, other), Map.of("l", value), value, base);
    }

    private static Value links(String... ids) {
        return ids.length == 0 ? Value.empty() : new Value.Links(List.of(ids));
    }

    /// `then` names rows by id, as a base holds them: `1=Anna 2=Eve`; the pair agreed on these links.
    private static Base base(Side links, @Nullable String then) {
        var names = new java.util.TreeMap<String, String>();
        for (var each : then == null ? new String[0] : then.split(" ")) {
            names.put(each.split("=")[0], each.split("=")[1]);
        }
        var linked = Map.of(
                (links == Side.LEFT ? "l" : "r"),
                links(names.keySet().toArray(String[]::new)),
                Base.names(links == Side.LEFT ? "l" : "r"),
                Crossing.record(names));
        var text = Map.<String, Value>of(links == Side.LEFT ? "r" : "l", Value.text(String.join(", ", names.values())));
        return links == Side.LEFT ? new Base(linked, text) : new Base(text, linked);
    }

    private static String said(Crossed crossed) {
        return switch (crossed) {
            case Crossed.Fits(Value.Empty(), var _) -> "empty";
            case Crossed.Fits(Value.Text(var text), var _) -> "text " + text;
            case Crossed.Fits(Value.Choice(var option), var _) -> "choice " + option;
            case Crossed.Fits(Value.Choices(var options), var _) -> "choices " + String.join("|", options);
            case Crossed.Fits(Value.Links(var ids), var _) -> "links " + String.join("|", ids);
            case Crossed.Fits(var value, var _) -> value.toString();
            case Crossed.Unfit(var reason) -> "unfit: " + reason;
            case Crossed.Waits(var reason, var _) -> "waits: " + reason;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "TEXT    ; 1    ; text Ann",
                "TEXT    ; 2 1  ; text Ann, \"Smith, Eve\"",
                "TEXT    ; 4 3  ; text Bob, Bob",
                "TEXT    ;      ; empty",
                "TEXT    ; 9    ; waits: row 9, whose name is not known",
                "TEXT    ; 1 9  ; waits: row 9",
                "CHOICE  ; 1    ; choice Ann",
                "CHOICE  ; 1 5  ; unfit: links to 2 rows",
                "CHOICE  ;      ; empty",
                "CHOICES ; 5 1  ; choices Ann|Cleo",
                "CHOICES ;      ; empty",
                "LINKS   ; 1    ; links x1",
                "LINKS   ; 5 1  ; links x1|x5",
                "LINKS   ; 2    ; waits: a row called 'Smith, Eve'",
                "LINKS   ;      ; empty",
            })
    void writesLinksAsNames(FieldType other, @Nullable String ids, String expected) {
        for (var side : Side.values()) {
            var value = links(ids == null ? new String[0] : ids.split(" "));
            assertThat(normal(said(across(side, other, value))))
                    .as(side.word())
                    .satisfies(said -> fits(said, expected));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"DECIMAL", "BOOLEAN", "DATE", "INSTANT", "LOCAL_DATE_TIME", "ATTACHMENTS", "JSON"})
    void writesLinksIntoNothingThatHoldsNoWords(FieldType other) {
        for (var side : Side.values()) {
            assertThat(across(side, other, links("1"))).isInstanceOf(Crossed.Unfit.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "text    ; Ann                      ; -           ; links 1",
                "text    ; Cleo,Ann                 ; -           ; links 5|1",
                "text    ; \"Smith, Eve\", Ann      ; -           ; links 2|1",
                "text    ; Smith, Eve               ; -           ; waits: a row called",
                "text    ; -                        ; -           ; empty",
                "text    ; Nobody                   ; -           ; waits: a row called 'Nobody'",
                "text    ; Ann, Nobody              ; -           ; waits: a row called 'Nobody'",
                "text    ; ann                      ; -           ; waits: a row called 'ann'",
                "text    ; Bob                      ; -           ; unfit: 2 rows are called that: 3, 4",
                "text    ; Bob, Bob                 ; -           ; links 3|4",
                "text    ; Bob, Bob, Bob            ; -           ; unfit: 2 rows are called that: 3, 4",
                "text    ; Bob                      ; 3=Bob       ; links 3",
                "text    ; Anna                     ; 1=Anna      ; links 1",
                "text    ; Ann                      ; 1=Anna      ; links 1",
                "text    ; Ann                      ; 5=Ann       ; links 5",
                "text    ; Cleo                     ; 5=Ann       ; links 5",
                "text    ; Anna, Cleo               ; 1=Anna      ; links 1|5",
                "choice  ; Ann                      ; -           ; links 1",
                "choice  ; Smith, Eve               ; -           ; links 2",
                "choice  ; Bob                      ; -           ; unfit: 2 rows",
                "choices ; Ann                      ; -           ; links 1",
                "choices ; Nobody                   ; -           ; waits: a row called 'Nobody'",
            })
    void readsNamesAsLinksByThoseOfThenFirst(
            String type, @Nullable String text, @Nullable String then, String expected) {
        for (var side : Side.values()) {
            var value = text == null
                    ? Value.empty()
                    : switch (type) {
                        case "text" -> Value.text(text);
                        case "choice" -> new Value.Choice(text);
                        default -> new Value.Choices(List.of(text));
                    };
            var other = FieldType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
            assertThat(normal(said(back(side, other, value, then == null ? null : base(side, then)))))
                    .as(side.word())
                    .satisfies(said -> fits(said, expected));
        }
    }

    @Test
    void readsBackWhatItWrote() {
        for (var side : Side.values()) {
            for (var ids : List.of(links("1"), links("2", "1"), links("3", "4"), links("5", "2", "1"), links())) {
                for (var other : List.of(FieldType.TEXT, FieldType.CHOICES)) {
                    if (across(side, other, ids) instanceof Crossed.Fits(var value, var _)) {
                        assertThat(back(side, other, value, null))
                                .isInstanceOfSatisfying(
                                        Crossed.Fits.class,
                                        fits -> assertThat(Equality.EXACT.same(fits.value(), ids))
                                                .isTrue());
                    }
                }
            }
        }
    }

    @Test
    void recordsByWhatNameEachRowWasRecognised() {
        assertThat(across(Side.LEFT, FieldType.TEXT, links("2", "1")))
                .isInstanceOfSatisfying(
                        Crossed.Fits.class,
                        fits -> assertThat(fits.names()).isEqualTo(Map.of("1", "Ann", "2", "Smith, Eve")));
        assertThat(back(Side.RIGHT, FieldType.TEXT, Value.text("Anna"), base(Side.RIGHT, "1=Anna")))
                .isInstanceOfSatisfying(
                        Crossed.Fits.class, fits -> assertThat(fits.names()).isEqualTo(Map.of("1", "Anna")));
    }

    /// All of them at once, so that all can be made at once; none where a name is somebody's guess.
    @Test
    void namesEveryRowThatIsMissing() {
        for (var side : Side.values()) {
            assertThat(back(side, FieldType.TEXT, Value.text("Zoe, Ann, \"Smith, Bob\", Zoe"), null))
                    .isInstanceOfSatisfying(
                            Crossed.Waits.class,
                            waits -> assertThat(waits.missing()).containsExactly("Smith, Bob", "Zoe"));
            assertThat(back(side, FieldType.TEXT, Value.text("Zoe, Bob"), null)).isInstanceOf(Crossed.Unfit.class);
            assertThat(across(side, FieldType.TEXT, links("9")))
                    .isInstanceOfSatisfying(
                            Crossed.Waits.class,
                            waits -> assertThat(waits.missing()).isEmpty());
        }
    }

    @Test
    void takesTextAndOptionsForEachOther() {
        var crossing = new Crossing(Equality.EXACT, Map.of(), Map.of());
        var field = FieldMapping.twoWay("l", FieldType.TEXT, "r", FieldType.CHOICES);
        var other = FieldMapping.twoWay("l", FieldType.CHOICES, "r", FieldType.TEXT);
        var text = Value.text("a, \"b, c\"");
        var options = new Value.Choices(List.of("b, c", "a"));
        assertThat(said(crossing.toRight(field, Map.of("l", text), null))).isEqualTo("choices a|b, c");
        assertThat(said(crossing.toLeft(field, options, null))).isEqualTo("text a, \"b, c\"");
        assertThat(said(crossing.toRight(other, Map.of("l", options), null))).isEqualTo("text a, \"b, c\"");
        assertThat(said(crossing.toLeft(other, text, null))).isEqualTo("choices a|b, c");
        assertThat(said(crossing.toLeft(other, Value.text(" , "), null))).isEqualTo("empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "1   ; Anna       ; 1 Anna",
                "1 5 ; Anna, Cleo ; 1 Anna 5 Cleo",
                "1 5 ; Anna, Clea ; -",
                "1 5 ; Anna       ; -",
            })
    void guessesTheNamesOfThenOnlyWhereOneIsLeft(String ids, String text, @Nullable String expected) {
        var base = new Base(Map.of("l", links(ids.split(" "))), Map.of("r", Value.text(text)));
        var names = new java.util.TreeMap<String, String>();
        var words = expected == null ? new String[0] : expected.split(" ");
        for (var i = 0; i < words.length; i += 2) {
            names.put(words[i], words[i + 1]);
        }
        var found = crossing(Side.LEFT).recorded(field(Side.LEFT, FieldType.TEXT), base);
        assertThat(found).isEqualTo(names);
    }

    private static String normal(String said) {
        return said.replace('"', '\'');
    }

    private static void fits(String said, String expected) {
        var words = expected.replace('"', '\'').split(": ", 2);
        assertThat(said).startsWith(words[0]);
        if (words.length == 1) {
            assertThat(said).isEqualTo(words[0]);
        } else {
            assertThat(Arrays.asList(said)).allMatch(each -> each.contains(words[1]));
        }
    }
}
