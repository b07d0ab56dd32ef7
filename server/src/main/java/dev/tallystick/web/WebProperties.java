package dev.tallystick.web;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How people and programs reach this server.
///
/// @param allowInsecure answer over plain HTTP to others than this machine itself: passwords and tokens are then
/// readable on the way
/// @param publicUrl the address that people use, when it is not the one this process listens at
/// @param trustedProxies addresses (or ranges, as 10.0.0.0/8) whose `X-Forwarded-` headers are believed; nobody's
/// are unless named here
@ConfigurationProperties("tallystick.web")
public record WebProperties(
        @DefaultValue("false") boolean allowInsecure,
        @Nullable URI publicUrl,
        @DefaultValue List<String> trustedProxies) {}
