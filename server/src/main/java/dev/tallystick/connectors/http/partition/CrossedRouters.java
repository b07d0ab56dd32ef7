package dev.tallystick.connectors.http.partition;

import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.request.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Every partition of one router with every partition of the next; the first is the outer loop. They are kept, since
/// they are gone through again and again.
public final class CrossedRouters implements PartitionRouter {
    private static final int MOST_PARTITIONS = 1_000_000;

    private final List<PartitionRouter> routers;

    public CrossedRouters(List<PartitionRouter> routers) {
        this.routers = List.copyOf(routers);
    }

    @Override
    public Map<String, Object> each(Map<String, Object> parentState, Consumer<Slice> found) {
        Map<String, Object> states = new LinkedHashMap<>();
        List<Slice> crossed = List.of(Slice.WHOLE);
        for (var router : routers) {
            List<Slice> own = new ArrayList<>();
            states.putAll(router.each(parentState, own::add));
            if ((long) crossed.size() * own.size() > MOST_PARTITIONS) {
                throw new ManifestException(
                        "The partitions of a stream multiply to more than " + MOST_PARTITIONS + ".");
            }
            List<Slice> more = new ArrayList<>(crossed.size() * own.size());
            for (var outer : crossed) {
                own.forEach(inner -> more.add(outer.crossed(inner)));
            }
            crossed = more;
        }
        crossed.forEach(found);
        return states;
    }

    @Override
    public void inject(Slice slice, Options options) {
        routers.forEach(router -> router.inject(slice, options));
    }

    /// Of several routers the parents' state is not kept, as in the reference.
    @Override
    public boolean hasParents() {
        return false;
    }
}
