package dev.tallystick.connectors.http.cursor;

import dev.tallystick.connectors.http.partition.Slice;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A cursor for each partition, and one for all of them: where a new partition begins, and what is left when there are
/// too many.
public final class PartitionStates {
    private static final int MOST_PARTITIONS = 10_000;

    private final DatetimeCursor cursor;
    private final boolean hasParents;
    private final Instant began;
    private final Map<String, Known> states = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Object globalBefore;
    private final long lookbackBefore;
    private final Map<String, Object> parentsBefore;
    private boolean global;
    private @Nullable OffsetDateTime latest;
    private Object latestState = None.NONE;

    private record Known(Map<String, Object> partition, Object cursor) {}

    /// @param state of the stream, or [None]
    @SuppressWarnings("unchecked") // states are maps with text keys
    public PartitionStates(DatetimeCursor cursor, Object state, boolean hasParents, Instant now) {
        this.cursor = cursor;
        this.hasParents = hasParents;
        this.began = now;
        Map<String, Object> given = state instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        this.globalBefore = cursor.isState(given) ? given : Objects.requireNonNullElse(given.get("state"), None.NONE);
        this.lookbackBefore = given.get("lookback_window") instanceof Number seconds ? seconds.longValue() : 0;
        this.parentsBefore =
                given.get("parent_state") instanceof Map<?, ?> parents ? (Map<String, Object>) parents : Map.of();
        this.global = cursor.global() || Boolean.TRUE.equals(given.get("use_global_cursor"));
        if (given.get("states") instanceof List<?> list) {
            for (var each : list) {
                if (each instanceof Map<?, ?> entry
                        && entry.get("partition") instanceof Map<?, ?> partition
                        && entry.get("cursor") != null) {
                    states.put(
                            JsonValues.canonical(partition),
                            new Known((Map<String, Object>) partition, Objects.requireNonNull(entry.get("cursor"))));
                }
            }
        }
    }

    public Map<String, Object> parentsBefore() {
        return parentsBefore;
    }

    /// Begins a partition; empty when it was already read in this listing.
    public Optional<DatetimeCursor.Progress> begin(Slice slice) {
        if (!seen.add(slice.key())) {
            return Optional.empty();
        }
        var known = global ? null : states.get(slice.key());
        return Optional.of(cursor.begin(known != null ? known.cursor() : cursor.earlier(globalBefore, lookbackBefore)));
    }

    public void close(Slice slice, DatetimeCursor.Progress progress) {
        if (!global) {
            states.put(slice.key(), new Known(slice.partition(), progress.state()));
            if (states.size() > MOST_PARTITIONS) {
                global = true;
            }
        }
        var position = progress.position();
        if (latest == null || position.isAfter(latest)) {
            latest = position;
            latestState = progress.state();
        }
    }

    /// @param parents the parents' states now
    public Map<String, Object> state(Map<String, Object> parents, Instant now) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("use_global_cursor", global);
        if (!global) {
            List<Object> list = new ArrayList<>();
            states.values()
                    .forEach(known -> list.add(Map.of("partition", known.partition(), "cursor", known.cursor())));
            state.put("states", list);
        }
        var overall = latestState == None.NONE ? globalBefore : latestState;
        if (overall != None.NONE) {
            state.put("state", overall);
        }
        state.put(
                "lookback_window",
                Math.max(1, Duration.between(began, now).plusMillis(999).toSeconds()));
        if (hasParents) {
            state.put("parent_state", parents);
        }
        return state;
    }
}
