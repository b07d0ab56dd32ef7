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
    static final ExampleServer server = new ExampleServer("basesync").with(Jobs.class);

    @Configuration(proxyBeanMethods = false)
    static class Jobs {
        @Bean
        SyncJob clients() {
            return new ClientsJob();
        }

        @Bean
        SyncJob broken() {
            return new BrokenJob();
        }
    }

    /// Hands on a row, then falls over.
    private static final class BrokenJob implements SyncJob {
        @Override
        public String name() {
            return "broken-job";
        }

        @Override
        public Schema schema() {
            return new Schema(List.of(Field.of("name", FieldType.TEXT)));
        }

        @Override
        public Outcome run(JobRun run) {
            run.rows().put(new Row("one", Map.of("name", Value.text("One"))));
            throw new IllegalStateException("the till does not add up");
        }
    }

    @BeforeEach
    void configure() {
        server.edit(_ -> """
                version: 1
                connections:
                  people: { connector: clients-job, settings: { base_url: "${PARTNER_URL:-}", api_key: "${PARTNER_KEY:-}" }, rehearsal: lab.partner }
                  till: { connector: broken-job }
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  people:
                    left: { connection: people, table: clients-job }
                    right: { connection: database, table: people, key: id }
                    fields:
                      - { left: name, right: name, type: text }
                      - { left: city, right: city, type: text }
                    attempts: 1
                  till:
                    left: { connection: till, table: broken-job }
                    right: { connection: database, table: till, key: id }
                    fields: [{ left: name, right: name, type: text }]
                    attempts: 1
                """);
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
    void oneThatThrowsFailsByItsNameAlone() {
        var failed = server.sync("till");
        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.get("sentence").asString())
                .contains("The sync job 'broken-job' failed", "the till does not add up");
        succeeded(server.sync("people"));
    }
}
