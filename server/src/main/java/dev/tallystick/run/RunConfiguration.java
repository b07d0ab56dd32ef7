package dev.tallystick.run;

import dev.tallystick.connection.Connections;
import dev.tallystick.connection.LabAddresses;
import dev.tallystick.job.JobHealth;
import dev.tallystick.job.JobProperties;
import dev.tallystick.job.JobQueue;
import dev.tallystick.job.ShortWork;
import dev.tallystick.storage.EmbeddedDatabase;
import dev.tallystick.storage.Notices;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.DueRuns;
import dev.tallystick.sync.ScheduleChanged;
import dev.tallystick.sync.SyncStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The engine's beans: what runs syncs, and the queues that tell it when.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobProperties.class)
class RunConfiguration {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    /// A summary comes this long after the last run of its round at most.
    private static final Duration ROUNDS_EVERY = Duration.ofSeconds(5);

    /// This process among all that share the database.
    record Node(String name) {}

    @Bean
    Node node() {
        var random = new byte[3];
        new SecureRandom().nextBytes(random);
        return new Node(hostName() + "-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(random));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "node";
        }
    }

    @Bean
    RunSync runSync(
            Transactions transactions, SyncStore syncs, DueRuns due, Connections connections, Clock clock, Node node) {
        var installation = transactions.system(jdbc -> jdbc.sql("select id::text from installation")
                .query(String.class)
                .single());
        return new RunSync(
                transactions, syncs, due, connections, clock, RandomGenerator.getDefault(), node.name(), installation);
    }

    @Bean
    CaptureLines captureLines(RunSync runSync) {
        return new CaptureLines(runSync);
    }

    @Bean(destroyMethod = "")
    JobQueue jobQueue(
            RunSync runSync,
            @Qualifier("systemDataSource") DataSource system,
            Transactions transactions,
            Clock clock,
            Node node,
            JobProperties settings) {
        return new JobQueue(runSync, system, transactions, clock, node.name(), settings);
    }

    @Bean(destroyMethod = "")
    ShortWork shortWork(
            Transactions transactions,
            JobQueue queue,
            @Qualifier("systemDataSource") DataSource system,
            Clock clock,
            Node node,
            JobProperties settings,
            ObjectProvider<ShortWork.Piece> more) {
        var sweep = new ShortWork.Piece("sweep", SWEEP_EVERY, new Sweep(transactions, queue, clock));
        var rounds = new ShortWork.Piece("rounds", ROUNDS_EVERY, new SummariseRounds(transactions, clock));
        var pieces = Stream.concat(Stream.of(sweep, rounds), more.orderedStream());
        return new ShortWork(pieces.toList(), system, clock, node.name(), settings);
    }

    @Bean
    JobHealth jobsHealthIndicator(Transactions transactions, Clock clock) {
        return new JobHealth(transactions, clock);
    }

    @Bean
    ScheduleChanged scheduleChanged(JobQueue queue) {
        return syncs -> syncs.forEach(sync -> queue.reconsider(sync.value()));
    }

    @Bean
    Workers workers(
            JobQueue queue,
            ShortWork shortWork,
            Notices notices,
            Transactions transactions,
            ObjectProvider<EmbeddedDatabase> embedded,
            ObjectProvider<LabAddresses> lab) {
        return new Workers(
                queue,
                shortWork,
                notices,
                transactions,
                embedded.getIfAvailable() != null,
                lab.getIfAvailable() != null);
    }
}
