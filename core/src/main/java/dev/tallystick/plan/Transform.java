package dev.tallystick.plan;

import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One simple step between a left field and a right field.
public sealed interface Transform {

    /// Text without blanks around it; a text of blanks alone becomes empty.
    record Trim() implements Transform {}

    record LowerCase() implements Transform {}

    /// Replaces known values; `otherwise` stands for the rest, and without it a value that is not listed does not fit.
    record ValueMap(Map<String, String> values, @Nullable String otherwise) implements Transform {
        public ValueMap {
            // Sorted: the order of Map.copyOf is another in each process, and a fingerprint must not be.
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }
    }

    /// Reads a time however people wrote it, see [TimeText]. A time without a zone is taken in `zone`, and one
    /// without a date on the date in `dateField` of the same row.
    record ParseTime(ZoneId zone, @Nullable String dateField) implements Transform {}
}
