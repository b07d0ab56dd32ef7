package dev.tallystick.connection;

import dev.tallystick.storage.EmbeddedDatabase;
import dev.tallystick.storage.StorageProperties;
import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.AuditKey;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Opens the keys at start, before anything could be written with the wrong ones.
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {
    @Bean
    SealedSecrets sealedSecrets(
            Transactions transactions,
            StorageProperties storage,
            ObjectProvider<EmbeddedDatabase> embedded,
            Environment environment,
            Clock clock) {
        return SealedSecrets.open(
                transactions, environment, storage.directory(), embedded.getIfAvailable() != null, clock);
    }

    @Bean
    AuditKey auditKey(SealedSecrets secrets) {
        return secrets.auditKey();
    }
}
