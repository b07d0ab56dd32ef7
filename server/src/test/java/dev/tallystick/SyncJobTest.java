package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.host.ClientsJob;
import dev.tallystick.lab.Fault;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/// Jobs in Java as beans of the whole application, into PostgreSQL.
class SyncJobTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync", "tallystick.jobs.silence=2s").with(Jobs.class);

    @Configuration(proxyBeanMethods = false)
    static class Jobs {
        @Bean
        SyncJob clients() {
            return new ClientsJob();
        }

        @Bean
        SyncJob broken() {
            return new OddJob("broken-job", _ -> {
                throw new IllegalStateException("the till does not add up");
            });
        }

        @Bean
        SyncJob hanging() {
            return new OddJob("hanging-job", _ -> {
                new CountDownLatch(1).await();
                return Outcome.everything();
            });
        }

        @Bean
        SyncJob circling() {
            return new OddJob("circling-job", run -> {
                while (true) {
                    run.rows().put(new Row("same", Map.of("name", Value.text("Same"))));
                }
            });
        }

        @Bean
        @SuppressWarnings("NullAway") // what a careless job does
        SyncJob mute() {
            return new OddJob("mute-job", _ -> null);
        }
    }

    @FunctionalInterface
    private interface Work {
        Outcome run(JobRun run) throws Exception;
    }

    /// Hands on a row, then behaves badly.
    private record OddJob(String name, Work work) implements SyncJob {

        @Override
        public Schema schema() {
            return new Schema(List.of(Field.of("name", FieldType.TEXT)));
        }

        @Override
        public Outcome run(JobRun run) throws Exception {
            run.rows().put(new Row("one", Map.of("name", Value.text("One"))));
            return work.run(run);
        }
    }

    @BeforeEach
    void configure() {
        server.edit(_ -> """
                version: 1
                connections:
                  people: { connector: clients-job, settings: { base_url: "${PARTNER_URL:-}", api_key: "${PARTNER_KEY:-}" }, rehearsal: lab.partner }
                  broken: { connector: broken-job }
                  hanging: { connector: hanging-job }
                  circling: { connector: circling-job }
                  mute: { connector: mute-job }
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  people:
                    left: { connection: people, table: clients-job }
                    right: { connection: database, table: people, key: id }
                    fields:
                      - { left: name, right: name, type: text }
                      - { left: city, right: city, type: text }
                    attempts: 1
                %s
                """.formatted(Stream.of("broken", "hanging", "circling", "mute")
                .map(odd -> """
                                  %1$s:
                                    left: { connection: %1$s, table: %1$s-job }
                                    right: { connection: database, table: %1$s, key: id }
                                    fields: [{ left: name, right: name, type: text }]
                                    attempts: 1
                                """.formatted(odd))
                .collect(Collectors.joining())));
        var config = server.get("/api/v1/config");
        assertThat(config.get("broken").asBoolean()).as("%s", config).isFalse();
    }

    @AfterEach
    void calm() {
        server.lab().faults().clear();
    }

    private static long rows(String where) {
        return server.data()
                .sql("select count(*) from rehearsal_people where " + where)
                .query(Long.class)
                .single();
    }

    private static JsonNode succeeded(JsonNode run) {
        assertThat(run.get("status").asString()).as("%s", run).isEqualTo("succeeded");
        return run;
    }

    @Test
    void fillsATableAndFollowsWhatChanged() {
        succeeded(server.sync("people"));
        assertThat(rows("true")).isEqualTo(120);
        server.lab().partner().clients().change("1003", "city", "Wien am See");

        var second = succeeded(server.sync("people"));

        assertThat(second.at("/tally/right/updated").asLong()).isEqualTo(1);
        assertThat(rows("id = '1003' and city = 'Wien am See'")).isEqualTo(1);
        var calls = server.lab().ledger().entries("/v1/clients");
        assertThat(calls.getLast().toString()).as("asked since the checkpoint").contains("updated_since");

        server.lab()
                .faults()
                .add(Fault.of(Fault.Kind.STATUS, "/v1/clients").value("500").times(Fault.FOREVER));
        var broken = server.sync("people?full=true");
        assertThat(broken.get("status").asString()).isEqualTo("failed");
        assertThat(broken.get("sentence").asString())
                .contains("The sync job 'clients-job' failed", "The partner answered 500");
        assertThat(rows("true")).isEqualTo(120);
    }

    @Test
    void eachThatBehavesBadlyFailsByItsNameAlone() {
        var reasons = Map.of(
                "broken", "The sync job 'broken-job' failed: IllegalStateException: the till does not add up.",
                "hanging", "The sync job 'hanging-job' hangs: for 2 s",
                "circling", "The sync job 'circling-job' hands on more than 10,000 rows that cannot be taken.",
                "mute", "The sync job 'mute-job' ended without an outcome");
        var runs = reasons.keySet().stream()
                .collect(Collectors.toMap(
                        sync -> sync,
                        sync -> server.post(202, "/api/v1/sync/" + sync)
                                .get("runs")
                                .get(0)
                                .get("run")
                                .asLong()));
        succeeded(server.sync("people"));
        reasons.forEach((sync, reason) -> {
            var failed = server.ended(runs.get(sync));
            assertThat(failed.get("status").asString()).as(sync).isEqualTo("failed");
            assertThat(failed.get("sentence").asString()).as(sync).contains(reason);
        });
        succeeded(server.sync("people"));
    }
}
