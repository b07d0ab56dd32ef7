package dev.tallystick.lab;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Rows whose id is a prefix and a number.
///
/// @param fields of a row, from a random source of its own and its index
record ListRecipe(
        String prefix, long seed, long size, BiFunction<SplittableRandom, Long, Map<String, @Nullable Object>> fields)
        implements Recipe {

    @Override
    public String id(long index) {
        return prefix + (index + 1);
    }

    @Override
    public OptionalLong index(String id) {
        String digits = id.startsWith(prefix) ? id.substring(prefix.length()) : "";
        return digits.matches("[1-9]\\d{0,14}") ? OptionalLong.of(Long.parseLong(digits) - 1) : OptionalLong.empty();
    }

    @Override
    public Instant updatedAt(long index) {
        return Spread.updatedAt(index, size);
    }

    @Override
    public Map<String, @Nullable Object> row(long index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id(index));
        row.putAll(fields.apply(Spread.random(seed, index), index));
        return row;
    }
}
