package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// The wellness example against a lab in this JVM, which outlives every process that reads from it: small batches, no
/// schedule, quick retries.
final class Wellness implements AutoCloseable {
    /// The rows that every twentieth appointment brings along: clients that the partner does not list.
    private static final int ONE_UNLISTED_IN = 20;

    private static final String ONCE_A_ROW = "select count(*) from (select tab, key from truth.written"
            + " where op = 'INSERT' group by 1, 2 having count(*) > 1) as twice";

    private final Lab lab;
    private final int clients;
    private final int appointments;
    private final Path config;
    private int edits;

    /// @param allowTarget what the destination's connection may reach, "" for nothing inside
    /// @param more syncs, as YAML
    Wellness(Path folder, int clients, int appointments, String allowTarget, String more) {
        this.clients = clients;
        this.appointments = appointments;
        this.lab = Lab.start(Lab.Options.STANDARD.partner(clients, appointments));
        this.config = folder.resolve("tallystick.yaml");
        write(allowTarget, more);
    }

    void write(String allowTarget, String more) {
        var text = packed("tallystick.yaml")
                .replaceAll("(?m)^ +schedule:.*\n", "")
                .replaceAll("(?m)^ +rehearsal:.*\n", "")
                .replace("title: Partner API", "title: Partner API\n    allow: [\"127.0.0.1:" + lab.port() + "\"]")
                .replace(
                        "title: Wellness database",
                        "title: Wellness database"
                                + (allowTarget.isEmpty() ? "" : "\n    allow: [\"" + allowTarget + "\"]"))
                .replace(
                        "priority: 20",
                        "priority: 20\n    batch_rows: 50\n    attempts: 20\n"
                                + "    retry: { backoff: exponential, wait: 1s }");
        try {
            Files.createDirectories(config.resolveSibling("manifests"));
            Files.writeString(config.resolveSibling("manifests/partner.yaml"), packed("manifests/partner.yaml"));
            Files.writeString(config, text + more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed(String name) {
        try (var in = Wellness.class.getResourceAsStream("/examples/wellness/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Lab lab() {
        return lab;
    }

    Path config() {
        return config;
    }

    String[] arguments() {
        return new String[] {"--port", "0", "--config", config.toString()};
    }

    Map<String, String> environment(Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("PARTNER_URL", "http://127.0.0.1:" + lab.port());
        all.put("PARTNER_API_KEY", lab.partner().key());
        return all;
    }

    /// People at the partner's change a third of all rows.
    void edit() {
        edits++;
        for (int at = edits % 3; at < clients; at += 3) {
            lab.partner().clients().change("" + (1001 + at), "city", "City " + edits);
        }
        for (int at = edits % 3; at < appointments; at += 3) {
            lab.partner().appointments().change("a" + (1 + at), "service", "Service " + edits);
        }
    }

    /// One row for each source row, with its values, each inserted once and no write done twice.
    void assertInAgreement(Truth truth) {
        assertThat(truth.number("select count(*) from clients")).as("clients").isEqualTo(clients + unlisted());
        assertThat(truth.number("select count(*) from appointments"))
                .as("appointments")
                .isEqualTo(appointments);
        assertThat(truth.number(ONCE_A_ROW)).as("rows inserted twice").isZero();
        assertThat(truth.number("select count(*) from truth.written where op = 'DELETE'"))
                .as("rows deleted")
                .isZero();
        assertClients(truth);
        assertAppointments(truth);
    }

    private int unlisted() {
        return (int) java.util.stream.IntStream.range(0, appointments)
                .filter(at -> at % ONE_UNLISTED_IN == 7)
                .count();
    }

    private void assertClients(Truth truth) {
        var checked = new int[1];
        truth.each(
                "select external_id, first_name, last_name, email, city, newsletter from clients"
                        + " where external_id::bigint < 900000000",
                row -> {
                    var id = row.getString(1);
                    var fields = lab.partner().clients().row(id).fields();
                    for (int at = 0; at < 4; at++) {
                        var field = List.of("first_name", "last_name", "email", "city")
                                .get(at);
                        assertThat(row.getString(at + 2))
                                .as(field + " of client " + id)
                                .isEqualTo(fields.get(field));
                    }
                    assertThat(row.getBoolean(6)).isEqualTo(fields.get("newsletter"));
                    checked[0]++;
                });
        assertThat(checked[0]).isEqualTo(clients);
    }

    private void assertAppointments(Truth truth) {
        truth.each("select external_id, service, starts_at from appointments", row -> {
            var id = row.getString(1);
            assertThat(row.getString(2))
                    .as("service of appointment " + id)
                    .isEqualTo(lab.partner().appointments().row(id).fields().get("service"));
            assertThat(row.getObject(3, OffsetDateTime.class).toInstant())
                    .as("start of appointment " + id)
                    .isEqualTo(lab.partner()
                            .startOf(Long.parseLong(id.substring(1)) - 1)
                            .toInstant());
        });
    }

    /// Each run's tally adds up, and all of them together name as many writes as the database saw.
    static void assertTalliesTell(Truth truth, Node node) {
        long told = 0;
        long allRuns = 0;
        for (var sync : List.of("clients", "appointments")) {
            for (var run : node.get("/api/v1/runs?limit=200&sync=" + sync).get("items")) {
                allRuns++;
                assertThat(Node.ended(run)).isTrue();
                var tally = run.get("tally").get("right");
                assertThat(tally.get("considered").asLong())
                        .as("considered in " + run)
                        .isEqualTo(List.of(
                                        "failed",
                                        "held",
                                        "conflict",
                                        "deleted",
                                        "created",
                                        "updated",
                                        "skipped",
                                        "unchanged")
                                .stream()
                                .mapToLong(outcome -> tally.get(outcome).asLong())
                                .sum());
                told += writes(tally);
                for (var related : run.get("related")) {
                    told += related.get("created").asLong();
                }
            }
        }
        assertThat(told)
                .as("writes that the tallies of " + allRuns + " runs tell")
                .isEqualTo(truth.number("select count(*) from truth.written where tab in ('clients', 'appointments')"));
        assertThat(truth.own("select count(*) from change join sync on sync.id = sync_id"
                        + " where sync.name in ('clients', 'appointments') and status = 'done'"))
                .as("writes that the journal tells")
                .isEqualTo(told);
        assertThat(truth.own("select count(*) from batch where status = 'open'"))
                .isZero();
    }

    private static long writes(JsonNode tally) {
        return tally.get("created").asLong()
                + tally.get("updated").asLong()
                + tally.get("deleted").asLong();
    }

    @Override
    public void close() {
        lab.close();
    }
}
