package dev.tallystick.egress;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EgressConfiguration.EgressProperties.class)
class EgressConfiguration {

    /// @param allow places on the inside that the operator of this machine opens for every workspace
    @ConfigurationProperties("tallystick.egress")
    record EgressProperties(@DefaultValue List<Allowance> allow) {}

    @Bean(destroyMethod = "close")
    EgressClient egressClient(EgressProperties properties) {
        return new EgressClient(new AllowList(properties.allow()));
    }
}
