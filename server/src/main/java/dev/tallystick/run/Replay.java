package dev.tallystick.run;

import dev.tallystick.history.Journal.Step;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.PairPlan;
import dev.tallystick.plan.PlanHash;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.TwoWayPlanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Makes a plan again from what was kept of it. The hash must be the one that the run carries: that a person approved
/// what was planned, and that planning is a pure function, can be checked at any time later.
final class Replay {
    private Replay() {}

    private record Planned(int step, Change change) {}

    /// @param known what was known of each pair that the plan is about
    static String hash(TwoWayPlanner planner, List<KnownPairJson.Kept> known) {
        var all = new ArrayList<Planned>();
        var linked = new HashSet<List<String>>();
        for (var kept : known) {
            var plan = planner.decide(kept.pair());
            planner.linked(plan).stream()
                    .filter(change -> linked.add(List.of(change.side().word(), change.table(), change.key())))
                    .forEach(change -> all.add(new Planned(Step.NEEDED.order(), change)));
            var writes = plan.writes();
            var alone = kept.pair().leftId() == null || kept.pair().rightId() == null;
            if (writes.isEmpty() && alone) {
                continue;
            }
            for (var side : kept.typed()) {
                var table = side == Side.LEFT ? planner.leftTable() : planner.rightTable();
                all.add(new Planned(Step.IDS.order(), PlanPairs.id(side, table, kept.pair())));
            }
            writes.stream()
                    .map(PairPlan.Write::change)
                    .filter(change -> !kept.refused().contains(change.side()))
                    .forEach(
                            change -> all.add(new Planned(PlanPairs.step(change).order(), change)));
        }
        all.sort(Comparator.comparingInt(Planned::step)
                .thenComparing(planned -> bytes(planned.change().table()), Arrays::compareUnsigned)
                .thenComparing(planned -> bytes(planned.change().key()), Arrays::compareUnsigned));
        var hash = new PlanHash();
        all.forEach(planned -> hash.add(planned.change()));
        return hash.hex();
    }

    /// As the database sorts.
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
