package dev.tallystick.plan;

import org.jspecify.annotations.Nullable;

/// All that is known of one pair when it is planned.
///
/// @param key the key on the right side: the left row's external id
/// @param base null while the two have never agreed
/// @param archived the right row carries the archive mark
/// @param rightIsPlaceholder the right row was made because another row needed it
public record Pair(
        String key, Presence left, Presence right, @Nullable Base base, boolean archived, boolean rightIsPlaceholder) {}
