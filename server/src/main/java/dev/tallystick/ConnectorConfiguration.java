package dev.tallystick;

import dev.tallystick.connection.MoreConnectors;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.postgres.AddressCheck;
import dev.tallystick.connectors.postgres.DataDatabase;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.host.HostProperties;
import dev.tallystick.host.JobConnector;
import dev.tallystick.storage.EmbeddedDatabase;
import dev.tallystick.syncjob.SyncJob;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What connectors ask of the server, and cannot know themselves.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HostProperties.class)
class ConnectorConfiguration {

    /// Each sync job as a connector: beans, and what a jar names as a service, on the class path or in the folder of
    /// jobs.
    @Bean
    MoreConnectors syncJobs(ObjectProvider<SyncJob> beans, HostProperties properties, EgressClient egress) {
        var jobs = Stream.concat(beans.stream(), JobConnector.found(properties.dir()))
                .toList();
        return () -> JobConnector.all(jobs.stream(), egress, properties.silence());
    }

    @Bean
    AddressCheck addressCheck(EgressClient egress) {
        return (surroundings, host, port) -> {
            try {
                return egress.addresses(host, port, AllowedPlaces.of(surroundings));
            } catch (EgressException refused) {
                throw new ConnectorException(Problem.UNAVAILABLE, String.valueOf(refused.getMessage()), refused);
            }
        };
    }

    @Bean
    DataDatabase dataDatabase(ObjectProvider<EmbeddedDatabase> embedded) {
        return () -> Optional.ofNullable(embedded.getIfAvailable()).map(ConnectorConfiguration::login);
    }

    private static DataDatabase.Login login(EmbeddedDatabase embedded) {
        var address = URI.create(embedded.dataDatabaseUrl().substring("jdbc:".length()));
        return new DataDatabase.Login(
                address.getHost(),
                address.getPort(),
                address.getPath().substring(1),
                embedded.dataUser(),
                embedded.dataPassword());
    }
}
