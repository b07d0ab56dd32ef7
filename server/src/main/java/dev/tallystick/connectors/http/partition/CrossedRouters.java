package dev.tallystick.connectors.http.partition;

import dev.tallystick.connectors.http.request.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Every partition of one router with every partition of the next. The first is the outer loop; those of the others
/// are kept, since they are gone through again and again.
public final class CrossedRouters implements PartitionRouter {
    /// What is kept of the inner routers is bounded.
    private static final int MOST_INNER = 100_000;

    private final List<PartitionRouter> routers;

    public CrossedRouters(List<PartitionRouter> routers) {
        this.routers = List.copyOf(routers);
    }

    @Override
    public Map<String, Object> each(Map<String, Object> parentState, Consumer<Slice> found) {
        Map<String, Object> states = new LinkedHashMap<>();
        List<Slice> inner = List.of(Slice.WHOLE);
        for (var router : routers.subList(1, routers.size()).reversed()) {
            List<Slice> own = new ArrayList<>();
            states.putAll(router.each(parentState, own::add));
            List<Slice> crossed = new ArrayList<>();
            for (var one : own) {
                inner.forEach(other -> crossed.add(one.crossed(other)));
            }
            if (crossed.size() > MOST_INNER) {
                throw new IllegalStateException("The partitions of a stream multiply to more than " + MOST_INNER);
            }
            inner = crossed;
        }
        var rest = List.copyOf(inner);
        states.putAll(routers.getFirst().each(parentState, outer -> {
            for (var each : rest) {
                found.accept(outer.crossed(each));
            }
        }));
        return states;
    }

    @Override
    public void inject(Slice slice, Options options) {
        routers.forEach(router -> router.inject(slice, options));
    }

    @Override
    public boolean hasParents() {
        return routers.stream().anyMatch(PartitionRouter::hasParents);
    }
}
