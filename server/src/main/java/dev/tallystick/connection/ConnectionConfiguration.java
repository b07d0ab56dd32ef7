package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

    @Bean
    Connectors connectors(List<Connector> connectors) {
        return new Connectors(connectors);
    }

    @Bean
    ConnectionStore connectionStore(SecretSeal seal) {
        return new ConnectionStore(seal);
    }

    @Bean
    Connections connections(
            Transactions transactions,
            ConnectionStore store,
            Connectors connectors,
            ObjectProvider<LabAddresses> labs,
            Clock clock) {
        return new Connections(transactions, store, connectors, labs.getIfAvailable(NoLab::new), clock);
    }

    /// A server without the lab: nothing can stand in, and a rehearsal says so.
    private record NoLab() implements LabAddresses {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<LabAddress> address(String name) {
            return Optional.empty();
        }
    }
}
