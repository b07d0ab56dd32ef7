package dev.tallystick.connectors.http.value;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a value counts as something, in Python's sense.
public final class Truth {
    private Truth() {}

    public static boolean of(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case None _ -> false;
            case Boolean truth -> truth;
            case String text -> !text.isEmpty();
            case Tuple(List<Object> items) -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            case BigDecimal number -> number.signum() != 0;
            case Number number -> number.doubleValue() != 0;
            default -> true;
        };
    }
}
