package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MappingTest {
    private static final FieldMapping NAME =
            FieldMapping.oneWay("name", "title", FieldType.TEXT, List.of(new Transform.Trim()), Drift.OVERWRITE, true);
    private static final FieldMapping TIME = FieldMapping.oneWay(
            "time",
            "starts_at",
            FieldType.INSTANT,
            List.of(new Transform.ParseTime(ZoneId.of("Europe/Berlin"), "day")),
            Drift.OVERWRITE,
            false);

    @Test
    void namesEveryReasonAtOnce() {
        var mapped = new Mapping(List.of(NAME, TIME))
                .apply(new Row("1", Map.of("name", Value.text(" "), "time", Value.text("noonish"))));
        assertThat(mapped.fits()).isFalse();
        assertThat(mapped.reasons())
                .containsExactly(
                        "'name' is empty, and title needs a value",
                        "'time' is \"noonish\", which is no time in a known format");
    }

    @Test
    void remembersEveryFieldThatAValueIsMadeFromAndNoOther() {
        var row = new Row(
                "1",
                Map.of(
                        "name", Value.text("a"),
                        "time", Value.text("14:30"),
                        "day", Value.text("2026-11-20"),
                        "other", Value.text("x")));
        assertThat(new Mapping(List.of(NAME, TIME)).leftValues(row)).containsOnlyKeys("name", "time", "day");
    }

    @Test
    void asksTheRightSideForItsFields() {
        assertThat(new Mapping(List.of(NAME, TIME)).rightSchema().fields())
                .containsExactly(
                        new Field("title", "title", FieldType.TEXT, false, true),
                        new Field("starts_at", "starts_at", FieldType.INSTANT, false, false));
    }

    @Test
    void hasAFingerprintThatDoesNotDependOnTheOrderInWhichAValueMapWasWritten() {
        var forth = new LinkedHashMap<String, String>();
        var back = new LinkedHashMap<String, String>();
        for (var i = 0; i < 20; i++) {
            forth.put("k" + i, "v" + i);
            back.put("k" + (19 - i), "v" + (19 - i));
        }
        assertThat(fingerprint(new Transform.ValueMap(forth, null)))
                .isEqualTo(fingerprint(new Transform.ValueMap(back, null)));
        assertThat(List.copyOf(new Transform.ValueMap(back, null).values().keySet()))
                .as("sorted, so that every process walks it alike")
                .isSorted();
    }

    @Test
    void hasAnotherFingerprintForAnyOtherMapping() {
        var text = FieldMapping.of("a", "b", FieldType.TEXT);
        var all = List.of(
                fingerprint(),
                fingerprint(new Transform.Trim()),
                fingerprint(new Transform.LowerCase()),
                fingerprint(new Transform.Trim(), new Transform.LowerCase()),
                fingerprint(new Transform.LowerCase(), new Transform.Trim()),
                fingerprint(new Transform.ValueMap(Map.of("a", "x, y=z"), null)),
                fingerprint(new Transform.ValueMap(Map.of("a", "x", "y", "z"), null)),
                fingerprint(new Transform.ValueMap(Map.of("a", "x, y=z"), "")),
                fingerprint(new Transform.ParseTime(ZoneId.of("UTC"), null)),
                fingerprint(new Transform.ParseTime(ZoneId.of("UTC"), "day")),
                fingerprint(new Transform.ParseTime(ZoneId.of("Europe/Berlin"), "day")),
                new Mapping(List.of(text, text)).fingerprint(),
                new Mapping(List.of(FieldMapping.of("a", "c", FieldType.TEXT))).fingerprint(),
                new Mapping(List.of(FieldMapping.of("a", "b", FieldType.JSON))).fingerprint(),
                new Mapping(List.of(FieldMapping.oneWay("a", "b", FieldType.TEXT, List.of(), Drift.OVERWRITE, true)))
                        .fingerprint());
        assertThat(all).doesNotHaveDuplicates();
    }

    private static String fingerprint(Transform... transforms) {
        return new Mapping(List.of(
                        FieldMapping.oneWay("a", "b", FieldType.TEXT, List.of(transforms), Drift.OVERWRITE, false)))
                .fingerprint();
    }
}
