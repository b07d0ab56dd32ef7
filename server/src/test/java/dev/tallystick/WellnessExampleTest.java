package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.Connectors;
import dev.tallystick.connectors.http.HttpConnector;
import dev.tallystick.connectors.postgres.PostgresConnector;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.LabServices;
import dev.tallystick.sync.Config;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.Sync.Retry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The shipped example is what its document asks for, and nothing is wrong with it.
class WellnessExampleTest {
    private static final EgressClient EGRESS = new EgressClient(AllowList.NOTHING);

    @AfterAll
    static void close() {
        EGRESS.close();
    }

    @Test
    void isFineWithAndWithoutAPartner() {
        assertThat(read(Map.of()).problems()).isEmpty();
        assertThat(read(Map.of("PARTNER_URL", "https://api.example.com", "PARTNER_API_KEY", "k"))
                        .problems())
                .isEmpty();
    }

    @Test
    void hasTheSchedulesOfTheDocument() {
        var syncs = Objects.requireNonNull(read(Map.of()).config()).syncs();

        assertThat(syncs).extracting(entry -> entry.definition().name()).containsExactly("clients", "appointments");
        assertThat(syncs).allMatch(Config.Entry::rehearsal);
        var at = Instant.parse("2026-11-25T13:00:00Z");
        assertThat(syncs.stream()
                        .flatMap(entry -> Stream.of(Objects.requireNonNull(entry.schedule()))
                                .map(schedule -> schedule.next(at, new dev.tallystick.sync.SyncId(1))
                                        .orElseThrow())))
                .containsExactly(Instant.parse("2026-11-25T18:00:00Z"), Instant.parse("2026-11-25T14:00:00Z"));
        assertThat(syncs).allMatch(entry -> entry.definition().retry().equals(Retry.DEFAULT));
    }

    @Test
    void mapsEveryEndpointAndVariableOfTheDocument() throws Exception {
        var readme = Files.readString(folder().resolve("README.md"));

        assertThat(readme)
                .contains(
                        "GET /api/v1/sync/status",
                        "POST /api/v1/sync/clients",
                        "/appointments",
                        "/all",
                        "/force",
                        "MOCK_API_URL",
                        "MOCK_API_KEY",
                        "EXTERNAL_API_TIMEOUT",
                        "EXTERNAL_API_RETRY_ATTEMPTS",
                        "REDIS_URL",
                        "SIDEKIQ_CONCURRENCY",
                        "SIDEKIQ_RETRY_INTERVAL",
                        "SIDEKIQ_MAX_RETRIES",
                        "external_id",
                        "last_synced_at",
                        "sync_status",
                        "sync_errors");
    }

    private static Config.Reading read(Map<String, String> environment) {
        var connectors = new Connectors(
                List.of(new HttpConnector(EGRESS), new PostgresConnector((_, _, _) -> List.of(), Optional::empty)));
        return new ReadConfig(connectors, environment, LabServices.NAMES, Retry.DEFAULT)
                .file(folder().resolve("tallystick.yaml"));
    }

    private static Path folder() {
        var here = Path.of("examples/wellness");
        return Files.isDirectory(here) ? here : Path.of("../examples/wellness");
    }
}
