package dev.tallystick.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.sync.CompareDefinitions.Difference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompareDefinitionsTest {
    private static final Map<String, Object> NAME = new TreeMap<>(Map.of("left", "name", "right", "name"));
    private static final Map<String, Object> CITY = new TreeMap<>(Map.of("left", "town", "right", "city"));

    private static Map<String, Object> with(Object fields) {
        return Map.of("fields", fields);
    }

    @Test
    void namesAFieldByWhatItBindsWhereverItStands() {
        var typed = new TreeMap<String, Object>(CITY);
        typed.put("type", "text");
        assertThat(CompareDefinitions.between(with(List.of(NAME, CITY)), with(List.of(typed, NAME))))
                .containsExactly(new Difference("fields, town → city, type", null, "text"));
    }

    @Test
    void tellsWhatIsNewAndWhatIsGone() {
        assertThat(CompareDefinitions.between(with(List.of(NAME)), with(List.of(CITY))))
                .containsExactly(
                        new Difference("fields, name", "left: name\nright: name", null),
                        new Difference("fields, town → city", null, "left: town\nright: city"));
        assertThat(CompareDefinitions.between(Map.of("title", "A"), Map.of("paused", true)))
                .containsExactly(new Difference("title", "A", null), new Difference("paused", null, "true"));
    }

    @Test
    void tellsAnOrderOnlyWhereNothingElseDiffers() {
        assertThat(CompareDefinitions.between(with(List.of(NAME, CITY)), with(List.of(CITY, NAME))))
                .containsExactly(new Difference("fields, in this order", "name, town → city", "town → city, name"));
    }

    @Test
    void showsAListThatNamesNothingWhole() {
        assertThat(CompareDefinitions.between(Map.of("needs", List.of("a", "b")), Map.of("needs", List.of("a"))))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.where()).isEqualTo("needs");
                    assertThat(one.before()).contains("a").contains("b");
                    assertThat(one.after()).contains("a").doesNotContain("b");
                });
        assertThat(CompareDefinitions.between(with(List.of(NAME, NAME)), with(List.of(NAME))))
                .as("two that bind the same cannot be told apart")
                .hasSize(1);
    }

    @Test
    void findsNothingBetweenEqualOnes() {
        assertThat(CompareDefinitions.between(with(List.of(NAME)), with(List.of(NAME))))
                .isEmpty();
    }
}
