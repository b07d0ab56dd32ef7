package dev.tallystick.run;

import static dev.tallystick.run.EngineFixture.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connectors.http.HttpConnector;
import dev.tallystick.connectors.postgres.DataDatabase;
import dev.tallystick.connectors.postgres.PostgresConnector;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.lab.Lab;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The engine between a real HTTP API and a real PostgreSQL: the lab's partner into tables of the database for data.
class WellnessRunTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Lab lab = Lab.start(Lab.Options.STANDARD.partner(250, 20));
    private final EgressClient egress = new EgressClient(lab.allowed());
    private final JdbcTemplate data = data();
    private final String schema = "wellness_" + lab.port();
    private EngineFixture engine;

    @BeforeEach
    void open() {
        data.execute("create schema " + schema);
        var embedded = TestDatabase.embedded();
        var address = URI.create(embedded.dataDatabaseUrl().substring("jdbc:".length()));
        var login = new DataDatabase.Login(
                address.getHost(),
                address.getPort(),
                address.getPath().substring(1),
                embedded.dataUser(),
                embedded.dataPassword());
        engine = new EngineFixture(
                database,
                new HttpConnector(egress),
                new PostgresConnector((_, _, _) -> List.of(), () -> Optional.of(login)));
        engine.config(
                manifests(), """
                version: 1
                connections:
                  partner:
                    connector: http
                    allow: ["127.0.0.1:%d"]
                    settings:
                      manifest: manifests/partner.yaml
                      config: { base_url: "http://127.0.0.1:%d", api_key: "%s" }
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  people:
                    left: { connection: partner, table: clients }
                    right: { connection: database, table: %s.clients, key: external_id }
                    fields:
                      - { left: first_name, right: first_name, type: text, transforms: [trim] }
                      - { left: email, right: email, type: text }
                    deleted_when: deleted_at
                    on_delete: propagate
                """.formatted(lab.port(), lab.port(), lab.partner().key(), schema));
    }

    @AfterEach
    void close() {
        data.execute("drop schema " + schema + " cascade");
        egress.close();
        lab.close();
    }

    private static JdbcTemplate data() {
        var embedded = TestDatabase.embedded();
        return new JdbcTemplate(
                new DriverManagerDataSource(embedded.dataDatabaseUrl(), embedded.dataUser(), embedded.dataPassword()));
    }

    private static Path manifests() {
        var here = Path.of("examples/wellness");
        return Files.isDirectory(here) ? here : Path.of("../examples/wellness");
    }

    private Run run(boolean full) {
        var run = engine.start("people", full, false, false);
        engine.work();
        return engine.now(run);
    }

    private long rows(String where) {
        return data.queryForObject("select count(*) from " + schema + ".clients where " + where, Long.class);
    }

    @Test
    void loadsUpdatesAndDeletesOverTheWire() {
        var first = run(false);
        assertThat(first.problem()).isNull();
        assertThat(first.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(tally(first)).isEqualTo(new Tally(0, 0, 0, 0, 250, 0, 0, 0));
        assertThat(rows("sync_status = 'synced'")).isEqualTo(250);
        var stamp = data.queryForObject("select max(xmin::text::bigint) from " + schema + ".clients", Long.class);

        assertThat(tally(run(true))).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 250));
        assertThat(data.queryForObject("select max(xmin::text::bigint) from " + schema + ".clients", Long.class))
                .isEqualTo(stamp);

        var id = data.queryForObject("select min(external_id) from " + schema + ".clients", String.class);
        lab.partner().clients().change(id, "first_name", "Renamed");
        var update = run(false);
        assertThat(tally(update).updated()).isEqualTo(1);
        assertThat(rows("first_name = 'Renamed'")).isEqualTo(1);

        lab.partner().clients().delete(id);
        assertThat(tally(run(false)).skipped()).isEqualTo(1);
        assertThat(rows("external_id = '" + id + "'")).isEqualTo(1);
        assertThat(tally(run(false)).deleted()).isEqualTo(1);
        assertThat(rows("external_id = '" + id + "'")).isZero();
    }

    @Test
    void failsTheRowThatTheTableRefusesAndNoOther() {
        run(false);
        data.execute("alter table " + schema + ".clients add constraint no_bad check (first_name <> 'Bad')");
        var ids = data.queryForList("select external_id from " + schema + ".clients order by 1 limit 2", String.class);
        lab.partner().clients().change(ids.getFirst(), "first_name", "Bad");
        lab.partner().clients().change(ids.getLast(), "first_name", "Good");

        var run = run(false);

        assertThat(run.status()).isEqualTo(Status.PARTIAL);
        assertThat(tally(run).failed()).isEqualTo(1);
        assertThat(tally(run).updated()).isEqualTo(1);
        data.execute("alter table " + schema + ".clients drop constraint no_bad");
        assertThat(tally(run(false)).updated()).isEqualTo(1);
        assertThat(rows("first_name = 'Bad'")).isEqualTo(1);
    }

    @Test
    void writesNothingInADryRunNotEvenATable() {
        var run = engine.start("people", false, false, true);
        engine.work();

        assertThat(tally(engine.now(run)).created()).isEqualTo(250);
        assertThat(data.queryForObject("select count(*) from pg_tables where schemaname = ?", Long.class, schema))
                .isZero();
    }
}
