package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.Guide.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuideTest {
    private static final String PAGE = """
            # A page

            Write `this` into it:

            `a/b.txt`

            ```java
            one
            ```

            ```sh
            cat a/b.txt
            ```

            ```text
              one
            ```
            """;

    @Test
    void readsAPageAsOneWhoFollowsIt() {
        assertThat(Guide.read(PAGE).steps())
                .containsExactly(
                        new Step.File(7, "a/b.txt", "one\n"),
                        new Step.Commands(11, "cat a/b.txt\n"),
                        new Step.Prints(15, List.of("one")));
        assertThat(Guide.read(PAGE).script()).contains("echo '=== line 11'\ncat a/b.txt\n");
        assertThat(Guide.printed("=== line 7\n=== line 11\none\n=== line 20\ntwo\n", 11))
                .isEqualTo("\none\n");
    }

    @Test
    void leavesNoBlockOut() {
        assertThatThrownBy(() -> Guide.read("```yaml\na: 1\n```\n")).hasMessageContaining("Line 1: nobody can follow");
    }
}
