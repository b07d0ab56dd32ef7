package dev.tallystick.alert;

import dev.tallystick.alert.Alert.Pace;
import dev.tallystick.connection.SecretSeal;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.history.RunStore;
import dev.tallystick.job.ShortWork;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.WebProperties;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package that are no controllers. Its work has a queue that no sync is in.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AlertConfiguration.AlertProperties.class)
class AlertConfiguration {
    private static final Duration SEND_EVERY = Duration.ofSeconds(2);

    /// @param look how often is looked at what happened
    /// @param gap between two messages about one cause of one sync
    /// @param gather how long others are waited for, to be told together
    /// @param deadline for a receiver to take a message
    @ConfigurationProperties("tallystick.alert")
    record AlertProperties(
            @DefaultValue("5s") Duration look,
            @DefaultValue("1h") Duration gap,
            @DefaultValue("20s") Duration gather,
            @DefaultValue("15s") Duration deadline) {}

    @Bean
    ChannelStore channelStore(SecretSeal seal) {
        return new ChannelStore(seal);
    }

    @Bean(destroyMethod = "close")
    SendEmail sendEmail(EgressClient egress, AlertProperties settings, Clock clock) {
        return new SendEmail(egress, settings.deadline(), (SSLSocketFactory) SSLSocketFactory.getDefault(), clock);
    }

    @Bean(destroyMethod = "close")
    SendMessages sendMessages(
            Transactions transactions,
            ChannelStore channels,
            EgressClient egress,
            SendEmail emails,
            AlertProperties settings,
            Clock clock) {
        var webhooks = new SendWebhook(egress, settings.deadline(), clock);
        return new SendMessages(transactions, channels, webhooks, emails, clock);
    }

    @Bean
    ShortWork.Piece watchSyncs(
            Transactions transactions, SyncStore syncs, RunStore runs, AlertProperties settings, Clock clock) {
        return new ShortWork.Piece("alerts_watch", settings.look(), new WatchSyncs(transactions, syncs, runs, clock));
    }

    @Bean
    ShortWork.Piece tellPeople(
            Transactions transactions,
            ChannelStore channels,
            AlertProperties settings,
            WebProperties web,
            Clock clock) {
        var pace = new Pace(settings.gap(), settings.gather());
        return new ShortWork.Piece(
                "alerts_tell", settings.look(), new TellPeople(transactions, channels, pace, home(web), clock));
    }

    @Bean
    ShortWork.Piece sendAlerts(SendMessages sending) {
        return new ShortWork.Piece("alerts_send", SEND_EVERY, sending);
    }

    private static @Nullable String home(WebProperties web) {
        return web.publicUrl() == null ? null : web.publicUrl().toString().replaceAll("/+$", "");
    }
}
