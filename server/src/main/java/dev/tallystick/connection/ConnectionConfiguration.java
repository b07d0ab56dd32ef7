package dev.tallystick.connection;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Connector;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    private static final LabAddresses NO_LAB = new LabAddresses() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<LabAddress> address(String name) {
            return Optional.empty();
        }
    };

    @Bean
    Connectors connectors(List<Connector> connectors, ObjectProvider<MoreConnectors> more) {
        return new Connectors(Stream.concat(connectors.stream(), more.stream().flatMap(MoreConnectors::connectors))
                .toList());
    }

    @Bean
    ConnectionStore connectionStore(SecretSeal seal) {
        return new ConnectionStore(seal);
    }

    @Bean
    Budget budget(Transactions transactions) {
        return new PostgresBudget(transactions);
    }

    @Bean
    SignIns signIns(Transactions transactions, SecretSeal seal, EgressClient egress, AuditTrail trail, Clock clock) {
        return new SignIns(transactions, seal, egress, trail, clock);
    }

    @Bean
    ConnectOAuth connectOAuth(
            Transactions transactions,
            Connections connections,
            SignIns signIns,
            SecretSeal seal,
            AuditTrail trail,
            Clock clock) {
        return new ConnectOAuth(transactions, connections, signIns, new OAuthStartStore(seal), trail, clock);
    }

    @Bean
    Connections connections(
            Transactions transactions,
            ConnectionStore store,
            Connectors connectors,
            ObjectProvider<LabAddresses> lab,
            SignIns signIns,
            Budget budget,
            Clock clock) {
        return new Connections(
                transactions, store, connectors, lab.getIfAvailable(() -> NO_LAB), signIns, budget, clock);
    }

    @Bean
    ReadTables readTables(Connections connections) {
        return new ReadTables(connections);
    }

    @Bean
    SaveConnection saveConnection(
            Transactions transactions, ConnectionStore store, Connectors connectors, AuditTrail trail, Clock clock) {
        return new SaveConnection(transactions, store, connectors, trail, clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    UpstreamHealth upstreamsHealthIndicator(
            Transactions transactions, ConnectionStore store, Connections connections, Clock clock) {
        return new UpstreamHealth(transactions, store, connections, clock);
    }
}
