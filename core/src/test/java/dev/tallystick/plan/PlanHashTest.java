package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import dev.tallystick.table.AnyValue;
import dev.tallystick.table.Value;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanHashTest {
    private static final Map<String, Value> OLD = Map.of("name", Value.text("a"));
    private static final Map<String, Value> NEW = Map.of("name", Value.text("b"));

    @Test
    void doesNotChangeWithTheWording() {
        assertThat(PlanHash.of(Change.update("t", "k", OLD, NEW, "One reason.")))
                .isEqualTo(PlanHash.of(Change.update("t", "k", OLD, NEW, "Another reason.")));
    }

    @Test
    void changesWithEverythingElse() {
        var all = Stream.of(
                        Change.update("t", "k", OLD, NEW, ""),
                        Change.update("t", "k", NEW, OLD, ""),
                        Change.update("t", "k2", OLD, NEW, ""),
                        Change.update("t2", "k", OLD, NEW, ""),
                        Change.update("tk", "", OLD, NEW, ""),
                        Change.update("t", "k", OLD, Map.of("name", Value.empty()), ""),
                        Change.update("t", "k", Map.of("name", Value.empty()), NEW, ""),
                        Change.create("t", "k", NEW, ""),
                        Change.create("t", "k", OLD, ""),
                        Change.delete("t", "k", OLD, ""),
                        new Change(
                                Change.Kind.UPDATE,
                                Side.LEFT,
                                "t",
                                "k",
                                new java.util.TreeMap<>(OLD),
                                new java.util.TreeMap<>(NEW),
                                ""))
                .map(PlanHash::of);
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void isOfEveryChangeInOrder() {
        var one = Change.create("t", "1", NEW, "");
        var two = Change.create("t", "2", NEW, "");
        assertThat(Stream.of(plan(), plan(one), plan(two), plan(one, two), plan(two, one), plan(one, one)))
                .doesNotHaveDuplicates();
        assertThat(plan(one, two)).isEqualTo(plan(one, two));
    }

    @Test
    void isTheSameForTheSameChangeHoweverItsValuesAreWritten() {
        record Case(Value before, Value after, Value beforeAgain, Value afterAgain) {}
        Seeds.check(
                5_000,
                draw -> {
                    var before = AnyValue.draw(draw);
                    var after = AnyValue.draw(draw);
                    return new Case(before, after, AnyValue.reworded(before, draw), AnyValue.reworded(after, draw));
                },
                each -> {
                    assertThat(PlanHash.of(
                                    Change.update("t", "k", Map.of("f", each.before()), Map.of("f", each.after()), "")))
                            .isEqualTo(PlanHash.of(Change.update(
                                    "t", "k", Map.of("f", each.beforeAgain()), Map.of("f", each.afterAgain()), "")));
                });
    }

    private static String plan(Change... changes) {
        var plan = new PlanHash();
        for (var change : changes) {
            plan.add(change);
        }
        assertThat(plan.changes()).isEqualTo(changes.length);
        return plan.hex();
    }
}
