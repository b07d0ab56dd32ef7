package dev.tallystick.connectors.http.partition;

import dev.tallystick.connectors.http.request.Options;
import java.util.Map;
import java.util.function.Consumer;

/// Finds the partitions of a stream.
public interface PartitionRouter {

    /// Hands over each partition as it is found, so that the parents' rows need no memory.
    ///
    /// @param parentState what the parents' cursors said last time, by stream name
    /// @return what they say now
    Map<String, Object> each(Map<String, Object> parentState, Consumer<Slice> found);

    /// Puts what the partition says into the request.
    void inject(Slice slice, Options options);

    /// Whether there is a parent stream, whose state is kept with the child's.
    boolean hasParents();

    /// The one partition of a stream that is not divided.
    PartitionRouter NONE = new PartitionRouter() {
        @Override
        public Map<String, Object> each(Map<String, Object> parentState, Consumer<Slice> found) {
            found.accept(Slice.WHOLE);
            return Map.of();
        }

        @Override
        public void inject(Slice slice, Options options) {
            // There is nothing to say.
        }

        @Override
        public boolean hasParents() {
            return false;
        }
    };
}
