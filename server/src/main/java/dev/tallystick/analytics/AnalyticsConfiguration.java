package dev.tallystick.analytics;

import dev.tallystick.job.JobHealth;
import dev.tallystick.storage.Transactions;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The metrics, beside those of the machine in the same registry.
@Configuration(proxyBeanMethods = false)
class AnalyticsConfiguration {
    @Bean
    MeasureAll measureAll(Transactions transactions, JobHealth jobs, PrometheusRegistry registry, Clock clock) {
        var all = new MeasureAll(transactions, jobs, clock);
        registry.register(all);
        return all;
    }
}
