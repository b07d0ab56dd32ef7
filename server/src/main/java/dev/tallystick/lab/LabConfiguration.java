package dev.tallystick.lab;

import dev.tallystick.connection.LabAddresses;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.google.GoogleApi;
import dev.tallystick.lab.plaid.PlaidApi;
import dev.tallystick.lab.rates.RatesApi;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The lab inside the server, when it is asked for: for the demo, and for rehearsals.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("tallystick.lab.enabled")
@EnableConfigurationProperties(LabConfiguration.LabProperties.class)
class LabConfiguration {
    /// @param port 0 for any that is free
    /// @param clients and appointments: how many rows the partner has
    /// @param drift how often something changes by itself; 0 for never
    @ConfigurationProperties("tallystick.lab")
    record LabProperties(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("0") int port,
            @DefaultValue("120") long clients,
            @DefaultValue("600") long appointments,
            @DefaultValue("0s") Duration drift) {}

    @Bean(destroyMethod = "close")
    Lab lab(LabProperties settings, Clock clock) {
        Lab lab = Lab.start(Lab.Options.STANDARD
                .port(settings.port())
                .clock(clock)
                .partner(settings.clients(), settings.appointments())
                .drift(settings.drift()));
        lab.airtable().addDemo();
        lab.google().addDemo();
        lab.google().addMasterData();
        lab.plaid().addDemo();
        return lab;
    }

    @Bean
    LabAddresses labAddresses(Lab lab) {
        var base = lab.uri("/").toString().replaceAll("/$", "");
        var services = Map.of(
                "airtable",
                new LabAddresses.LabAddress(base + AirtableApi.PREFIX, AirtableApi.KEY),
                "google",
                new LabAddresses.LabAddress(
                        base + GoogleApi.PREFIX, lab.google().token()),
                "ecb",
                new LabAddresses.LabAddress(base + RatesApi.ECB, ""),
                "frankfurter",
                new LabAddresses.LabAddress(base + RatesApi.FRANKFURTER, ""),
                "openexchangerates",
                new LabAddresses.LabAddress(base + RatesApi.OPEN_EXCHANGE_RATES, RatesApi.KEY),
                "plaid",
                new LabAddresses.LabAddress(base + PlaidApi.PREFIX, PlaidApi.KEY, lab.plaid()::keyOf),
                "partner",
                new LabAddresses.LabAddress(base, lab.partner().key()),
                "shop",
                new LabAddresses.LabAddress(base, lab.shop().key()),
                "academy",
                new LabAddresses.LabAddress(base, lab.academy().token()));
        return new LabAddresses() {
            @Override
            public Set<String> names() {
                return LabServices.NAMES;
            }

            @Override
            public Optional<LabAddress> address(String name) {
                return Optional.ofNullable(services.get(name));
            }
        };
    }
}
