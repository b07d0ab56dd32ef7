package dev.tallystick.lab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One emulated service.
public interface Api {

    boolean serves(String path);

    Reply handle(Call call);

    /// What it has of the lab's own tables.
    default List<LabTable> tables() {
        return List.of();
    }

    /// The answer of a fault in this service's own words.
    default Reply inItsWords(Call call, Reply plain) {
        return plain;
    }

    /// A call of `/_lab/…` that is for this service; null where it is not.
    default @Nullable Reply hand(Call call) {
        return null;
    }

    static String bearer(Call call) {
        String given = call.header("authorization").orElse("");
        return given.regionMatches(true, 0, "Bearer ", 0, 7)
                ? given.substring(7).strip()
                : "";
    }
}
