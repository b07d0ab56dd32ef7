package dev.tallystick.testkit;

import static dev.tallystick.testkit.RunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.plan.Tally;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every claim can fail, and then says what it found.
class RunAssertTest {
    private static final MemoryRun RUN = new MemoryRun(
            MemoryRun.Status.PARTIAL,
            "It broke off.",
            Tally.NONE.plus(Tally.Outcome.UNCHANGED, 1).plus(Tally.Outcome.FAILED, 1),
            List.of(),
            new TreeMap<>(Map.of("b", "It is torn.")),
            List.of(),
            List.of(),
            new TreeMap<>(Map.of(
                    "a",
                    new Row(
                            "a",
                            Map.of(
                                    "rate", Value.decimal("1.10"),
                                    "day", new Value.Date(LocalDate.of(2026, 11, 26)),
                                    "live", new Value.Bool(true))))));

    record Claim(String name, Consumer<RunAssert> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Claim> wrong() {
        return List.of(
                new Claim("found partial", RunAssert::succeeded),
                new Claim("found partial", run -> run.failedWith("It")),
                new Claim("\"1 failed, 1 unchanged\"", run -> run.hasTally("1 unchanged")),
                new Claim("create of []", run -> run.created("a")),
                new Claim("update of []", run -> run.updated("a")),
                new Claim("delete of []", run -> run.deleted("a")),
                new Claim("{b=It is torn.}", run -> run.failedRow("b", "burnt")),
                new Claim("{b=It is torn.}", run -> run.failedRow("a", "torn")),
                new Claim("found 1.10", run -> run.hasValue("a", "rate", "1.2")),
                new Claim("found empty", run -> run.hasValue("a", "rates", "1.1")),
                new Claim("there is: a", run -> run.hasValue("other", "rate", "1.1")),
                new Claim("in the table", run -> run.hasNoRow("a")),
                new Claim("found 0", run -> run.madeCalls(1)));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void failsWithWhatItFound(Claim claim) {
        assertThatThrownBy(() -> claim.work().accept(assertThat(RUN)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(claim.name())
                .hasMessageContaining("partial: 1 failed, 1 unchanged. It broke off. {b=It is torn.}");
    }

    @org.junit.jupiter.api.Test
    void comparesByMeaning() {
        assertThat(RUN)
                .isPartial()
                .changedNothing()
                .created()
                .hasTally("1 failed, 1 unchanged")
                .failedRow("b", "torn")
                .hasValue("a", "rate", "1.1")
                .hasValue("a", "rate", 1.1)
                .hasValue("a", "day", "2026-11-26")
                .hasValue("a", "live", true)
                .hasValue("a", "none", null)
                .hasNoRow("b");
        assertThat(RUN.changes()).isEmpty();
    }
}
