package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.table.AnyValue;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({"1.10", "-0", "1e5", "007", " 42 ", "12345678901234567890.123456789", "0.1"})
    void readsANumberWithoutLoss(String text) {
        assertThat(converted(Value.text(text), FieldType.DECIMAL)).isEqualTo(Value.decimal(text.strip()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,5", "5 %", "€3", "0x1F", "", "NaN", "1e400", "1e-400", "1e1000000000", "1 000"})
    void refusesWhatIsNoNumber(String text) {
        assertThat(reason(Value.text(text), FieldType.DECIMAL))
                .contains("no decimal")
                .contains("'from'");
    }

    @Test
    void refusesAMonsterOfANumberWithoutWritingItOut() {
        assertThat(reason(Value.decimal("1e1000000000"), FieldType.DECIMAL)).contains("1E+1000000000");
        assertThat(converted(Value.decimal("1e1000000000"), FieldType.TEXT)).isEqualTo(Value.text("1E+1000000000"));
        assertThat(reason(Value.decimal("1e1000000000"), FieldType.BOOLEAN)).contains("1E+1000000000");
    }

    @Test
    void writesNumbersAsPeopleDo() {
        assertThat(converted(Value.decimal("1E+3"), FieldType.TEXT)).isEqualTo(Value.text("1000"));
        assertThat(converted(Value.decimal("12.50"), FieldType.TEXT)).isEqualTo(Value.text("12.50"));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", "Yes,true", "1,true", "false,false", "no,false", "0,false"})
    void readsBooleans(String text, boolean truth) {
        assertThat(converted(Value.text(text), FieldType.BOOLEAN)).isEqualTo(new Value.Bool(truth));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "y", "2", "wahr", ""})
    void guessesNoBoolean(String text) {
        assertThat(reason(Value.text(text), FieldType.BOOLEAN)).contains("no boolean");
    }

    @Test
    void readsOnlyDatesThatExist() {
        assertThat(converted(Value.text("2028-02-29"), FieldType.DATE))
                .isEqualTo(new Value.Date(LocalDate.of(2028, 2, 29)));
        assertThat(reason(Value.text("2026-02-29"), FieldType.DATE)).contains("no date");
        assertThat(reason(Value.text("0000-00-00"), FieldType.DATE)).contains("no date");
        assertThat(reason(Value.text("29.02.2028"), FieldType.DATE)).contains("no date");
    }

    @Test
    void cutsNoTimeOffAnInstant() {
        assertThat(reason(new Value.Timestamp(Instant.EPOCH), FieldType.DATE)).contains("no date");
    }

    @Test
    void takesAnInstantOnlyWithItsOffset() {
        assertThat(converted(Value.text("2026-11-20T08:00:00+01:00"), FieldType.INSTANT))
                .isEqualTo(new Value.Timestamp(Instant.parse("2026-11-20T07:00:00Z")));
        assertThat(reason(Value.text("2026-11-20T08:00:00"), FieldType.INSTANT)).contains("no instant");
        assertThat(converted(Value.text("2026-11-20T08:00:00"), FieldType.LOCAL_DATE_TIME))
                .isEqualTo(new Value.LocalDateTime(LocalDateTime.parse("2026-11-20T08:00:00")));
        assertThat(reason(Value.text("2026-11-20T08:00:00Z"), FieldType.LOCAL_DATE_TIME))
                .contains("no local-date-time");
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"CHOICE", "CHOICES", "LINKS"})
    void hasNoOptionWithoutAName(FieldType type) {
        assertThat(converted(Value.text(""), type)).isEqualTo(Value.empty());
        assertThat(converted(Value.text("a"), type)).isNotEqualTo(Value.empty());
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void leavesEmptyEmpty(FieldType type) {
        assertThat(converted(Value.empty(), type)).isEqualTo(Value.empty());
    }

    @Test
    void trimsToEmpty() {
        assertThat(converted(Value.text(" a "), FieldType.TEXT, new Transform.Trim()))
                .isEqualTo(Value.text("a"));
        assertThat(converted(Value.text(" \t "), FieldType.TEXT, new Transform.Trim()))
                .isEqualTo(Value.empty());
        assertThat(converted(Value.text(""), FieldType.DATE, new Transform.Trim()))
                .isEqualTo(Value.empty());
    }

    @Test
    void lowersWithoutTheTurkishI() {
        assertThat(converted(Value.text("TITLE"), FieldType.TEXT, new Transform.LowerCase()))
                .isEqualTo(Value.text("title"));
    }

    @Test
    void mapsKnownValuesAndRefusesOthersUnlessToldOtherwise() {
        var strict = new Transform.ValueMap(Map.of("a", "active", "1", "one"), null);
        var lax = new Transform.ValueMap(Map.of("a", "active"), "unknown");
        assertThat(converted(Value.text("a"), FieldType.TEXT, strict)).isEqualTo(Value.text("active"));
        assertThat(converted(Value.decimal("1"), FieldType.TEXT, strict)).isEqualTo(Value.text("one"));
        assertThat(converted(Value.empty(), FieldType.TEXT, strict)).isEqualTo(Value.empty());
        assertThat(reason(Value.text("x"), FieldType.TEXT, strict)).contains("\"x\", which is not in its value map");
        assertThat(converted(Value.text("x"), FieldType.TEXT, lax)).isEqualTo(Value.text("unknown"));
    }

    @Test
    void namesTheTimeThatNeverWas() {
        assertThat(reason(Value.text("2026-03-29 02:30"), FieldType.INSTANT, new Transform.ParseTime(BERLIN, null)))
                .isEqualTo("'from' is \"2026-03-29 02:30\", a time that Europe/Berlin skipped when its clocks went"
                        + " forward");
    }

    @Test
    void showsOnlyTheBeginningOfALongValueAndNoHalfCharacter() {
        var reason = reason(Value.text("🪵".repeat(500)), FieldType.DATE);
        assertThat(reason).contains("🪵".repeat(60) + "…\"").doesNotContain("🪵".repeat(61));
    }

    @Test
    void eitherFitsOrSaysWhyAndNeverBreaks() {
        record Case(Value value, FieldMapping field) {}
        Seeds.check(
                50_000,
                draw -> new Case(
                        AnyValue.draw(draw),
                        FieldMapping.oneWay(
                                "from",
                                "to",
                                draw.oneOf(FieldType.values()),
                                List.of(draw.oneOf(
                                        new Transform.Trim(),
                                        new Transform.LowerCase(),
                                        new Transform.ValueMap(Map.of("a", "b"), draw.chance(2) ? "c" : null),
                                        new Transform.ParseTime(BERLIN, null))),
                                Drift.OVERWRITE,
                                false)),
                each -> {
                    var conversion = Conversion.of(each.field(), new Row("1", Map.of("from", each.value())));
                    if (conversion instanceof Conversion.DoesNotFit(var reason)) {
                        assertThat(reason).startsWith("'from' is ");
                    } else if (conversion instanceof Conversion.Fits(var value) && !value.isEmpty()) {
                        assertThat(typeOf(value)).isEqualTo(each.field().type());
                    }
                });
    }

    private static FieldType typeOf(Value value) {
        return switch (value) {
            case Value.Empty _ -> throw new AssertionError("empty has no type");
            case Value.Text _ -> FieldType.TEXT;
            case Value.Decimal _ -> FieldType.DECIMAL;
            case Value.Bool _ -> FieldType.BOOLEAN;
            case Value.Date _ -> FieldType.DATE;
            case Value.Timestamp _ -> FieldType.INSTANT;
            case Value.LocalDateTime _ -> FieldType.LOCAL_DATE_TIME;
            case Value.Choice _ -> FieldType.CHOICE;
            case Value.Choices _ -> FieldType.CHOICES;
            case Value.Links _ -> FieldType.LINKS;
            case Value.Attachments _ -> FieldType.ATTACHMENTS;
            case Value.Json _ -> FieldType.JSON;
        };
    }

    private static Value converted(Value value, FieldType type, Transform... transforms) {
        return ((Conversion.Fits) conversion(value, type, transforms)).value();
    }

    private static String reason(Value value, FieldType type, Transform... transforms) {
        return ((Conversion.DoesNotFit) conversion(value, type, transforms)).reason();
    }

    private static Conversion conversion(Value value, FieldType type, Transform... transforms) {
        return Conversion.of(
                FieldMapping.oneWay("from", "to", type, List.of(transforms), Drift.OVERWRITE, false),
                new Row("1", Map.of("from", value)));
    }
}
