package dev.tallystick.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import dev.tallystick.Seeds.Draw;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void isEqualExactlyWhenTheMeaningIs() {
        record Case(Map<String, Value> one, Map<String, Value> other) {}
        var equal = new int[1];
        Seeds.check(
                60_000,
                draw -> {
                    var one = values(draw);
                    return new Case(one, draw.chance(3) ? reworded(one, draw) : values(draw));
                },
                each -> List.of(Equality.EXACT, new Equality(true, true)).forEach(equality -> {
                    var same = same(each.one(), each.other(), equality);
                    equal[0] += same ? 1 : 0;
                    assertThat(hex(each.one(), equality).equals(hex(each.other(), equality)))
                            .isEqualTo(same);
                }));
        assertThat(equal[0]).as("cases of equal meaning").isGreaterThan(1_000);
    }

    @Test
    void leavesOutEmptyFields() {
        assertThat(hex(Map.of("a", Value.text("x"), "b", Value.empty()), Equality.EXACT))
                .isEqualTo(hex(Map.of("a", Value.text("x")), Equality.EXACT));
    }

    @Test
    void keepsMapsOfOneFingerprintApart() {
        var twoThenNone = new Fingerprint(Equality.EXACT)
                .add(Map.of("a", Value.text("b")))
                .add(Map.of())
                .hex();
        var noneThenTwo = new Fingerprint(Equality.EXACT)
                .add(Map.of())
                .add(Map.of("a", Value.text("b")))
                .hex();
        assertThat(twoThenNone).isNotEqualTo(noneThenTwo);
        assertThat(new Fingerprint(Equality.EXACT).add("ab").add("c").hex())
                .isNotEqualTo(new Fingerprint(Equality.EXACT).add("a").add("bc").hex());
        assertThat(new Fingerprint(Equality.EXACT)
                        .add(Map.of("", Value.text("x")))
                        .hex())
                .isNotEqualTo(new Fingerprint(Equality.EXACT)
                        .add(Map.of())
                        .add("text")
                        .add("x")
                        .add("")
                        .hex());
    }

    @Test
    void tellsALoneSurrogateFromAQuestionMark() {
        assertThat(hex(Map.of("a", Value.text("\uD800")), Equality.EXACT))
                .isNotEqualTo(hex(Map.of("a", Value.text("?")), Equality.EXACT));
        assertThat(hex(Map.of("a", Value.text("\uD83E\uDEB5")), Equality.EXACT))
                .isNotEqualTo(hex(Map.of("a", Value.text("\uDEB5\uD83E")), Equality.EXACT));
    }

    private static boolean same(Map<String, Value> one, Map<String, Value> other, Equality equality) {
        var fields = new java.util.HashSet<>(one.keySet());
        fields.addAll(other.keySet());
        return fields.stream()
                .allMatch(field -> equality.same(
                        one.getOrDefault(field, Value.empty()), other.getOrDefault(field, Value.empty())));
    }

    private static Map<String, Value> values(Draw draw) {
        var values = new LinkedHashMap<String, Value>();
        for (var i = draw.upTo(2); i > 0; i--) {
            values.put(draw.oneOf("", "a", "text"), AnyValue.draw(draw));
        }
        return values;
    }

    private static Map<String, Value> reworded(Map<String, Value> values, Draw draw) {
        var reworded = new LinkedHashMap<String, Value>();
        List.copyOf(values.keySet())
                .reversed()
                .forEach(field -> reworded.put(field, AnyValue.reworded(values.get(field), draw)));
        return reworded;
    }

    private static String hex(Map<String, Value> values, Equality equality) {
        return java.util.HexFormat.of().formatHex(Fingerprint.of(values, equality));
    }
}
