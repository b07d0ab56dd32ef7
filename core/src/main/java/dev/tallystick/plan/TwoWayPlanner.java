package dev.tallystick.plan;

import dev.tallystick.table.Equality;
import java.util.*;

public record TwoWayPlanner(
        String leftTable,
        String rightTable,
        Mapping mapping,
        PairPolicies policies,
        Equality equality,
        Map<String, LinkNames> leftLinks,
        Map<String, LinkNames> rightLinks,
        Set<String> remapped) {
    public PairPlan decide(KnownPair pair) {
        return new PairPlan(List.of(), new Base(Map.of(), Map.of()), List.of(), List.of(), Set.of(), pair.standing());
    }
}
