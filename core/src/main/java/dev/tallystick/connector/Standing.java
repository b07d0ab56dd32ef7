package dev.tallystick.connector;

import dev.tallystick.table.Field;
import java.util.List;
import java.util.Map;

/// How a table one can write to stands now, for somebody who sets up a sync.
///
/// @param exists false where the first run would make it
/// @param fields its columns with the type that each holds; one that no sync can fill is read-only
/// @param keys the columns that rows can be found by, the likeliest first
/// @param keyOfNew the column that is made for the keys where the table does not exist
/// @param lacks what the connector keeps in each row and the table does not have
/// @param amended what a sync says of the table to have missing columns added
/// @param untouched what a sync says of the table to do without what it lacks
public record Standing(
        boolean exists,
        List<Field> fields,
        List<String> keys,
        String keyOfNew,
        List<String> lacks,
        Map<String, Object> amended,
        Map<String, Object> untouched) {
    public Standing {
        fields = List.copyOf(fields);
        keys = List.copyOf(keys);
        lacks = List.copyOf(lacks);
        amended = Map.copyOf(amended);
        untouched = Map.copyOf(untouched);
    }
}
