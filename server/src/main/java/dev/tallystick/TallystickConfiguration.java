package dev.tallystick;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What every package takes from outside.
@Configuration(proxyBeanMethods = false)
class TallystickConfiguration {
    /// Tests put a clock in its place that they set.
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
