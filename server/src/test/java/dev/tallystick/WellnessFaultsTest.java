package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Fault.Kind;
import dev.tallystick.storage.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Whatever the partner does, through the whole application: the run ends and says so in a plain sentence, no cursor
/// moves past what was not read, no row goes, and what the fault kept back arrives with the next run.
@Timeout(60)
class WellnessFaultsTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness", "tallystick.http.timeout=700ms");

    @BeforeEach
    void firstLoad() {
        if (server.get("/api/v1/runs").get("items").isEmpty()) {
            server.sync("clients");
            server.sync("appointments");
        }
    }

    @AfterEach
    void calm() {
        server.lab().faults().clear();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(Kind.RESET_BEFORE, ""),
                arguments(Kind.RESET_AFTER, ""),
                arguments(Kind.TRUNCATED_BODY, ""),
                arguments(Kind.RESET_IN_BODY, ""),
                arguments(Kind.SHORT_LENGTH, ""),
                arguments(Kind.BAD_CHUNK, ""),
                arguments(Kind.TRUNCATED_JSON, ""),
                arguments(Kind.GARBAGE, ""),
                arguments(Kind.HTML_200, ""),
                arguments(Kind.EMPTY_200, ""),
                arguments(Kind.ERROR_200, ""),
                arguments(Kind.STATUS, "500"),
                arguments(Kind.STATUS, "503"),
                arguments(Kind.HTML_STATUS, "502"),
                arguments(Kind.THROTTLED, "decimal"),
                arguments(Kind.THROTTLED, "absent"),
                arguments(Kind.UNAUTHORIZED, ""),
                arguments(Kind.FORBIDDEN, ""),
                arguments(Kind.STALL, ""),
                arguments(Kind.SILENCE, ""),
                arguments(Kind.DRIP, ""),
                arguments(Kind.GZIP_BOMB, ""),
                arguments(Kind.REDIRECT, "http://169.254.169.254/latest/meta-data"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void failsPlainlyAndLosesNothing(Kind kind, String value) {
        var before = rows();
        var state = state();
        server.lab().faults().add(Fault.of(kind, "/v1/").value(value).times(Fault.FOREVER));

        var clients = server.sync("clients");
        var appointments = server.sync("appointments?full=true");

        for (var run : List.of(clients, appointments)) {
            assertThat(run.get("status").asString()).as(run.toString()).isEqualTo("failed");
            assertThat(run.at("/tally/right/deleted").asLong()).isZero();
            plain(run.at("/problem/sentence").asString());
            noSecret(run);
        }
        assertThat(rows()).isEqualTo(before);
        assertThat(state()).isEqualTo(state);
    }

    /// What can go wrong on the way from page to page, with a change that must not be lost by it.
    static Stream<Arguments> pages() {
        return Stream.of(
                arguments(Kind.DUPLICATE_PAGE, 1),
                arguments(Kind.MISSING_PAGE, 1),
                arguments(Kind.CURSOR_LOOP, 0),
                arguments(Kind.RESET_BEFORE, 1),
                arguments(Kind.TRUNCATED_JSON, 1),
                arguments(Kind.HTML_200, 1));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void infersNoDeletionFromPagesThatGoWrong(Kind kind, int after) {
        var city = "City " + kind + after;
        server.lab().partner().clients().change("1119", "city", city);
        var before = rows().keySet();
        server.lab().faults().add(Fault.of(kind, "/v1/").after(after).times(Fault.FOREVER));

        var run = server.sync("clients");

        noSecret(run);
        assertThat(run.at("/tally/right/deleted").asLong()).isZero();
        assertThat(rows().keySet()).isEqualTo(before);

        server.lab().faults().clear();
        var next = server.sync("clients");

        assertThat(next.get("status").asString()).as(next.toString()).isEqualTo("succeeded");
        assertThat(rows().get("c1119")).contains(city);
    }

    @Test
    void getsOverWhatIsOverSoon() {
        for (var kind : List.of(Kind.RESET_BEFORE, Kind.TRUNCATED_BODY, Kind.THROTTLED)) {
            server.lab().faults().clear();
            server.lab().faults().add(Fault.of(kind, "/v1/clients").value(kind == Kind.THROTTLED ? "decimal" : ""));

            assertThat(server.sync("clients").get("status").asString())
                    .as("" + kind)
                    .isEqualTo("succeeded");
        }
    }

    @Test
    void saysThatTheKeyIsWrong() {
        var right = server.lab().partner().key();
        server.lab().partner().changeKey("another-key");
        try {
            var run = server.sync("clients");

            assertThat(run.at("/problem/code").asString()).isEqualTo("sign_in");
            assertThat(run.at("/problem/action").asString()).isEqualTo("reconnect");
            noSecret(run);
        } finally {
            server.lab().partner().changeKey(right);
        }
        assertThat(server.sync("clients").get("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void endsInTimeWhenThePartnerHangs() {
        server.lab().faults().add(Fault.of(Kind.STALL, "/v1/clients").times(Fault.FOREVER));
        var began = System.nanoTime();

        server.sync("clients");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    private static void plain(String sentence) {
        assertThat(sentence)
                .isNotBlank()
                .endsWith(".")
                .hasSizeLessThan(600)
                .doesNotContain("Exception", "java.", "org.", "null", "tools.jackson", "<html", "<!");
    }

    private static void noSecret(JsonNode run) {
        var all = run.toString()
                + server.get("/api/v1/runs/" + run.get("id") + "/changes")
                + server.get("/api/v1/sync/status")
                + server.get("/api/v1/connections");
        assertThat(all).doesNotContain("lab-partner-key");
    }

    /// What stands in both tables, each row as text, without the columns that say how it is synced.
    private static Map<String, String> rows() {
        return server
                .data()
                .sql("""
                        select 'c' || external_id as id,
                            (to_jsonb(c) - '{last_synced_at,sync_status,sync_errors}'::text[])::text as content
                        from rehearsal_clients c
                        union all
                        select external_id, (to_jsonb(a) - '{last_synced_at,sync_status,sync_errors}'::text[])::text
                        from rehearsal_appointments a
                        """)
                .query((row, _) -> Map.entry(row.getString("id"), row.getString("content")))
                .list()
                .stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// What is remembered of each side: it may only move with what was read.
    private static List<String> state() {
        return server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql(
                                "select sync_id || ' ' || coalesce(cursor, '') || ' ' || confirmed_at from sync_state order by 1")
                        .query(String.class)
                        .list());
    }
}
