package dev.tallystick.plan;

import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.Map;

/// What is known of one side of a pair that can go both ways, when it is planned. All but [Seen] carry the values as
/// last seen: a side that was not looked at is planned from those, and is never written before it has been asked for
/// by id.
public sealed interface Sighting {

    /// A read of this run brought it.
    record Seen(Row row) implements Sighting {}

    /// Nobody looked: an incremental read did not bring it.
    record Unseen(Map<String, Value> values) implements Sighting {
        public Unseen {
            values = Map.copyOf(values);
        }
    }

    /// A complete listing lacks it, which is no proof yet.
    record Missing(Map<String, Value> values) implements Sighting {
        public Missing {
            values = Map.copyOf(values);
        }
    }

    /// It is there, but outside the filter or view: the pair sleeps.
    record Away(Map<String, Value> values) implements Sighting {
        public Away {
            values = Map.copyOf(values);
        }
    }

    /// It is proved that it was deleted.
    ///
    /// @param proof as part of a sentence: `two complete listings lack it, and asked for by its id it is not there`
    record Gone(Map<String, Value> values, String proof) implements Sighting {
        public Gone {
            values = Map.copyOf(values);
        }
    }

    /// There never was a row on this side.
    record Never() implements Sighting {}

    /// The values as seen now or last.
    default Map<String, Value> values() {
        return switch (this) {
            case Seen(Row row) -> row.values();
            case Unseen(var values) -> values;
            case Missing(var values) -> values;
            case Away(var values) -> values;
            case Gone(var values, String _) -> values;
            case Never() -> Map.of();
        };
    }
}
