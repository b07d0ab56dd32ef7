package dev.tallystick.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What syncs take from the server's own settings.
///
/// @param config the tallystick.yaml to apply and to watch; null for none
/// @param attempts of a run, for syncs that do not say
/// @param retryWait before the second attempt, for syncs that do not say
@ConfigurationProperties("tallystick.sync")
public record SyncProperties(
        @Nullable String config,
        @DefaultValue("3") int attempts,
        @DefaultValue("60s") Duration retryWait) {

    Sync.Retry retry() {
        return new Sync.Retry(attempts, Sync.Retry.DEFAULT.backoff(), retryWait);
    }
}
