package dev.tallystick.host;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How sync jobs in Java are hosted.
///
/// @param dir with the jars of jobs; null for none
/// @param silence after which a job that asks for nothing is given up
@ConfigurationProperties("tallystick.jobs")
public record HostProperties(
        @Nullable Path dir, @DefaultValue("10m") Duration silence) {}
