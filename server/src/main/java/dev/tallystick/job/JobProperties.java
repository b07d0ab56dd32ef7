package dev.tallystick.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How work is run on this node.
///
/// @param workers runs at the same time on this node
/// @param poll how often the queue is looked at without being told
/// @param heartbeat how often a running job says that its node is alive
/// @param missedHeartbeats so many missing in a row and another node takes over
/// @param drain how long running work may take to end on SIGTERM before it is interrupted
@ConfigurationProperties("tallystick.job")
public record JobProperties(
        @DefaultValue("5") int workers,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("5s") Duration heartbeat,
        @DefaultValue("4") int missedHeartbeats,
        @DefaultValue("15s") Duration drain) {}
