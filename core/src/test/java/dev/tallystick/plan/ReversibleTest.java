package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReversibleTest {
    private static final Equality EQUALITY = new Equality(true, true);

    @Test
    void knowsWhichTypesCanStandForEachOther() {
        var pairs = new TreeSet<String>();
        for (var left : FieldType.values()) {
            for (var right : FieldType.values()) {
                if (left != right
                        && problems(FieldMapping.twoWay("l", left, "r", right)).isEmpty()) {
                    pairs.add(left.word() + " " + right.word());
                }
            }
        }
        assertThat(pairs)
                .containsExactlyInAnyOrder(
                        "text date", "date text",
                        "text choice", "choice text",
                        "text choices", "choices text",
                        "text links", "links text",
                        "choice links", "links choice",
                        "choices links", "links choices");
        assertThat(Arrays.stream(FieldType.values())
                        .filter(type -> !problems(FieldMapping.twoWay("l", type, "r", type))
                                .isEmpty()))
                .containsExactly(FieldType.ATTACHMENTS);
    }

    @Test
    void refusesTransformsThatHaveNoWayBack() {
        assertThat(problems(with(new Transform.Trim()))).isEmpty();
        assertThat(problems(with(new Transform.ValueMap(Map.of("a", "b", "c", "d"), null))))
                .isEmpty();
        assertThat(problems(with(new Transform.LowerCase())))
                .singleElement()
                .asString()
                .contains("lower_case");
        assertThat(problems(with(new Transform.ParseTime(java.time.ZoneOffset.UTC, null))))
                .singleElement()
                .asString()
                .contains("parse_time");
        assertThat(problems(with(new Transform.ValueMap(Map.of("a", "b", "c", "b"), null))))
                .singleElement()
                .asString()
                .contains("gives \"b\" for several values");
        assertThat(problems(with(new Transform.ValueMap(Map.of("a", "b"), "other"))))
                .singleElement()
                .asString()
                .contains("otherwise");
    }

    @Test
    void refusesPoliciesThatTheSidesCannotCarryOut() {
        var union = conflicts(FieldType.TEXT, OnConflict.UNION);
        var newest = conflicts(FieldType.TEXT, OnConflict.NEWEST);
        assertThat(problems(union)).singleElement().asString().contains("cannot be joined");
        assertThat(problems(conflicts(FieldType.CHOICES, OnConflict.UNION))).isEmpty();
        assertThat(problems(newest)).isEmpty();
        assertThat(Reversible.problems(new Mapping(List.of(newest)), EQUALITY, true, false))
                .singleElement()
                .asString()
                .contains("the right side does not tell");
        assertThat(Reversible.problems(new Mapping(List.of(newest)), EQUALITY, false, true))
                .singleElement()
                .asString()
                .contains("the left side does not tell");
    }

    @Test
    void namesTheSamplesThatDoNotSurvive() {
        var mapping = new Mapping(List.of(FieldMapping.twoWay("l", FieldType.TEXT, "r", FieldType.DECIMAL)));
        assertThat(Reversible.samples(
                        mapping,
                        EQUALITY,
                        List.of(
                                new Row("1", Map.of("l", Value.text("007"))),
                                new Row("2", Map.of("l", Value.text("7"))),
                                new Row("3", Map.of("l", Value.text("no number"))),
                                new Row("4", Map.of())),
                        List.of(new Row("5", Map.of("r", Value.decimal("1.10"))))))
                .containsExactly("'l' holds \"007\", which does not survive the way to 'r' and back.");
    }

    private static FieldMapping with(Transform transform) {
        return new FieldMapping(
                "l",
                FieldType.TEXT,
                "r",
                FieldType.TEXT,
                List.of(transform),
                Flow.BOTH,
                OnConflict.MANUAL,
                Drift.OVERWRITE,
                false);
    }

    private static FieldMapping conflicts(FieldType type, OnConflict policy) {
        return new FieldMapping("l", type, "r", type, List.of(), Flow.BOTH, policy, Drift.OVERWRITE, false);
    }

    private static List<String> problems(FieldMapping field) {
        return Reversible.problems(new Mapping(List.of(field)), EQUALITY, true, true);
    }
}
